import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { SLICE_COLUMNS } from "../../cohort/cohort_files.ts";
import type { Rejection } from "../../cohort/rejection.ts";
import type { SliceRow } from "../../cohort/slice_row.ts";
import { CHECKSUMS_FILE, formatChecksums, sha256 } from "../../files/checksums.ts";
import { formatCsv } from "../../files/csv.ts";
import { PARTIAL_FILE, writeAtomically } from "../../files/write_atomically.ts";
import type { PreprocessOptions } from "../chain/options.ts";

/** The index of a store: one row per slice, in the store's order. */
export const INDEX_FILE = "slices.parquet";
/** The files that could not be used, with reasons. */
export const REJECTED_FILE = "rejected.csv";
/** What was out of the ordinary in reading files that were used; not there where nothing was. */
export const NOTES_FILE = "notes.csv";
const OPTIONS_KEY = "hemoleak.preprocess";

/** Where the image of a slice lies. */
export interface StoredPlace {
  /** The `.npy` file relative to the store, uint8 of shape `[slices, size, size]`. */
  npy: string;
  /** Which of its images. */
  npy_row: number;
  /** SHA-256 of the file. */
  npy_sha256: string;
}

/** A row of the index: a slice and where its image lies. */
export interface StoredSlice extends SliceRow, StoredPlace {}

/** What was out of the ordinary in reading files of a series. */
export interface SeriesNote {
  /** The study's name. */
  study: string;
  /** The series' name in its study. */
  series: string;
  /** In words. */
  note: string;
  /** How many of its slices it is about. */
  slices: number;
}

/** The columns of `notes.csv`. */
export const NOTE_COLUMNS = ["study", "series", "note", "slices"] as const;

/** What the tables of a store are made of. */
export interface StoreContent {
  slices: Iterable<StoredSlice>;
  rejected: readonly Rejection[];
  notes: readonly SeriesNote[];
  /** SHA-256 of every `.npy` file, those without an image too. */
  arrays: ReadonlyMap<string, string>;
  options: PreprocessOptions;
}

const INDEX_COLUMNS: Readonly<Record<keyof StoredSlice, "STRING" | "INT32" | "DOUBLE">> = {
  ...SLICE_COLUMNS,
  npy: "STRING",
  npy_row: "INT32",
  npy_sha256: "STRING",
};

/** Writes the tables of a store; the index comes last and shows that all is there. */
export async function writeIndex(
  directory: string,
  { slices, rejected, notes, arrays, options }: StoreContent,
): Promise<void> {
  const index = formatIndex(slices, options);
  const table = formatRejected(rejected);
  const noted = notes.length === 0
    ? []
    : [[NOTES_FILE, formatCsv(notes, [...NOTE_COLUMNS])] as const];
  const sums = formatChecksums(
    new Map([
      ...[[INDEX_FILE, sha256(index)], [REJECTED_FILE, sha256(table)]] as const,
      ...noted.map(([name, text]) => [name, sha256(text)] as const),
      ...arrays,
    ]),
  );
  const files = [
    ...[[REJECTED_FILE, table] as const, ...noted, [CHECKSUMS_FILE, sums] as const],
    [INDEX_FILE, index] as const,
  ];
  if (noted.length === 0) await Deno.remove(`${directory}/${NOTES_FILE}`).catch(() => {});
  const same = await Promise.all(files.map(([name, data]) => holds(`${directory}/${name}`, data)));
  if (same.every((isSame) => isSame)) return;
  await removeIndex(directory);
  for (const [name, data] of files) await writeAtomically(`${directory}/${name}`, data);
}

/** Writes the table of rejected files alone, where there is nothing else to write. */
export async function writeRejected(
  directory: string,
  rejected: readonly Rejection[],
): Promise<void> {
  await removeIndex(directory);
  await writeAtomically(`${directory}/${REJECTED_FILE}`, formatRejected(rejected));
}

/** Removes the index and the checksums. */
export async function removeIndex(directory: string): Promise<void> {
  for (const name of [INDEX_FILE, CHECKSUMS_FILE]) {
    await Deno.remove(`${directory}/${name}`).catch(() => {});
  }
}

/** Removes half-written tables of a run that was killed. */
export async function removeIndexLeftovers(directory: string): Promise<void> {
  for await (const { name, isFile } of Deno.readDir(directory)) {
    if (!isFile || !PARTIAL_FILE.test(name)) continue;
    const table = name.replace(PARTIAL_FILE, "");
    if ([INDEX_FILE, REJECTED_FILE, NOTES_FILE, CHECKSUMS_FILE].includes(table)) {
      await Deno.remove(`${directory}/${name}`);
    }
  }
}

/**
 * Parses the index.
 *
 * @throws If the bytes are no index.
 */
export async function parseIndex(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ slices: StoredSlice[]; options: PreprocessOptions }> {
  const metadata = parquetMetadata(bytes.buffer);
  const options = metadata.key_value_metadata?.find(({ key }) => key === OPTIONS_KEY)?.value;
  if (options === undefined) throw new Error(`it has no key ${OPTIONS_KEY}`);
  const slices = await parquetReadObjects({ file: bytes.buffer, metadata }) as StoredSlice[];
  return { slices, options: JSON.parse(options) };
}

function formatIndex(slices: Iterable<StoredSlice>, options: PreprocessOptions): Uint8Array {
  const columnData = Object.entries(INDEX_COLUMNS).map(([name, type]) => ({
    name: name as keyof StoredSlice,
    type,
    data: [] as StoredSlice[keyof StoredSlice][],
  }));
  for (const slice of slices) {
    for (const { name, data } of columnData) data.push(slice[name]);
  }
  const kvMetadata = [{ key: OPTIONS_KEY, value: JSON.stringify(options) }];
  return new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata }));
}

function formatRejected(rejected: readonly Rejection[]): string {
  return formatCsv(rejected, ["file", "reason"]);
}

async function holds(path: string, data: Uint8Array | string): Promise<boolean> {
  const found = await Deno.readFile(path).catch(() => null);
  return found !== null && sha256(found) === sha256(data);
}
