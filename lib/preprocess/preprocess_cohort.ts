import { createHash } from "node:crypto";
import type { Rejection, SliceRow } from "../cohort/slice_row.ts";
import { PreprocessError } from "../error.ts";
import { formatCsv } from "../files/csv.ts";
import { writeAtomically } from "../files/write_atomically.ts";
import type { Progress } from "../progress.ts";
import { formatNpy } from "../files/npy.ts";
import { completeOptions, type PreprocessOptions } from "./options.ts";
import type { SeriesResult } from "./series.ts";
import { arrayNames } from "./array_names.ts";
import { preprocessQueue } from "./series_queue.ts";
import {
  formatIndex,
  INDEX_FILE,
  openStore,
  REJECTED_FILE,
  type SliceStore,
  type StoredSlice,
} from "./slice_store.ts";

/** What preprocessing needs of a cohort. */
export interface CohortSlices {
  /** The folder that the rows' files are relative to. */
  root: string;
  slices: readonly SliceRow[];
}

/** {@link PreprocessOptions}, and how much of the machine to use. */
export interface PreprocessCohortOptions extends Partial<PreprocessOptions> {
  /** Series preprocessed at the same time; as many as the machine has cores unless given. */
  workers?: number;
}

/** To be raised when a change of the chain gives the same input other pixels. */
const CHAIN_VERSION = 2;

/** One series of the cohort, and the file that its images go to. */
interface Series {
  rows: SliceRow[];
  npy: string;
  /** Tells whether the images on disk are those of these files and options. */
  key: string;
}

/** What is noted beside the images of a series. */
interface SeriesRecord {
  key: string;
  /** SHA-256 of the file of images. */
  sha256: string;
  /** For each image, the index of its slice in the series. */
  kept: number[];
  rejected: Rejection[];
}

/**
 * Preprocesses a cohort into a folder: `slices/<study>_<series>.npy`, the index `slices.parquet` and
 * `rejected.csv`. Slices that cannot be decoded or hold no head are listed there, and the rest
 * goes on.
 *
 * A series whose files (name, size, time of change) and options are those of an earlier run is not
 * computed again, so a run that was killed goes on where it was.
 *
 * @param directory Made where missing. Other files in it stay.
 * @param progress Told the slices done, of all.
 * @throws {PreprocessError} For an option out of its range, or if no slice at all can be used.
 * @throws {StorageError} If the disk is full; what is finished is kept.
 */
export async function preprocessCohort(
  cohort: CohortSlices,
  directory: string,
  { workers = navigator.hardwareConcurrency, ...options }: PreprocessCohortOptions = {},
  progress: Progress = () => {},
): Promise<SliceStore> {
  if (!Number.isInteger(workers) || workers < 1) {
    throw new PreprocessError(
      `Expected workers to be a whole number of at least 1 but found ${workers}`,
    );
  }
  const complete = completeOptions(options);
  const series = await listSeries(cohort, complete);
  const records = await Promise.all(series.map((one) => readRecord(directory, one)));
  await preprocessMissing(cohort, directory, complete, series, records, workers, progress);
  await writeIndex(directory, cohort, complete, series, records as SeriesRecord[]);
  return openStore(directory);
}

/** Preprocesses the series without a record, and notes their records. */
async function preprocessMissing(
  { root, slices }: CohortSlices,
  directory: string,
  options: PreprocessOptions,
  series: readonly Series[],
  records: (SeriesRecord | null)[],
  workers: number,
  progress: Progress,
): Promise<void> {
  const missing = series.keys().filter((index) => records[index] === null).toArray();
  const tasks = missing.map((index) => {
    const files = series[index]!.rows.map(({ file }) => file);
    return { root, files, options };
  });
  let done = slices.length - tasks.reduce((sum, { files }) => sum + files.length, 0);
  progress(done, slices.length);
  // Until all are done, an index of earlier images would name files that are being replaced.
  if (tasks.length > 0) await Deno.remove(`${directory}/${INDEX_FILE}`).catch(() => {});
  const onSlice = (task: number) => {
    const { study, series: name } = series[missing[task]!]!.rows[0]!;
    progress(++done, slices.length, `${study} ${name}`);
  };
  await preprocessQueue(tasks, workers, onSlice, async (task, result) => {
    const index = missing[task]!;
    records[index] = await writeSeries(directory, series[index]!, result, options.size);
  });
}

