/**
 * Experiments: cells of network, split and labels, run here or as a grid of jobs, each to the same end
 * however often it was interrupted.
 *
 * @example
 * ```ts
 * import { cellName, experimentCells } from "hemoleak/experiment";
 *
 * const cells = experimentCells("ladder", { seeds: [1], subjects: 52 });
 * console.assert(cells.map(cellName).includes("cnn4-by-subject-permuted-seed-1"));
 * ```
 *
 * @module
 */

export {
  CohortError,
  GridError,
  OptionsError,
  PredictionsError,
  PreprocessError,
  SetupError,
  SplitError,
  StoppedError,
  StorageError,
  TensorFlowError,
  TrainingError,
} from "../error.ts";
export { modelTitle, type Profile, PROFILES } from "./profile.ts";
export type { Precision, PRECISIONS } from "../precision.ts";
export { type Cell, type CellLeft, cellName } from "./cell.ts";
export { COHORT_NAMES, type CohortName } from "./cohort_name.ts";
export {
  type AnyCellData,
  type AnyRun,
  type CellData,
  type CellSlice,
  type ClassCellData,
  type ClassRun,
  isClassRun,
  type Run,
  runCell,
  type RunOptions,
} from "./run.ts";
export type {
  ClassTrainingTask,
  Trained,
  TrainedClasses,
  Trainer,
  TrainerIdentity,
  TrainerRecord,
  TrainingRow,
  TrainingTask,
} from "./trainer/trainer.ts";
export { buildModel, networkTrainer } from "./trainer/network_trainer.ts";
export { type CommandOptions, commandTrainer } from "./trainer/command_trainer.ts";
export {
  type AnyGridTable,
  type ClassGridTable,
  type GridTable,
  type GridTableOptions,
  readAnyGridTable,
  readGridTable,
} from "./table/grid_table.ts";
export { type AuditedRun, auditRun } from "./audit_run.ts";
export {
  environmentOf,
  type Prepared,
  type PrepareListener,
  type ReproducedExperiment,
  Reproduction,
  type ReproductionOptions,
  type Unfinished,
} from "./reproduction.ts";
export type { ReadingOptions } from "./reading_options.ts";
export {
  experimentCells,
  type ExperimentName,
  EXPERIMENTS,
  type ExperimentScope,
  TABLE_2_CELLS,
} from "./experiments.ts";
export type { FolderOwner } from "../files/folder_lock.ts";
export type { LibraryVariant } from "../tensorflow/library/library.ts";
export type { TrainingPlace } from "../train/checkpoints/checkpoint_folder.ts";
export { type CellState, type CellStatus, Grid, type GridRunners } from "./grid/grid.ts";
export type {
  CohortGridPlan,
  GridCell,
  GridPlan,
  PlannedGrid,
  PlannedTrainer,
  TableGridPlan,
} from "./grid/grid_file.ts";
export type { OpenSource } from "./grid/grid_source.ts";
export { type GridOptions, planGrid, type PlanListener } from "./grid/grid_plan.ts";
export type { TableGridOptions } from "./grid/table_plan.ts";
export type { CellRecord, FinishedRecord, FullRecord, RunRecord } from "./run_record.ts";
