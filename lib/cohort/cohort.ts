import { CohortError } from "../error.ts";
import type { Fault } from "../fault.ts";
import {
  ANYTHING,
  checkOptions,
  numberAbove,
  oneOf,
  type OptionRules,
  PART,
  TEXT,
  wholeFrom,
} from "../options.ts";
import type { Progress } from "../progress.ts";
import { type DataKind, findingWords } from "../text/finding.ts";
import { printable } from "../text/printable.ts";
import { CohortBuilder } from "./cohort_builder.ts";
import type { CohortReading } from "./cohort_reading.ts";
import type { Cohort } from "./cohort_tables.ts";
import { dataKindOf } from "./data_kind.ts";
import { joinLabels } from "./labels/join_labels.ts";
import { DATASETS } from "./labels/dataset_name.ts";
import { LABEL_UNITS } from "./labels/label_table.ts";
import { READERS } from "./labels/readers.ts";
import {
  type LabelOptions,
  namesImages,
  type OpenedLabels,
  openLabels,
  usualReading,
  usualRule,
} from "./labels/label_tables.ts";
import { OWN_NAMES, Pseudonyms } from "./scan/pseudonyms.ts";
import { resolveRepeatedInstances } from "./scan/repeated_instances.ts";
import { PIXEL_READING_RULES, type PixelReading } from "./pixel_reading.ts";
import { scanFolder, type ScannedFile, type ScanOptions } from "./scan/scan_folder.ts";
import { addNiftiFiles } from "./scan/scan_nifti.ts";
import { WINDOW_WANTED } from "./scan/raster_slice.ts";
import { addRasterFiles } from "./scan/scan_raster.ts";
import { PREFERENCES, type SeriesRule } from "./series/select_series.ts";
import type { Rejection } from "./rejection.ts";

export type { StudyRow } from "./study_row.ts";

/** Options of {@link readCohort}. */
export interface CohortOptions extends LabelOptions, SeriesRule, ScanOptions, PixelReading {
  /** Has everything named by pseudonyms made with this salt; see {@link Pseudonyms}. */
  pseudonymSalt?: string;
}

const PREFERENCE = oneOf(PREFERENCES);

const COHORT_RULES: OptionRules<CohortOptions> = {
  dataset: oneOf(DATASETS),
  labels: TEXT,
  columns: PART,
  labelUnit: oneOf(LABEL_UNITS),
  reader: oneOf(["majority", ...READERS]),
  finding: TEXT,
  series: oneOf(["one", "all"]),
  contrast: PREFERENCE,
  sharpKernel: PREFERENCE,
  otherRegions: PREFERENCE,
  thickness: {
    expected: "thin, or a number of mm above 0",
    allows: (value) => value === "thin" || numberAbove(0).allows(value),
    choices: ["thin"],
  },
  minimumCoverage: ANYTHING,
  minimumSlices: wholeFrom(1),
  concurrency: wholeFrom(1),
  pseudonymSalt: TEXT,
  ...PIXEL_READING_RULES,
};

/** A cohort that may be empty, and why. */
export interface Survey {
  cohort: Cohort;
  /** Images that were found, whatever became of them. */
  images: number;
  /** Files that are none or cannot be read. */
  unreadable: Rejection[];
}

/**
 * Reads a cohort: images at any depth below a folder, DICOM or NIfTI, and the label table of CQ500
 * (`reads.csv`), BHX, the RSNA challenge of 2019, PhysioNet's CT-ICH or a `slices.csv` of your own; with
 * the last two PNG, JPEG and TIFF as well. Only headers are read, and pixels where two files claim to be
 * one image. The labels are those of studies, put on each of their slices as in the paper ("Database" and
 * "Model training"), or of slices.
 *
 * What cannot be used is listed in `rejected` and the rest is read: files that are no images or repeat
 * another, studies without a label, labels without a study, studies without a suitable series.
 *
 * @param root The folder of the unpacked data set.
 * @throws {OptionsError} There is no such option, or no such value.
 * @throws {CohortError} If the root or the label table is missing or malformed, or nothing is left.
 *
 * @example
 * ```ts ignore
 * import { readCohort } from "hemoleak";
 * const cohort = await readCohort("CQ500");
 * console.log(cohort.studies.length, "studies,", cohort.slices.length, "slices");
 * for (const { study, series, reason } of cohort.series) console.log(study, series, reason);
 * ```
 */
export async function readCohort(
  root: string,
  options: CohortOptions = {},
  progress?: Progress,
): Promise<Cohort> {
  const survey = await surveyCohort(root, options, progress);
  assertSlices(survey);
  return survey.cohort;
}

/**
 * Reads a cohort as {@link readCohort} does, and gives it with the reasons even if no slice is left.
 *
 * @throws {OptionsError} There is no such option, or no such value.
 * @throws {CohortError} If the root or the label table is missing or malformed.
 */