async function listSeries(
  { root, slices }: CohortSlices,
  options: PreprocessOptions,
): Promise<Series[]> {
  const groups = [...Map.groupBy(slices, ({ study, series }) => `${study}\0${series}`).values()];
  const names = arrayNames(groups.map(([first]) => first!));
  const all: Series[] = [];
  for (const [index, rows] of groups.entries()) {
    all.push({ rows, npy: `slices/${names[index]}.npy`, key: await keyOf(root, rows, options) });
  }
  return all;
}

async function keyOf(
  root: string,
  rows: readonly SliceRow[],
  options: PreprocessOptions,
): Promise<string> {
  const files = await Promise.all(rows.map(async ({ file }) => {
    const info = await Deno.stat(`${root}/${file}`).catch(() => null);
    return [file, info?.size ?? null, info?.mtime?.getTime() ?? null];
  }));
  const sorted = Object.entries(options).sort(([a], [b]) => a < b ? -1 : 1);
  return createHash("sha256").update(JSON.stringify([CHAIN_VERSION, sorted, files])).digest("hex");
}

function recordPath(directory: string, { npy }: Series): string {
  return `${directory}/${npy.replace(/\.npy$/, ".json")}`;
}

/** The record of a series whose images are up to date, else null. */
async function readRecord(directory: string, series: Series): Promise<SeriesRecord | null> {
  try {
    const record = JSON.parse(await Deno.readTextFile(recordPath(directory, series)));
    await Deno.stat(`${directory}/${series.npy}`);
    return record.key === series.key && record.sha256 !== undefined ? record : null;
  } catch {
    return null;
  }
}

/** The record goes before new images come and returns after them, so it never tells of others. */
async function writeSeries(
  directory: string,
  series: Series,
  { images, kept, rejected }: SeriesResult,
  size: number,
): Promise<SeriesRecord> {
  const path = recordPath(directory, series);
  const npy = formatNpy(images, [kept.length, size, size]);
  const sha256 = createHash("sha256").update(npy).digest("hex");
  const record: SeriesRecord = { key: series.key, sha256, kept, rejected };
  await Deno.remove(path).catch(() => {});
  await writeAtomically(`${directory}/${series.npy}`, npy);
  await writeAtomically(path, JSON.stringify(record));
  return record;
}

async function writeIndex(
  directory: string,
  { slices }: CohortSlices,
  options: PreprocessOptions,
  series: readonly Series[],
  records: readonly SeriesRecord[],
): Promise<void> {
  const stored = new Map<SliceRow, StoredSlice>();
  for (const [index, { rows, npy }] of series.entries()) {
    const { kept, sha256 } = records[index]!;
    for (const [npy_row, at] of kept.entries()) {
      stored.set(rows[at]!, { ...rows[at]!, npy, npy_row, npy_sha256: sha256 });
    }
  }
  const rejected = records.flatMap((record) => record.rejected);
  await writeAtomically(
    `${directory}/${REJECTED_FILE}`,
    formatCsv(rejected, ["file", "reason"]),
  );
  if (stored.size === 0) throw noSliceLeft(directory, rejected);
  const inOrder = slices.flatMap((row) => stored.get(row) ?? []);
  await writeAtomically(`${directory}/${INDEX_FILE}`, formatIndex(inOrder, options));
}

function noSliceLeft(directory: string, rejected: readonly Rejection[]): PreprocessError {
  const [first] = rejected;
  return new PreprocessError(
    first === undefined
      ? "The cohort has no slices to preprocess"
      : `None of the cohort's ${rejected.length} slices can be used, for example ${first.file}: ` +
        `${first.reason}; all are listed in ${directory}/${REJECTED_FILE}`,
  );
}
