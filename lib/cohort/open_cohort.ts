import { join } from "node:path";
import { CohortError } from "../error.ts";
import { type CsvRow, parseCsv } from "../files/csv.ts";
import { type Cohort, type SeriesDecision, studiesOf } from "./cohort.ts";
import { readCohortParquet, REJECTED_COLUMNS, SERIES_COLUMNS } from "./cohort_files.ts";

/**
 * Opens the cohort that {@linkcode writeCohort} wrote, without looking at the DICOM files.
 *
 * @param directory The folder with `cohort.parquet`, `series.csv` and `rejected.csv`.
 * @param root The DICOM folder, which is not noted in the files.
 * @throws {CohortError} A file is missing or cannot be read.
 */
export async function openCohort(directory: string, root: string): Promise<Cohort> {
  const slices = await readCohortParquet(join(directory, "cohort.parquet"));
  const series = await readTable(join(directory, "series.csv"), SERIES_COLUMNS);
  const rejected = await readTable(join(directory, "rejected.csv"), REJECTED_COLUMNS);
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
