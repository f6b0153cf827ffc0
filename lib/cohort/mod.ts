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

export {
  CohortError,
  DicomError,
  NiftiError,
  OptionsError,
  RasterError,
  StorageError,
} from "../error.ts";
export type { Cohort, SeriesDecision, TableRow } from "./cohort_tables.ts";
export type { CohortReading } from "./cohort_reading.ts";
export { type ImageWindow, MODALITIES, type Modality, type PixelReading } from "./pixel_reading.ts";
export { type CohortOptions, readCohort, type StudyRow } from "./cohort.ts";
export {
  type LabelFinding,
  OTHER_FINDINGS,
  type OtherFinding,
  parseReads,
  type StudyReads,
  type Votes,
} from "./labels/reads_csv.ts";
export { table1, type Table1Options, type Table1Row, type Table1Study } from "./table1.ts";
export { readCohortParquet, writeCohort } from "./cohort_files.ts";
export { openCohort } from "./open_cohort.ts";
export { type Hemorrhage, HEMORRHAGES, type HemorrhageTypes, type SliceRow } from "./slice_row.ts";
export { type Rejection } from "./rejection.ts";
export { type DatasetName, DATASETS } from "./labels/dataset_name.ts";
export { LABEL_UNITS, type Labels, type LabelUnit, type TableStudy } from "./labels/label_table.ts";
export { type Scan, scanFolder, type ScannedFile, type ScanOptions } from "./scan/scan_folder.ts";
export { type GroupingOptions, groupIntoSeries, type Series } from "./series/group_into_series.ts";
export { type SeriesGeometry } from "./series/series_geometry.ts";
export {
  type Criterion,
  type Preference,
  PREFERENCES,
  selectSeries,
  type SeriesChoice,
  type SeriesRule,
} from "./series/select_series.ts";
export type { ReadingNote } from "./scan/reading_notes.ts";
export { type SliceImage } from "./scan/slice_image.ts";
export { type SliceLocation, SliceReader } from "./scan/slice_reader.ts";
export { type Names, Pseudonyms, resolveFiles } from "./scan/pseudonyms.ts";
export type { Box } from "./labels/bhx_boxes.ts";
export type { LabelOptions } from "./labels/label_tables.ts";
export type { LesionBoxes } from "./labels/lesion_boxes.ts";
export type { StackMark } from "./series/stacks.ts";
export type { ReadsOptions } from "./labels/reads_labels.ts";
export { type Reader, READERS } from "./labels/readers.ts";
