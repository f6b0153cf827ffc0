import type { Rejection } from "../cohort/rejection.ts";
import type { SliceRow } from "../cohort/slice_row.ts";
import { READING_NOTES } from "../cohort/scan/reading_notes.ts";
import { PreprocessError } from "../error.ts";
import { lockFolder } from "../files/folder_lock.ts";
import { storageError } from "../files/storage_error.ts";
import type { Progress } from "../progress.ts";
import { completeOptions, type PreprocessOptions } from "./chain/options.ts";
import type { SeriesArray } from "./store/series_array.ts";
import { readRecord, type SeriesRecord, writeRecord } from "./store/series_record.ts";
import { openStore, type SliceStore } from "./store/slice_store.ts";
import {
  removeIndex,
  removeIndexLeftovers,
  type SeriesNote,
  type StoredPlace,
  type StoredSlice,
  writeIndex,
  writeRejected,
} from "./store/store_index.ts";
import { removeLeftovers } from "./store/store_leftovers.ts";
import {
  ARRAYS_FOLDER,
  type CohortSeries,
  type CohortSlices,
  listSeries,
  pathOf,
  readingOf,
} from "./workers/cohort_series.ts";
import { preprocessQueue, type SeriesTask } from "./workers/series_queue.ts";

/** {@link PreprocessOptions}, and how the work is done. */
export interface PreprocessCohortOptions extends Partial<PreprocessOptions> {
  /** Threads that preprocess at the same time; as many as the machine has cores unless given. */
  workers?: number;
  /** Whether to compare the images of an earlier run with their SHA-256; else their length has to do. */
  verify?: boolean;
}

/**
 * Preprocesses a cohort into a folder: `slices/<study>_<series>.npy`, the index `slices.parquet`,
 * `rejected.csv`, `notes.csv` (what was out of the ordinary in reading files that are used, where anything
 * was), and `SHA256SUMS` of them all. Slices that cannot be decoded or hold no head are listed
 * with the reason, and the rest is preprocessed.
 *
 * Memory does not depend on the cohort's images, nor do the files on the number of threads. What an
 * earlier run finished is not computed again, to the slice, however it ended: so a run that was
 * killed resumes and gives the same bytes. Other files (name, size, time of change),
 * options or damaged images are noticed; slices whose files could not be opened are tried again.
 *
 * @param directory Made where missing. Images of series that are no longer in the cohort are removed;
 *   files that are not of a store stay. A second run in the same folder waits for the first.
 * @param progress Called with the slices done, of all.
 * @throws {PreprocessError} For an option out of its range, a cohort whose folder is missing, or if no
 *   slice at all can be used.
 * @throws {StorageError} If the disk is full; what is finished is kept.
 */
export async function preprocessCohort(
  cohort: CohortSlices,
  directory: string,
  {
    workers = navigator.hardwareConcurrency,
    verify = false,
    ...options
  }: PreprocessCohortOptions = {},
  progress: Progress = () => {},
): Promise<SliceStore> {
  requireWorkers(workers);
  const modality = options.modality ?? cohort.reading?.modality ?? "CT";
  const complete = completeOptions({ ...options, modality });
  await requireSlices(cohort);
  await makeFolder(`${directory}/${ARRAYS_FOLDER}`);
  const total = cohort.slices.length;
  using _lock = await lockFolder(directory, {
    onWait: () => progress(0, total, "waiting for another run in this folder"),
  });
  const series = await listSeries(cohort, complete);
  const records: (SeriesRecord | null)[] = [];
  for (const one of series) {
    if (verify) progress(0, total, `checking ${one.npy}`);
    records.push(await readRecord(directory, one, complete.size, verify));
  }
  await preprocessMissing(cohort, directory, complete, series, records, workers, progress);
  await writeTables(directory, cohort, complete, series, records as SeriesRecord[]);
  await removeLeftovers(`${directory}/${ARRAYS_FOLDER}`, series);
  await removeIndexLeftovers(directory);
  return await openStore(directory);
}

function requireWorkers(workers: number): void {
  if (Number.isInteger(workers) && workers >= 1) return;
  throw new PreprocessError({
    expected: "workers to be a whole number of at least 1",
    found: workers,
  });
}

