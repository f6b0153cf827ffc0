import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { CohortError } from "../error.ts";
import { formatCsv } from "../files/csv.ts";
import { storageError } from "../files/storage_error.ts";
import { writeAtomically } from "../files/write_atomically.ts";
import { type CohortReading, parseReading } from "./cohort_reading.ts";
import type { Cohort, SeriesDecision, TableRow } from "./cohort_tables.ts";
import type { Rejection } from "./rejection.ts";
import { HEMORRHAGES, type SliceRow } from "./slice_row.ts";

/** The columns of `cohort.parquet` and their types in Parquet. */
export const SLICE_COLUMNS = {
  subject: "STRING",
  study: "STRING",
  series: "STRING",
  slice: "INT32",
  file: "STRING",
  frame: "INT32",
  position: "DOUBLE",
  label: "INT32",
  ...Object.fromEntries(HEMORRHAGES.map((type) => [type, "INT32"])),
  age: "DOUBLE",
  sex: "STRING",
} as Record<keyof SliceRow & string, "STRING" | "INT32" | "DOUBLE">;

const NULLABLE: readonly string[] = [...HEMORRHAGES, "age", "sex"];

/** The columns of `series.csv`. */
export const SERIES_COLUMNS = [
  "study",
  "series",
  "decision",
  "criterion",
  "reason",
  "slices",
  "spacing",
  "thickness",
  "kernel",
  "extent",
  "tilt",
  "missing",
  "duplicates",
  "notes",
] as const satisfies readonly (keyof SeriesDecision)[];

/** The columns of `studies.csv`. */
export const TABLE_COLUMNS = [
  "study",
  "label",
  ...HEMORRHAGES,
  "age",
  "sex",
  "slices",
] as const satisfies readonly (keyof TableRow)[];

/** The columns of `rejected.csv`. */
export const REJECTED_COLUMNS = ["file", "reason"] as const satisfies readonly (keyof Rejection)[];

/** How the cohort was read, as JSON. */
export const READING_FILE = "cohort.json";

/**
 * Writes `series.csv` (one row per series), `studies.csv` (one row per study of the label table),
 * `rejected.csv`, `cohort.json` ({@link CohortReading}) and, last, `cohort.parquet` (one row per slice,
 * the columns of {@link SliceRow}) into a folder, each whole or not at all. The root is not written: the files are the same wherever the
 * cohort lies.
 */
export async function writeCohort(cohort: Cohort, directory: string): Promise<void> {
  await writeDecisions(cohort, directory);
  await writeAtomically(join(directory, "cohort.parquet"), encodeSlices(cohort.slices));
}

/**
 * Writes what {@link writeCohort} does but for the slices, of which there may be none; those of an earlier
 * run are removed, as they would stand beside decisions that are not theirs.
 */
export async function writeDecisions(cohort: Cohort, directory: string): Promise<void> {
  await removeIfThere(join(directory, "cohort.parquet"));
  const series = formatCsv(cohort.series, SERIES_COLUMNS);
  await writeAtomically(join(directory, "series.csv"), series);
  const table = formatCsv(cohort.table, TABLE_COLUMNS);
  await writeAtomically(join(directory, "studies.csv"), table);
  const rejected = formatCsv(cohort.rejected, REJECTED_COLUMNS);
  await writeAtomically(join(directory, "rejected.csv"), rejected);
  if (cohort.reading === undefined) await removeIfThere(join(directory, READING_FILE));
  else await writeAtomically(join(directory, READING_FILE), encodeReading(cohort.reading));
}

function encodeReading(reading: CohortReading): string {
  const { dataset, finding, labelUnit, modality = "CT", imageWindow, channel } = reading;
  const ordered = { dataset, finding, labelUnit, modality, imageWindow, channel };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

/**
 * Reads `cohort.json` of a folder.
 *
 * @returns How the cohort was read, or undefined where there is no such file: older versions wrote none.
 * @throws {CohortError} It is there and is not what {@link writeCohort} writes.
 */
export async function readReading(directory: string): Promise<CohortReading | undefined> {
  const file = join(directory, READING_FILE);
  try {
    return parseReading(await Deno.readTextFile(file), file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return undefined;
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw storageError(path, error);
  }
}

/** Slices as a Parquet file. */
function encodeSlices(slices: readonly SliceRow[]): Uint8Array {
  const columnData = Object.entries(SLICE_COLUMNS).map(([name, type]) => ({
    name,
    type,
    nullable: NULLABLE.includes(name),
    data: slices.map((row) => row[name as keyof SliceRow]),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/**
 * Reads the slices back from `cohort.parquet`, which other tools may have written.
 *
 * @throws {CohortError} If there is no such file, it is no Parquet file, or a column is missing or of
 *   another type.
 */
export async function readCohortParquet(path: string): Promise<SliceRow[]> {
  const rows = await readRows(path);
  for (const [index, row] of rows.entries()) {
    for (const [column, type] of Object.entries(SLICE_COLUMNS)) {
      const value = row[column] ?? null;
      if (fits(value, column, type)) continue;
      throw new CohortError({
        file: path,
        row: index + 1,
        column,
        expected: wanted(column, type),
        found: typeof value === "string" ? `"${value}"` : String(value),
      });
    }
  }
  return rows as unknown as SliceRow[];
}

async function readRows(path: string): Promise<Record<string, unknown>[]> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new CohortError({
      file: path,
      expected: "a cohort",
      problem: "there is none",
      hint: "read the cohort first",
    });
  }
  try {
    return await parquetReadObjects({ file: bytes.buffer, columns: Object.keys(SLICE_COLUMNS) });
  } catch (error) {
    throw new CohortError({
      file: path,
      problem: `not readable as a cohort: ${(error as Error).message}`,
    });
  }
}

const BINARY_COLUMNS: readonly string[] = ["label", ...HEMORRHAGES];

function fits(value: unknown, column: string, type: string): boolean {
  if (value === null) return NULLABLE.includes(column);
  if (BINARY_COLUMNS.includes(column)) return value === 0 || value === 1;
  if (type === "INT32") return Number.isSafeInteger(value);
  return type === "STRING" ? typeof value === "string" : Number.isFinite(value);
}

function wanted(column: string, type: string): string {
  if (BINARY_COLUMNS.includes(column)) return "0 or 1";
  if (type === "INT32") return "a whole number";
  return type === "STRING" ? "text" : "a number";
}
