/**
 * hemoleak: reproduce and measure identity leakage in head-CT slice classifiers.
 *
 * The way of the data, each stage from the files of the one before: a folder of DICOM
 * ({@linkcode readCohort}) → preprocessed slices ({@linkcode preprocessCohort}) → sets
 * ({@linkcode splitBySlice}, {@linkcode splitBySubject}) → a network ({@linkcode cnn4},
 * {@linkcode vgg16}) → training ({@linkcode train}) → judging ({@linkcode evaluate}) → how much of it
 * is identity ({@linkcode audit}) → report. {@linkcode Reproduction} walks it whole; {@linkcode Grid}
 * makes experiments of many such ways.
 *
 * Each station has an entry point of its own, such as `hemoleak/evaluate`, which loads only what that
 * station needs; this one re-exports all of them.
 *
 * @module
 */

export * from "./error.ts";
export type { Fault, FileFault } from "./fault.ts";
export { Random } from "./random.ts";
export type { Progress } from "./progress.ts";
export * from "./dicom/mod.ts";
export * from "./nifti/mod.ts";
export * from "./raster/mod.ts";
export * from "./cohort/mod.ts";
export * from "./phantom/mod.ts";
export * from "./preprocess/mod.ts";
export * from "./split/mod.ts";
export * from "./predictions/mod.ts";
export * from "./evaluate/mod.ts";
export * from "./tensorflow/mod.ts";
export * from "./model/mod.ts";
export * from "./train/mod.ts";
export * from "./leakage/mod.ts";
export * from "./leakage/files.ts";
export * from "./leakage/images/mod.ts";
export * from "./experiment/mod.ts";
export * from "./report/mod.ts";
export * from "./report/files.ts";
export type { DataKind, ImageKind } from "./text/finding.ts";
export type { PROFILE_NAMES, ProfileName, Provenance } from "./provenance.ts";
