import { join } from "node:path";
import { CohortError } from "../error.ts";
import { type CsvRow, parseCsv } from "../files/csv.ts";
import {
  readCohortParquet,
  readReading,
  REJECTED_COLUMNS,
  SERIES_COLUMNS,
  TABLE_COLUMNS,
} from "./cohort_files.ts";
import type { Cohort, SeriesDecision, TableRow } from "./cohort_tables.ts";
import { studiesOf } from "./study_row.ts";

/**
 * Opens the cohort that {@linkcode writeCohort} wrote, without looking at the images.
 *
 * @param directory The folder with `cohort.parquet`, `series.csv`, `studies.csv` and `rejected.csv`.
 * @param root The images' folder, which is not noted in the files.
 * @throws {CohortError} A file is missing or cannot be read.
 */
export async function openCohort(directory: string, root: string): Promise<Cohort> {
  const slices = await readCohortParquet(join(directory, "cohort.parquet"));
  const series = await readTable(join(directory, "series.csv"), SERIES_COLUMNS);
  const table = await readTable(join(directory, "studies.csv"), TABLE_COLUMNS);
  const rejected = await readTable(join(directory, "rejected.csv"), REJECTED_COLUMNS);
  const reading = await readReading(directory);
  return {
    root,
    slices,
    studies: studiesOf(slices),
    series: series.map(({ values }) => seriesDecision(values)),
    rejected: rejected.map(({ values }) => ({ file: values.file!, reason: values.reason! })),
    table: table.map(({ values }) => tableRow(values)),
    ...(reading !== undefined && { reading }),
  };
}

async function readTable(path: string, columns: readonly string[]): Promise<CsvRow[]> {
  try {
    return parseCsv(await Deno.readTextFile(path), path, columns, CohortError);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new CohortError({
      file: path,
      expected: "this table beside cohort.parquet",
      problem: "there is none",
      hint: "read the cohort again",
    });
  }
}

function seriesDecision(values: Record<string, string>): SeriesDecision {
  return {
    study: values.study!,
    series: values.series!,
    // Older versions wrote `left`.
    decision: values.decision === "kept" ? "kept" : "dropped",
    criterion: values.criterion as SeriesDecision["criterion"],
    reason: values.reason!,
    slices: Number(values.slices),
    spacing: optional(values.spacing!),
    thickness: optional(values.thickness!),
    kernel: values.kernel!,
    extent: optional(values.extent!),
    tilt: optional(values.tilt!),
    missing: optional(values.missing!),
    duplicates: optional(values.duplicates!),
    notes: values.notes!,
  };
}

function tableRow(values: Record<string, string>): TableRow {
  const flag = (name: string) => optional(values[name]!) as 0 | 1 | null;
  return {
    study: values.study!,
    label: Number(values.label) as 0 | 1,
    IPH: flag("IPH"),
    IVH: flag("IVH"),
    SDH: flag("SDH"),
    EDH: flag("EDH"),
    SAH: flag("SAH"),
    age: optional(values.age!),
    sex: values.sex === "" ? null : values.sex!,
    slices: Number(values.slices),
  };
}

function optional(text: string): number | null {
  return text === "" ? null : Number(text);
}
