import { join } from "node:path";
import { CohortError } from "../error.ts";
import { type CsvRow, parseCsv } from "../files/csv.ts";
import type { Cohort, SeriesDecision, StudyRow } from "./cohort.ts";
import { readCohortParquet } from "./cohort_files.ts";
import type { SliceRow } from "./slice_row.ts";

/**
 * Opens the cohort that {@linkcode writeCohort} wrote, without looking at the DICOM files.
 *
 * @param directory The folder with `cohort.parquet`, `series.csv` and `rejected.csv`.
 * @param root The DICOM folder, which is not noted in the files.
 * @throws {CohortError} A file is missing or cannot be read.
 */
export async function openCohort(directory: string, root: string): Promise<Cohort> {
  const slices = await readCohortParquet(join(directory, "cohort.parquet"));
  const series = await readTable(join(directory, "series.csv"), [
    "study",
    "series",
    "decision",
    "reason",
    "slices",
    "spacing",
    "thickness",
    "kernel",
    "description",
  ]);
  const rejected = await readTable(join(directory, "rejected.csv"), ["file", "reason"]);
  return {
    root,
    slices,
    studies: studiesOf(slices),
    series: series.map(({ values }) => seriesDecision(values)),
    rejected: rejected.map(({ values }) => ({ file: values.file!, reason: values.reason! })),
  };
}

async function readTable(path: string, columns: readonly string[]): Promise<CsvRow[]> {
  try {
    return parseCsv(await Deno.readTextFile(path), path, columns, CohortError);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new CohortError(`expected ${path} beside cohort.parquet; read the cohort again`);
  }
}

/** One row a study, in the order of the slices. */
function studiesOf(slices: readonly SliceRow[]): StudyRow[] {
  return [...Map.groupBy(slices, ({ study }) => study).values()].map((rows) => {
    const { series: _series, slice: _slice, file: _file, position: _position, ...study } = rows[0]!;
    return { ...study, slices: rows.length };
  });
}

function seriesDecision(values: Record<string, string>): SeriesDecision {
  const length = (text: string) => text === "" ? null : Number(text);
  return {
    study: values.study!,
    series: values.series!,
    decision: values.decision === "kept" ? "kept" : "left",
    reason: values.reason!,
    slices: Number(values.slices),
    spacing: length(values.spacing!),
    thickness: length(values.thickness!),
    kernel: values.kernel!,
    description: values.description!,
  };
}
