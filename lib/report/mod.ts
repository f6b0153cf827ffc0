/**
 * The report: figures, tables and pages, for notebooks, the terminal and the supplement. It runs in a
 * browser, too: what shows a cohort or images, or writes folders, is in `hemoleak/report/files`.
 *
 * @example
 * ```ts
 * import { Table } from "hemoleak/report";
 *
 * const table = new Table({
 *   title: "Area under the curve",
 *   columns: [{ title: "Split" }, { title: "AUC", align: "right" }],
 *   rows: [["by slice", "0.982"], ["by subject", "0.658"]],
 * });
 * console.assert(table.html.includes("0.982"));
 * ```
 *
 * @module
 */

export { PredictionsError } from "../error.ts";
export { auditAucFigure, type AuditFigureOptions } from "./audit/audit_auc_figure.ts";
export { foldsPage } from "./audit/folds_page.ts";
export { classPage } from "./audit/class_page.ts";
export { auditPage, type AuditPageOptions } from "./audit/audit_page.ts";
export { type InfoSheet, infoSheet, type InfoSheetSection } from "./info_sheet/info_sheet.ts";
export { infoSheetHtml, infoSheetMarkdown, type InfoSheetTextOptions } from "./info_sheet/text.ts";
export { architectureTable, type LayeredModel } from "./training/architecture.ts";
export { cohortSizeFigure } from "./experiments/cohort_size_figure.ts";
export { distanceFigure, doseFigure } from "./experiments/response_figures.ts";
export { Figure, type FigureSpec, renderFigure } from "./media/figure.ts";
export { interactive } from "./media/interactive.ts";
export { dataNote, limitsNote } from "./cohort/data_notes.ts";
export { Note } from "./media/note.ts";
export { gapFigure } from "./paper/gap_figure.ts";
export { gapTable } from "./paper/gap_table.ts";
export { labelUnitsTable } from "./cohort/label_units_table.ts";
export { ladderFigure } from "./experiments/ladder_figure.ts";
export { type LadderOptions, ladderTable } from "./experiments/ladder_table.ts";
export { foldsFigure, type FoldsReportOptions, foldsTable } from "./experiments/folds_report.ts";
export {
  networksFigure,
  type NetworksReportOptions,
  networksTable,
} from "./experiments/networks_report.ts";
export { type LossCurve, lossFigure, type LossFigureOptions } from "./training/loss_figure.ts";
export { pointingTable } from "./recognition/pointing_table.ts";
export {
  cohortSizeTable,
  distanceTable,
  doseTable,
  type ResponseTableOptions,
} from "./experiments/response_tables.ts";
export { repeatedSplitsTable } from "./experiments/repeated_splits_table.ts";
export { rocFigure } from "./paper/roc_figure.ts";
export { show } from "./media/show.ts";
export type { Broadcaster } from "../running_jupyter.ts";
export { type Column, Table } from "./media/table.ts";
export { type SubjectSplitRun, subjectSplitsTable } from "./paper/subject_splits_table.ts";
export { table2Csv, table2Table } from "./paper/table2.ts";
export {
  type CellRunner,
  type WatchedCell,
  type WatchedRun,
  watchTraining,
} from "./training/watch_training.ts";
export type { ExperimentTest, GridTest } from "./experiments/experiment_tests.ts";
export { type Displayable, JUPYTER_DISPLAY, type MediaBundle } from "./media/displayable.ts";
export type { ExperimentResult } from "./experiments/experiment_report.ts";
export type {
  GuidelineItem,
  InfoSheetItem,
  InfoSheetSource,
  RecordedCommandRun,
  RecordedNetworkRun,
  RecordedRun,
  SheetMetrics,
} from "./info_sheet/item.ts";
export type { JudgedMetrics, JudgedRun } from "./paper/judged_run.ts";
export type { LiveOutput } from "./media/live.ts";
