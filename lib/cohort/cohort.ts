import { join } from "node:path";
import { CohortError } from "../error.ts";
import type { Progress } from "../progress.ts";
import { type JoinedStudy, joinLabels } from "./join_labels.ts";
import { compareNaturally } from "./natural_order.ts";
import { readReads, studyLabels, type StudyReads } from "./reads_csv.ts";
import { dropRepeatedInstances } from "./repeated_instances.ts";
import { type Scan, scanFolder, type ScanOptions } from "./scan.ts";
import { selectSeries, type SeriesChoice, type SeriesRule } from "./select_series.ts";
import { groupIntoSeries } from "./series.ts";
import type { HemorrhageTypes, Rejection, SliceRow } from "./slice_row.ts";

/** One study of a cohort. */
export interface StudyRow extends HemorrhageTypes {
  study: string;
  /** The patient (PatientID). */
  subject: string;
  /** Whether most readers saw any intracranial hemorrhage. */
  label: 0 | 1;
  /** Age in years, where a header tells it. */
  age: number | null;
  /** `M`, `F` or `O`, where a header tells it. */
  sex: string | null;
  /** How many of its slices are in the cohort. */
  slices: number;
}

/** What became of one series: a row of `series.csv`. */
export interface SeriesDecision {
  study: string;
  /** Its folder's name; unique within the study. */
  series: string;
  decision: "kept" | "left";
  reason: string;
  slices: number;
  /** Median distance between slices in mm, or null. */
  spacing: number | null;
  /** Nominal slice thickness in mm, or null. */
  thickness: number | null;
  kernel: string;
  description: string;
}

/** Which slices there are, whose they are and what they show. */
export interface Cohort {
  /** The folder that `file` in the slices is relative to. */
  root: string;
  /** Study by study in natural order of names, each from the feet to the head. */
  slices: SliceRow[];
  studies: StudyRow[];
  /** A decision for every series of every labeled study. */
  series: SeriesDecision[];
  /** Every file, folder or label that could not be used, and why. */
  rejected: Rejection[];
}

/** Options of {@link readCohort}. */
export interface CohortOptions extends SeriesRule, ScanOptions {
  /** The label table; default `reads.csv` in the root. */
  labels?: string;
}

/**
 * Reads a cohort laid out as CQ500: DICOM files at any depth below a root, and `reads.csv`. Only
 * headers are read. A study's label, the majority of its three readers, goes on each of its slices, as
 * in the paper ("Database" and "Model training").
 *
 * What cannot be used is listed in `rejected` and the rest goes on: files that are not DICOM or repeat
 * another, studies without a label, labels without a study, studies without a suitable series.
 *
 * @param root The folder of the unzipped studies.
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
  await expectFolder(root);
  const tableName = options.labels ?? "reads.csv";
  const reads = await readReads(options.labels ?? join(root, tableName), tableName);
  const scan = await scanFolder(root, options, progress);
  expectFiles(root, scan);
  const unique = dropRepeatedInstances(scan.files);
  const joined = joinLabels(unique.files, reads.keys());
  const cohort: Cohort = {
    root,
    slices: [],
    studies: [],
    series: [],
    rejected: [...scan.rejected, ...unique.rejected, ...joined.rejected],
  };
  joined.studies.sort((a, b) => compareNaturally(a.study, b.study));
  for (const study of joined.studies) addStudy(cohort, study, reads.get(study.study)!, options);
  for (const name of joined.unused) {
    const reason = `line ${reads.get(name)!.line}: no DICOM files of study ${name}`;
    cohort.rejected.push({ file: tableName, reason });
  }
  expectSlices(root, cohort);
  cohort.studies = studiesOf(cohort.slices);
  return cohort;
}

/**
 * Makes sure that there is something to learn.
 *
 * @throws {CohortError} If all studies have the same label.
 */
export function assertBothClasses(studies: readonly { label: 0 | 1 }[]): void {
  const positive = studies.filter(({ label }) => label === 1).length;
  if (positive > 0 && positive < studies.length) return;
  const which = positive === 0 ? "without" : "with";
  throw new CohortError(
    `expected studies with and without hemorrhage but all ${studies.length} are ${which}; ` +
      `add studies of the other kind`,
  );
}

async function expectFolder(root: string): Promise<void> {
  try {
    if ((await Deno.stat(root)).isDirectory) return;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new CohortError(
      `expected a folder of DICOM studies at ${root} but there is none; see data/README.md`,
    );
  }
  throw new CohortError(
    `expected a folder of DICOM studies at ${root} but it is a file; unpack it`,
  );
}

function expectFiles(root: string, scan: Scan): void {
  if (scan.files.length > 0) return;
  const [first] = scan.rejected;
  const found = first === undefined
    ? "no file"
    : `none among ${scan.rejected.length} (${first.file}: ${first.reason})`;
  throw new CohortError(`expected DICOM files below ${root} but found ${found}`);
}

function expectSlices(root: string, cohort: Cohort): void {
  if (cohort.slices.length > 0) return;
  const reasons = [
    ...cohort.series.map(({ study, series, reason }) => `${study}, ${series}: ${reason}`),
    ...cohort.rejected.map(({ file, reason }) => `${file}: ${reason}`),
  ];
  throw new CohortError(
    `nothing is left of ${root}: no labeled study has a suitable series; ` +
      `for example ${reasons.slice(0, 3).join("; ")}`,
  );
}

/** Decides on a study's series and adds the rows. */
function addStudy(cohort: Cohort, joined: JoinedStudy, reads: StudyReads, rule: SeriesRule): void {
  const { series, rejected } = groupIntoSeries(joined.files);
  const choices = selectSeries(series, rule);
  cohort.rejected.push(...rejected);
  cohort.series.push(...choices.map((choice) => decisionRow(joined.study, choice)));
  const common = { ...studyLabels(reads), ...person(joined) };
  const kept = choices.filter((choice) => choice.kept);
  if (kept.length === 0) {
    cohort.rejected.push({ file: joined.study, reason: "none of its series is suitable" });
  }
  let slice = 0;
  for (const { series: { name, files, positions } } of kept) {
    for (const [i, { file, frame }] of files.entries()) {
      cohort.slices.push({
        ...common,
        series: name,
        slice: slice++,
        file,
        frame,
        position: positions[i]!,
      });
    }
  }
}

/** The studies that slices are of, in their order. */
export function studiesOf(slices: readonly SliceRow[]): StudyRow[] {
  return [...Map.groupBy(slices, ({ study }) => study).values()].map((rows) => {
    const { study, subject, label, IPH, IVH, SDH, EDH, SAH, age, sex } = rows[0]!;
    return { study, subject, label, IPH, IVH, SDH, EDH, SAH, age, sex, slices: rows.length };
  });
}

/** What the first header that tells it says of the patient. */
function person({ study, subject, files }: JoinedStudy) {
  const headers = files.map(({ header }) => header);
  return {
    study,
    subject,
    age: headers.find(({ age }) => age !== null)?.age ?? null,
    sex: headers.find(({ sex }) => sex !== null)?.sex ?? null,
  };
}

function decisionRow(study: string, { series, kept, reason }: SeriesChoice): SeriesDecision {
  const { header } = series.files[0]!;
  return {
    study,
    series: series.name,
    decision: kept ? "kept" : "left",
    reason,
    slices: series.files.length,
    spacing: series.spacing === null ? null : Number(series.spacing.toFixed(4)),
    thickness: header.sliceThickness,
    kernel: header.convolutionKernel,
    description: header.seriesDescription,
  };
}