export async function surveyCohort(
  root: string,
  options: CohortOptions = {},
  progress?: Progress,
): Promise<Survey> {
  checkOptions("a cohort", options, COHORT_RULES);
  await expectFolder(root);
  const names = options.pseudonymSalt === undefined
    ? OWN_NAMES
    : new Pseudonyms(options.pseudonymSalt);
  const labels = await openLabels(root, options);
  // The progress names files.
  const told: Progress | undefined = names === OWN_NAMES
    ? progress
    : (done, total) => progress?.(done, total);
  const volumes = await addNiftiFiles(root, await scanFolder(root, options, told));
  // Elsewhere pictures lie beside the images: previews, screen shots.
  const scan = namesImages(labels.dataset) ? await addRasterFiles(root, volumes) : volumes;
  labels.table.expect?.(scan.files, scan.rejected.map(({ file }) => file));
  const unique = await resolveRepeatedInstances(root, scan.files, undefined, names);
  const joined = joinLabels(unique.files, labels.table, names);
  const reading = readingOf(labels, options, joined.studies.flatMap(({ files }) => files));
  const rule = { ...usualRule(labels.dataset), ...options };
  const notes = [...labels.notes, ...notesOn(reading)];
  const builder = new CohortBuilder(root, { ...labels, notes }, names, rule, reading);
  const unreadable = scan.rejected.map((each) => ({ ...each, file: names.path(each.file) }));
  builder.reject(unreadable);
  builder.reject(unique.rejected);
  builder.reject(joined.rejected);
  builder.noteFound(joined.found);
  for (const study of joined.studies) builder.add(study);
  return { cohort: builder.finish(), images: scan.files.length, unreadable };
}

/**
 * What is kept of how a cohort was read: of what gray means nothing where no image needs it, so that
 * nothing depends on it then.
 *
 * @throws {CohortError} An image needs it, and nobody says it.
 */
function readingOf(
  { dataset, unit }: OpenedLabels,
  { finding = "ICH", modality = "CT", ...options }: CohortOptions,
  images: readonly ScannedFile[],
): CohortReading {
  const kept = { dataset, finding, labelUnit: unit, modality };
  const raster = images.find((image) => image.raster !== undefined);
  if (raster === undefined) return kept;
  const { imageWindow = usualReading(dataset).imageWindow, channel } = options;
  const gray = { ...kept, ...(channel !== undefined && { channel }) };
  if (modality === "other") return gray;
  if (imageWindow === undefined) throw new CohortError({ ...WINDOW_WANTED, file: raster.file });
  return { ...gray, imageWindow };
}

/** Pictures do not say what part of the body they show, nor a column `label` what it is of. */
function notesOn(reading: CohortReading): string[] {
  const { dataset, imageWindow } = reading;
  const isAssumed = dataset === "slices" && findingWords(dataKindOf(reading)).isAnyHemorrhage;
  return imageWindow === undefined || !isAssumed ? [] : [
    "labels are taken for hemorrhage in CT of the head; if they are of something else, name their column " +
    "after it, and say so with --finding NAME",
  ];
}

/**
 * Makes sure that there is a slice.
 *
 * @throws {CohortError} There is none; the message says what was found instead.
 */
export function assertSlices(survey: Survey): void {
  if (survey.cohort.slices.length > 0) return;
  throw new CohortError(nothingLeft(survey));
}

function nothingLeft({ cohort: { root, series, rejected }, images, unreadable }: Survey): Fault {
  const file = printable(root);
  if (images === 0) {
    const [first] = unreadable;
    const found = first === undefined
      ? "no file"
      : `none among ${unreadable.length} (${first.file}: ${first.reason})`;
    return { file, expected: "images", found: printable(found) };
  }
  const reasons = [
    ...series.map(({ study, series, reason }) => `${study}, ${series}: ${reason}`),
    ...rejected.map(({ file, reason }) => `${file}: ${reason}`),
  ];
  // Names of studies come from tables, in which anything may stand.
  const examples = printable(reasons.slice(0, 3).join("; "));
  const problem = "nothing is left, as no labeled study has a suitable series";
  return { file, problem, hint: `for example ${examples}` };
}

/**
 * Makes sure that there is something to learn.
 *
 * @param data What the labels are about; by default hemorrhage in CT of the head.
 * @throws {CohortError} If all studies have the same label.
 */
export function assertBothClasses(
  studies: readonly { label: 0 | 1 }[],
  data: DataKind = {},
): void {
  const positive = studies.filter(({ label }) => label === 1).length;
  if (positive > 0 && positive < studies.length) return;
  const which = positive === 0 ? "without" : "with";
  throw new CohortError({
    expected: `studies with and without ${findingWords(data).one}`,
    problem: `all ${studies.length} are ${which}`,
    hint: "add studies of the other kind",
  });
}

async function expectFolder(root: string): Promise<void> {
  try {
    if ((await Deno.stat(root)).isDirectory) return;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new CohortError({
      file: root,
      expected: "a folder of images",
      problem: "there is none",
      hint: "see data/README.md",
    });
  }
  throw new CohortError({
    file: root,
    expected: "a folder of images",
    problem: "it is a file",
    hint: "unpack it",
  });
}
