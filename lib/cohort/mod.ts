/**
 * The cohort: which studies there are, which series, which slices, and which labels they have.
 *
 * @example
 * ```ts
 * import { readCohort } from "hemoleak/cohort";
 * import { writePhantom } from "hemoleak/phantom";
 *
 * const folder = await Deno.makeTempDir();
 * await writePhantom(folder, { subjects: 2, slices: 3, size: 64 });
 * const { studies, slices } = await readCohort(folder);
 * console.assert(studies.length === 2 && slices.length === 6);
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @module
 */

export { CohortError, DicomError, NiftiError, StorageError } from "../error.ts";
export type { Cohort, SeriesDecision } from "./cohort_tables.ts";
export { type CohortOptions, readCohort, type StudyRow } from "./cohort.ts";
export { parseReads, type StudyReads } from "./labels/reads_csv.ts";
export { table1 } from "./table1.ts";
export { readCohortParquet, writeCohort } from "./cohort_files.ts";
export { openCohort } from "./open_cohort.ts";
export {
  type Hemorrhage,
  HEMORRHAGES,
  type HemorrhageTypes,
  type Rejection,
  type SliceRow,
} from "./slice_row.ts";
export { type DatasetName, DATASETS } from "./labels/dataset_name.ts";
export { type LabelUnit } from "./labels/label_table.ts";
export { scanFolder, type ScannedFile } from "./scan/scan_folder.ts";
export { groupIntoSeries, type Series } from "./series/group_into_series.ts";
export { type SeriesGeometry } from "./series/series_geometry.ts";
export { selectSeries, type SeriesChoice, type SeriesRule } from "./series/select_series.ts";
export { type SliceImage } from "./scan/slice_image.ts";
export { SliceReader } from "./scan/slice_reader.ts";
export { Pseudonyms, resolveFiles } from "./scan/pseudonyms.ts";
