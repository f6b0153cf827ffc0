/**
 * hemoleak: reproduce and measure identity leakage in head-CT slice classifiers.
 *
 * The way of the data, each stage from the files of the one before: a folder of DICOM
 * ({@linkcode readCohort}) → preprocessed slices ({@linkcode preprocessCohort}) → sets
 * ({@linkcode splitBySlice}, {@linkcode splitBySubject}) → a network ({@linkcode cnn4},
 * {@linkcode vgg16}) → training ({@linkcode train}) → judging ({@linkcode evaluate}) → how much of it
 * is identity ({@linkcode audit}) → report. {@linkcode Reproduction} walks it whole; {@linkcode Grid}
 * makes experiments of many such ways.
 *
 * @module
 */

export * from "./error.ts";
export { Random } from "./random.ts";
export type { Progress } from "./progress.ts";

// Phantom: a synthetic cohort
export { PHANTOM_DEFAULTS, type PhantomOptions } from "./phantom/options.ts";
export { writePhantom } from "./phantom/cohort.ts";
export { phantomSubject } from "./phantom/subject.ts";

// DICOM
export { type DicomSlice, readDicom } from "./dicom/read.ts";
export { type DicomHeader, readDicomHeader } from "./dicom/header.ts";
export { readDicomHeaderFile } from "./dicom/header_file.ts";

// Cohort
export type { Cohort, SeriesDecision } from "./cohort/cohort_tables.ts";
export { type CohortOptions, readCohort, type StudyRow } from "./cohort/cohort.ts";
export {
  bleedLocation,
  parseReads,
  readReads,
  type StudyReads,
} from "./cohort/labels/reads_csv.ts";
export { table1 } from "./cohort/table1.ts";
export { readCohortParquet, writeCohort } from "./cohort/cohort_files.ts";
export { openCohort } from "./cohort/open_cohort.ts";
export {
  type Hemorrhage,
  HEMORRHAGES,
  type HemorrhageTypes,
  type Rejection,
  type SliceRow,
} from "./cohort/slice_row.ts";
export { type DatasetName, DATASETS } from "./cohort/labels/label_tables.ts";
export { type LabelUnit } from "./cohort/labels/label_table.ts";
export { scanFolder, type ScannedFile } from "./cohort/scan/scan_folder.ts";
export { groupIntoSeries, type Series } from "./cohort/series/group_into_series.ts";
export { type SeriesGeometry } from "./cohort/series/series_geometry.ts";
export { selectSeries, type SeriesChoice, type SeriesRule } from "./cohort/series/select_series.ts";
export { type SliceImage, SliceReader } from "./cohort/scan/slice_reader.ts";
export { Pseudonyms, resolveFiles } from "./cohort/scan/pseudonyms.ts";

// NIfTI
export { type NiftiVolume, readNifti } from "./nifti/read_nifti.ts";

// Preprocessing
export { type Image, imageOf } from "./preprocess/chain/image.ts";
export { headMask, removeBackground } from "./preprocess/chain/background.ts";
export { applyWindow } from "./preprocess/chain/window.ts";
export { diffuse } from "./preprocess/chain/diffusion.ts";
export { normalize } from "./preprocess/chain/normalize.ts";
export { resize } from "./preprocess/chain/resize.ts";
export {
  preprocessSlice,
  type PreprocessStages,
  preprocessStages,
} from "./preprocess/chain/pipeline.ts";
export { PREPROCESS_DEFAULTS, type PreprocessOptions } from "./preprocess/chain/options.ts";
export { preprocessCohort, type PreprocessCohortOptions } from "./preprocess/preprocess_cohort.ts";
export { type CohortSlices } from "./preprocess/workers/cohort_series.ts";
export { readSlices } from "./preprocess/read_slices.ts";
export { openStore, SliceStore } from "./preprocess/store/slice_store.ts";
export { type DamagedFile, verifyStore } from "./preprocess/store/verify_store.ts";

// Split
export { splitBySlice } from "./split/by_slice.ts";
export { splitBySubject } from "./split/by_subject.ts";
export { type DoseOptions, splitByDose } from "./split/by_dose.ts";
export { type GapOptions, splitByGap } from "./split/by_gap.ts";
export { type DrawOptions, drawSubjects } from "./split/draw_subjects.ts";
export {
  assertSubjectsApart,
  type LabeledSlice,
  type PlacedSlice,
  type SetName,
  type SplitOptions,
  type SplitUnit,
} from "./split/split.ts";
export { formatSplit, parseSplit, type SplitRow } from "./split/split_csv.ts";