/** A disk that is not mounted must not count as a cohort that lost all its files. */
async function requireSlices({ root, slices }: CohortSlices): Promise<void> {
  if (slices.length === 0) throw new PreprocessError("The cohort has no slices to preprocess");
  const isFolder = await Deno.stat(root).then((info) => info.isDirectory, () => false);
  if (!isFolder) {
    throw new PreprocessError({
      file: root,
      expected: "the cohort's files",
      problem: "there is no such folder",
    });
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (error) {
    throw storageError(path, error);
  }
}

/** Preprocesses the series without a record, and notes their records. */
async function preprocessMissing(
  cohort: CohortSlices,
  directory: string,
  options: PreprocessOptions,
  series: readonly CohortSeries[],
  records: (SeriesRecord | null)[],
  workers: number,
  progress: Progress,
): Promise<void> {
  const { root, slices } = cohort;
  const missing = series.keys().filter((index) => records[index] === null).toArray();
  let done = slices.length - missing.reduce((sum, index) => sum + series[index]!.rows.length, 0);
  progress(done, slices.length);
  if (missing.length === 0) return;
  await removeOutdated(directory, missing.map((index) => series[index]!));
  const tasks = missing.map((index) => taskOf(cohort, directory, series[index]!, options.size));
  await preprocessQueue(tasks, { root, reading: readingOf(cohort, options), options }, workers, {
    onSlices(task, count) {
      done += count;
      progress(done, slices.length, tasks[task]!.name);
    },
    async onSeries(task, array) {
      const index = missing[task]!;
      records[index] = await publish(directory, series[index]!, tasks[task]!, array);
    },
  });
}

/** No index or record may list images that are being replaced, whenever this run ends. */
async function removeOutdated(directory: string, series: readonly CohortSeries[]): Promise<void> {
  await removeIndex(directory);
  for (const { npy, record } of series) {
    await Deno.remove(`${directory}/${record}`).catch(() => {});
    await Deno.remove(`${directory}/${npy}`).catch(() => {});
  }
}

function taskOf(
  cohort: CohortSlices,
  directory: string,
  { rows, key, npy, slots }: CohortSeries,
  size: number,
): SeriesTask {
  return {
    name: `${rows[0]!.study} ${rows[0]!.series}`,
    locate: (slot) => ({ file: pathOf(cohort, rows[slot]!), frame: rows[slot]!.frame }),
    slots: { path: `${directory}/${slots}`, layout: { key, count: rows.length, size } },
    array: `${directory}/${npy}.partial`,
  };
}

/** The record comes first: then no images lie there of which nothing is known. */
async function publish(
  directory: string,
  series: CohortSeries,
  task: SeriesTask,
  array: SeriesArray,
): Promise<SeriesRecord> {
  try {
    using file = await Deno.open(task.array, { write: true });
    await file.sync();
  } catch (error) {
    throw storageError(task.array, error);
  }
  const record = await writeRecord(directory, series, array);
  await Deno.rename(task.array, `${directory}/${series.npy}`);
  await Deno.remove(task.slots.path);
  return record;
}

async function writeTables(
  directory: string,
  { slices }: CohortSlices,
  options: PreprocessOptions,
  series: readonly CohortSeries[],
  records: readonly SeriesRecord[],
): Promise<void> {
  const places = new Map<SliceRow, StoredPlace>();
  const rejected: Rejection[] = [];
  const notes: SeriesNote[] = [];
  const arrays = new Map<string, string>();
  for (const [index, { rows, npy }] of series.entries()) {
    const record = records[index]!;
    arrays.set(npy, record.sha256);
    rejected.push(...rejectionsOf(rows, record));
    notes.push(...record.notes.map(([note, slices]) => {
      const { study, series } = rows[0]!;
      return { study, series, note: READING_NOTES[note], slices };
    }));
    const left = new Set(record.rejected.map(([slice]) => slice));
    const kept = rows.filter((_, slice) => !left.has(slice));
    for (const [npy_row, row] of kept.entries()) {
      places.set(row, { npy, npy_row, npy_sha256: record.sha256 });
    }
  }
  if (places.size === 0) {
    await writeRejected(directory, rejected);
    throw noSliceLeft(directory, rejected);
  }
  const stored = storedSlices(slices, places);
  await writeIndex(directory, { slices: stored, rejected, notes, arrays, options });
}

/** In the cohort's order, one at a time. */
function* storedSlices(
  slices: readonly SliceRow[],
  places: ReadonlyMap<SliceRow, StoredPlace>,
): Generator<StoredSlice> {
  for (const row of slices) {
    const place = places.get(row);
    if (place !== undefined) yield { ...row, ...place };
  }
}

/** Says which image of a file it is about where the series has several of one. */
function rejectionsOf(rows: readonly SliceRow[], { rejected }: SeriesRecord): Rejection[] {
  if (rejected.length === 0) return [];
  const images = Map.groupBy(rows, ({ file }) => file);
  return rejected.map(([slice, reason]) => {
    const { file, frame } = rows[slice]!;
    const isOneOfSeveral = images.get(file)!.length > 1;
    return { file, reason: isOneOfSeveral ? `image ${frame} of the file: ${reason}` : reason };
  });
}

function noSliceLeft(directory: string, rejected: readonly Rejection[]): PreprocessError {
  const [first] = rejected;
  return new PreprocessError(
    `None of the cohort's ${rejected.length} slices can be used, for example ${first!.file}: ` +
      `${first!.reason}; all are listed in ${directory}/rejected.csv`,
  );
}
