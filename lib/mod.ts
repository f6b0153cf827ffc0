/**
 * hemoleak: reproduce and measure identity leakage in head-CT slice classifiers.
 *
 * The way of the data, each stage from the files of the one before: a folder of DICOM
 * ({@linkcode readCohort}) → preprocessed slices ({@linkcode preprocessCohort}) → sets
 * ({@linkcode splitBySlice}, {@linkcode splitBySubject}) → a network ({@linkcode cnn4},
 * {@linkcode vgg16}) → training ({@linkcode train}) → judging ({@linkcode evaluate}) → report.
 * {@linkcode Reproduction} walks it whole.
 *
 * @module
 */

export * from "./error.ts";
export { Random } from "./random.ts";
export type { Progress } from "./progress.ts";

// Phantom: a synthetic cohort
export { PHANTOM_DEFAULTS, type PhantomOptions } from "./phantom/options.ts";
export { writePhantom } from "./phantom/cohort.ts";

// DICOM
export { type DicomSlice, readDicom } from "./dicom/read.ts";
export { readDicomHeader } from "./dicom/header.ts";

// Cohort
export {
  type Cohort,
  type CohortOptions,
  readCohort,
  type SeriesDecision,
  type StudyRow,
} from "./cohort/cohort.ts";
export { readCohortParquet, writeCohort } from "./cohort/cohort_files.ts";
export { openCohort } from "./cohort/open_cohort.ts";
export { type Hemorrhage, HEMORRHAGES, type Rejection, type SliceRow } from "./cohort/slice_row.ts";

// Preprocessing
export { preprocessSlice, preprocessStages } from "./preprocess/pipeline.ts";
export type { PreprocessOptions } from "./preprocess/options.ts";
export { preprocessCohort } from "./preprocess/preprocess_cohort.ts";
export { openStore, SliceStore } from "./preprocess/slice_store.ts";

// Split
export { splitBySlice } from "./split/by_slice.ts";
export { splitBySubject } from "./split/by_subject.ts";
export { assertSubjectsApart, type SetName, type SplitOptions } from "./split/split.ts";

// Networks and training
export { useTensorFlow } from "./tensorflow/backend.ts";
export { cnn4, type Cnn4Options } from "./model/cnn4.ts";
export { vgg16, type Vgg16Options } from "./model/vgg16.ts";
export { train, type TrainingListener, type TrainingOptions } from "./train/train.ts";
export { predict } from "./train/predict.ts";
export { loadModel, saveModel } from "./train/model_files.ts";
export { stopOnInterrupt } from "./train/stop_on_interrupt.ts";

// Judging
export type { Prediction } from "./evaluate/prediction.ts";
export { formatPredictions, parsePredictions } from "./evaluate/predictions_csv.ts";
export { auc } from "./evaluate/auc.ts";
export { bootstrapAuc } from "./evaluate/bootstrap.ts";
export { evaluate, type EvaluateOptions, type Metrics } from "./evaluate/evaluate.ts";

// Leakage
export { permuteLabels } from "./leakage/permute_labels.ts";

// Report
export { writeSupplement } from "./report/supplement.ts";

// Experiments
export { modelTitle, type Profile, PROFILES } from "./experiment/profile.ts";
export { type Cell } from "./experiment/cell.ts";
export { type Run, runCell } from "./experiment/run.ts";
export {
  environmentOf,
  Reproduction,
  type ReproductionOptions,
  TABLE_2_CELLS,
} from "./experiment/reproduction.ts";
