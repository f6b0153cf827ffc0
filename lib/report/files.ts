/**
 * What of the report shows a cohort, its images or a store of them, or writes folders: the slices that figures
 * show, how files store densities, the stages of preprocessing, the supplement, the tables of a grid.
 *
 * @example
 * ```ts
 * import { readCohort } from "hemoleak/cohort";
 * import { writePhantom } from "hemoleak/phantom";
 * import { exampleSlices } from "hemoleak/report/files";
 *
 * const root = await Deno.makeTempDir();
 * await writePhantom(root, { subjects: 4, slices: 6, size: 64 });
 * const examples = await exampleSlices(await readCohort(root));
 * console.assert(examples.some(({ finding }) => finding === "none"));
 * await Deno.remove(root, { recursive: true });
 * ```
 *
 * @module
 */

export {
  CohortError,
  DicomError,
  GridError,
  NiftiError,
  OptionsError,
  PredictionsError,
  PreprocessError,
  RasterError,
  StorageError,
} from "../error.ts";
export { encodingsTable } from "./cohort/encodings_table.ts";
export { type ExampleSlice, exampleSlices, type ExampleSource } from "./cohort/example_slices.ts";
export { examplesFigure } from "./cohort/examples_figure.ts";
export { rejectedTable } from "./cohort/rejected_table.ts";
export { scanFigure } from "./cohort/scan_figure.ts";
export { seriesTable } from "./cohort/series_table.ts";
export { slicesFigure, type SlicesFigureOptions, type SliceTile } from "./cohort/slices_figure.ts";
export { table1Table } from "./cohort/table1_table.ts";
export { collectGrid, type Collection } from "./experiments/collect_grid_folder.ts";
export { figure1 } from "./preprocess/figure1.ts";
export { stagesFigure } from "./preprocess/stages_figure.ts";
export { storeTable } from "./preprocess/store_table.ts";
export { copyingTable } from "./recognition/copying_table.ts";
export { gradCamFigure } from "./recognition/grad_cam_figure.ts";
export { neighborsFigure, type SliceMembership } from "./recognition/neighbors_figure.ts";
export { writeSupplement } from "./supplement/supplement_folder.ts";
export type { RenderedNotebook } from "./supplement/notebook_page.ts";
export type { GivenTable } from "./supplement/given_tables.ts";
export type { Supplement, SupplementPage, SupplementParts } from "./supplement/supplement.ts";
export type { Page } from "./media/html_page.ts";
export type { TextFile } from "./media/numbering.ts";
