import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { readCohort } from "hemoleak/cohort/cohort.ts";
import { formatCsv } from "hemoleak/files/csv.ts";
import { writePhantom } from "hemoleak/phantom/cohort.ts";
import { preprocessCohort } from "hemoleak/preprocess/preprocess_cohort.ts";

/** Slices for trainers of other frameworks. */
export interface TrainerTable {
  /** The folder of preprocessed slices. */
  store: string;
  /** Its index as a table that `grid plan --table` reads. */
  table: string;
}

const COLUMNS = ["subject", "study", "slice", "label", "npy", "npy_row"] as const;

/** Makes a small phantom, preprocesses it, and writes the index of its slices as `slices.csv`. */
export async function writeTrainerTable(folder: string): Promise<TrainerTable> {
  const dicom = join(folder, "dicom"), store = join(folder, "slices-32");
  await writePhantom(dicom, { subjects: 24, slices: 8, size: 64 });
  (await preprocessCohort(await readCohort(dicom), store, { size: 32 }))[Symbol.dispose]();
  const { buffer } = await Deno.readFile(join(store, "slices.parquet"));
  const rows = await parquetReadObjects({ file: buffer, columns: [...COLUMNS] });
  const table = join(folder, "slices.csv");
  await Deno.writeTextFile(table, formatCsv(rows as Record<string, string>[], COLUMNS));
  return { store, table };
}