// Networks and training
export { useTensorFlow } from "./tensorflow/backend/backend.ts";
export { Adam, type AdamOptions } from "./tensorflow/backend/adam.ts";
export { type Compiled, compiled } from "./tensorflow/compile/compiled.ts";
export { type CompiledModel, compileModel } from "./tensorflow/compile/compile_model.ts";
export { hostScalars } from "./tensorflow/compile/host_scalars.ts";
export { seededUniform } from "./tensorflow/backend/seeded_uniform.ts";
export { tensorFromBytes } from "./tensorflow/backend/tensors.ts";
export type { ModelName } from "./model/model_name.ts";
export { cnn4, type Cnn4Options } from "./model/cnn4.ts";
export { vgg16, type Vgg16Options } from "./model/vgg16.ts";
export { type GradCam, gradCam, type GradCamOptions } from "./model/grad_cam.ts";
export { toOnnx } from "./model/onnx.ts";
export {
  type BatchEvent,
  type EpochEvent,
  type ResumeEvent,
  train,
  type TrainingEvent,
  type TrainingListener,
} from "./train/train.ts";
export { type TrainingData, type TrainingOptions, WARM_UP } from "./train/training_options.ts";
export { bestEpoch, type History, type HistoryRow } from "./train/history.ts";
export { type Learning, learningOf, type LearningOutcome } from "./train/learning.ts";
export { type ImageSource } from "./train/image_source.ts";
export { embed, embedToFile, type FeatureTaker } from "./train/embed.ts";
export { predict, type PredictOptions } from "./train/predict.ts";
export { loadModel, saveModel } from "./train/model_files.ts";
export { stopOnInterrupt } from "./train/stop_on_interrupt.ts";

// Judging
export type { Prediction } from "./predictions/prediction.ts";
export type { PredictionTable } from "./predictions/prediction_table.ts";
export {
  formatPredictions,
  parsePredictions,
  readPredictions,
} from "./predictions/predictions_csv.ts";
export { evaluate, type EvaluateOptions } from "./evaluate/evaluate.ts";
export type { Metrics, StudyLevel, StudyLevels } from "./evaluate/metrics.ts";
export { compare, type CompareOptions, type Comparison } from "./evaluate/compare.ts";
export type { NamedTable } from "./predictions/match_predictions.ts";
export type { Interval, Unit } from "./evaluate/interval.ts";
export { auc, type Scored } from "./evaluate/auc/auc.ts";
export type { ClusteredScores } from "./evaluate/auc/clusters.ts";
export { type DeLong, delong, type DeLongOptions, delongTest } from "./evaluate/auc/delong.ts";
export {
  type ClusteredAuc,
  clusteredAuc,
  type ClusteredOptions,
  clusteredTest,
} from "./evaluate/auc/obuchowski.ts";
export type { PairedTest } from "./evaluate/auc/paired_difference.ts";
export { bootstrapAuc, type BootstrapInterval } from "./evaluate/auc/bootstrap.ts";
export type { BootstrapOptions } from "./evaluate/auc/resample.ts";
export { roc, type RocPoint } from "./evaluate/curves/roc.ts";
export { type PartialAuc, partialAuc, type RocRange } from "./evaluate/auc/partial_auc.ts";
export { averagePrecision } from "./evaluate/curves/average_precision.ts";
export { precisionRecall, type PrecisionRecallPoint } from "./evaluate/curves/precision_recall.ts";
export {
  alwaysPositive,
  type Confusion,
  confusion,
  type Rates,
  rates,
} from "./evaluate/thresholds/confusion.ts";
export { rateIntervals } from "./evaluate/thresholds/rate_intervals.ts";
export { clusteredProportion, type Proportion } from "./evaluate/thresholds/proportion.ts";
export { type OperatingPoint, operatingPoint } from "./evaluate/thresholds/operating_point.ts";
export {
  chooseThreshold,
  type Threshold,
  type ThresholdRule,
} from "./evaluate/thresholds/threshold.ts";
export { type CarriedThreshold, carryThreshold } from "./evaluate/thresholds/carried_threshold.ts";
export {
  type Calibration,
  calibration,
  type ReliabilityBin,
} from "./evaluate/thresholds/calibration.ts";
export {
  fitStudyModel,
  modelStudyScores,
  STUDY_SCORES,
  type StudyModel,
  type StudyRows,
  type StudyScore,
  studyScores,
} from "./evaluate/study_scores.ts";

// Leakage: the audit of a split
export type { Audit } from "./leakage/audit/audit_result.ts";
export { audit, type AuditOptions } from "./leakage/audit/audit.ts";
export type { Leak, Verdict } from "./leakage/audit/verdict.ts";
export {
  auditImages,
  type ImageAudit,
  type ImageAuditOptions,
} from "./leakage/images/image_audit.ts";
export { type Embeddings, embeddingsOf } from "./leakage/features/embeddings.ts";
export { openEmbeddings } from "./leakage/features/embeddings_file.ts";
export {
  type Recognition,
  type RecognitionOptions,
  type RecognitionProbe,
  recognitionProbe,
} from "./leakage/features/recognition_probe.ts";
export type { IdentityOracle } from "./leakage/audit/identity_oracle.ts";
export type { Irregularities } from "./leakage/audit/irregularities.ts";
export type { AuditedAuc, JudgedSlices } from "./leakage/audit/judged_slices.ts";
export type { SetCounts, SetOverlap, SliceShare } from "./leakage/audit/set_overlap.ts";
export type { UnpairedDifference } from "./evaluate/auc/unpaired_difference.ts";
export { copyLabels } from "./leakage/images/copy_labels.ts";
export { nearestNeighbors } from "./leakage/images/nearest_neighbor.ts";
export { type LesionMap, lesionMaps } from "./leakage/lesions/lesion_maps.ts";
export { type PointingGame, pointingGame } from "./leakage/lesions/pointing_game.ts";

// Leakage: what experiments tell
export { permuteLabels } from "./leakage/trials/permute_labels.ts";
export type { LabelKind } from "./split/split.ts";
export type { Trial } from "./leakage/trials/trial.ts";
export { type MeanAuc, meanAuc, type MeanAucOptions } from "./leakage/trials/mean_auc.ts";
export { type Ladder, ladder, type LadderTrial } from "./leakage/trials/ladder.ts";
export { type DoseResponse, doseResponse, type DoseTrial } from "./leakage/trials/responses.ts";
export { type DistanceResponse, distanceResponse } from "./leakage/trials/responses.ts";
export { type CohortSizeResponse, cohortSizeResponse } from "./leakage/trials/cohort_size.ts";
export { type RepeatedSplits, repeatedSplits } from "./leakage/trials/repeated_splits.ts";
export { type CorrectedTest, correctedTest } from "./leakage/trials/corrected_t.ts";

// Report: figures and tables that show themselves in a notebook
export { auditAucFigure } from "./report/audit/audit_auc_figure.ts";
export { auditPage, type AuditPageOptions } from "./report/audit/audit_page.ts";
export { infoSheet } from "./report/info_sheet/info_sheet.ts";
export { infoSheetHtml, infoSheetMarkdown } from "./report/info_sheet/text.ts";
export { architectureTable } from "./report/training/architecture.ts";
export { copyingTable } from "./report/recognition/copying_table.ts";
export { cohortSizeFigure } from "./report/experiments/cohort_size_figure.ts";
export { distanceFigure } from "./report/experiments/response_figures.ts";
export { doseFigure } from "./report/experiments/response_figures.ts";
export { encodingsTable } from "./report/cohort/encodings_table.ts";
export { exampleSlices } from "./report/cohort/example_slices.ts";
export { examplesFigure, figure1 } from "./report/cohort/examples_figure.ts";
export { Figure, renderFigure } from "./report/media/figure.ts";
export { gapFigure } from "./report/paper/gap_figure.ts";
export { gapTable } from "./report/paper/gap_table.ts";
export { gradCamFigure } from "./report/recognition/grad_cam_figure.ts";
export type { NetworkMaps } from "./leakage/lesions/lesion_maps.ts";
export { labelUnitsTable } from "./report/cohort/label_units_table.ts";
export { ladderFigure } from "./report/experiments/ladder_figure.ts";
export { ladderTable } from "./report/experiments/ladder_table.ts";
export { lossFigure } from "./report/training/loss_figure.ts";
export { neighborsFigure } from "./report/recognition/neighbors_figure.ts";
export { pointingTable } from "./report/recognition/pointing_table.ts";
export { rejectedTable } from "./report/cohort/rejected_table.ts";
export { cohortSizeTable, distanceTable, doseTable } from "./report/experiments/response_tables.ts";
export { repeatedSplitsTable } from "./report/experiments/repeated_splits_table.ts";
export { rocFigure } from "./report/paper/roc_figure.ts";
export { scanFigure } from "./report/cohort/scan_figure.ts";
export { seriesTable } from "./report/cohort/series_table.ts";
export { slicesFigure } from "./report/cohort/slices_figure.ts";
export { stagesFigure } from "./report/preprocess/stages_figure.ts";
export { writeSupplement } from "./report/supplement/supplement.ts";
export { storeTable } from "./report/preprocess/store_table.ts";
export { Table } from "./report/media/table.ts";
export { table1Table } from "./report/cohort/table1_table.ts";
export { subjectSplitsTable } from "./report/paper/subject_splits_table.ts";
export { table2Csv, table2Table } from "./report/paper/table2.ts";
export { watchTraining } from "./report/training/watch_training.ts";

// Experiments
export { modelTitle, type Profile, PROFILES } from "./experiment/profile.ts";
export { type Cell, cellName } from "./experiment/cell.ts";
export { buildModel, type Run, runCell, type RunOptions } from "./experiment/run.ts";
export { auditRun } from "./experiment/audit_run.ts";
export {
  COHORT_NAMES,
  environmentOf,
  Reproduction,
  type ReproductionOptions,
  TABLE_2_CELLS,
} from "./experiment/reproduction.ts";
export {
  experimentCells,
  type ExperimentName,
  EXPERIMENTS,
  type ExperimentScope,
} from "./experiment/experiments.ts";
export { Grid } from "./experiment/grid/grid.ts";
export { type GridOptions, type GridPlan, planGrid } from "./experiment/grid/grid_plan.ts";
export { collectGrid, type Collection } from "./report/experiments/collect_grid.ts";
