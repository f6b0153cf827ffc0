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
export { type DicomHeader, readDicomHeader, readDicomHeaderFile } from "./dicom/header.ts";

// Cohort
export {
  type Cohort,
  type CohortOptions,
  readCohort,
  type SeriesDecision,
  type StudyRow,
} from "./cohort/cohort.ts";
export { bleedLocation, parseReads, readReads, type StudyReads } from "./cohort/reads_csv.ts";
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
export { type DatasetName, DATASETS } from "./cohort/dataset.ts";
export { type LabelUnit } from "./cohort/label_table.ts";
export { scanFolder, type ScannedFile } from "./cohort/scan.ts";
export { groupIntoSeries, type Series } from "./cohort/series.ts";
export { type SeriesGeometry } from "./cohort/series_geometry.ts";
export { selectSeries, type SeriesChoice, type SeriesRule } from "./cohort/select_series.ts";
export { type SliceImage, SliceReader } from "./cohort/slice_reader.ts";
export { Pseudonyms, resolveFiles } from "./cohort/pseudonyms.ts";

// NIfTI
export { type NiftiVolume, readNifti } from "./nifti/read_nifti.ts";

// Preprocessing
export { type Image, imageOf } from "./preprocess/image.ts";
export { headMask, removeBackground } from "./preprocess/background.ts";
export { applyWindow } from "./preprocess/window.ts";
export { diffuse } from "./preprocess/diffusion.ts";
export { normalize } from "./preprocess/normalize.ts";
export { resize } from "./preprocess/resize.ts";
export { preprocessSlice, type PreprocessStages, preprocessStages } from "./preprocess/pipeline.ts";
export { PREPROCESS_DEFAULTS, type PreprocessOptions } from "./preprocess/options.ts";
export { preprocessCohort, type PreprocessCohortOptions } from "./preprocess/preprocess_cohort.ts";
export { type CohortSlices } from "./preprocess/cohort_series.ts";
export { readSlices } from "./preprocess/read_slices.ts";
export { openStore, SliceStore } from "./preprocess/slice_store.ts";
export { type DamagedFile, verifyStore } from "./preprocess/verify_store.ts";

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
export { useTensorFlow } from "./tensorflow/backend.ts";
export { Adam, type AdamOptions } from "./tensorflow/adam.ts";
export { type Compiled, compiled } from "./tensorflow/compiled.ts";
export { type CompiledModel, compileModel } from "./tensorflow/compile_model.ts";
export { hostScalars } from "./tensorflow/host_scalars.ts";
export { seededUniform } from "./tensorflow/seeded_uniform.ts";
export { tensorFromBytes } from "./tensorflow/tensor_from_bytes.ts";
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
  type TrainingData,
  type TrainingEvent,
  type TrainingListener,
  type TrainingOptions,
} from "./train/train.ts";
export { WARM_UP } from "./train/warm_up.ts";
export { bestEpoch, type History, type HistoryRow } from "./train/history.ts";
export { type Learning, learningOf, type LearningOutcome } from "./train/learning.ts";
export { type ImageSource } from "./train/image_source.ts";
export { embed, embedToFile, type FeatureTaker } from "./train/embed.ts";
export { predict, type PredictOptions } from "./train/predict.ts";
export { loadModel, saveModel } from "./train/model_files.ts";
export { stopOnInterrupt } from "./train/stop_on_interrupt.ts";

// Judging
export type { Prediction } from "./evaluate/prediction.ts";
export type { PredictionTable } from "./evaluate/prediction_table.ts";
export {
  formatPredictions,
  parsePredictions,
  readPredictions,
} from "./evaluate/predictions_csv.ts";
export { evaluate, type EvaluateOptions } from "./evaluate/evaluate.ts";
export type { Metrics, StudyLevel, StudyLevels } from "./evaluate/metrics.ts";
export { compare, type CompareOptions, type Comparison } from "./evaluate/compare.ts";
export type { NamedTable } from "./evaluate/match_predictions.ts";
export type { Interval, Unit } from "./evaluate/interval.ts";
export { auc, type Scored } from "./evaluate/auc.ts";
export type { ClusteredScores } from "./evaluate/clusters.ts";
export { type DeLong, delong, type DeLongOptions, delongTest } from "./evaluate/delong.ts";
export {
  type ClusteredAuc,
  clusteredAuc,
  type ClusteredOptions,
  clusteredTest,
} from "./evaluate/obuchowski.ts";
export type { PairedTest } from "./evaluate/paired_test.ts";
export { bootstrapAuc, type BootstrapInterval } from "./evaluate/bootstrap.ts";
export type { BootstrapOptions } from "./evaluate/resample.ts";
export { roc, type RocPoint } from "./evaluate/roc.ts";
export { type PartialAuc, partialAuc, type RocRange } from "./evaluate/partial_auc.ts";
export { averagePrecision } from "./evaluate/average_precision.ts";
export { precisionRecall, type PrecisionRecallPoint } from "./evaluate/precision_recall.ts";
export {
  alwaysPositive,
  type Confusion,
  confusion,
  type Rates,
  rates,
} from "./evaluate/confusion.ts";
export { rateIntervals } from "./evaluate/rate_intervals.ts";
export { clusteredProportion, type Proportion } from "./evaluate/proportion.ts";
export { type OperatingPoint, operatingPoint } from "./evaluate/operating_point.ts";
export { chooseThreshold, type Threshold, type ThresholdRule } from "./evaluate/threshold.ts";
export { type CarriedThreshold, carryThreshold } from "./evaluate/carried_threshold.ts";
export { type Calibration, calibration, type ReliabilityBin } from "./evaluate/calibration.ts";
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
export { type Audit, audit, type AuditOptions } from "./leakage/audit.ts";
export type { Leak, Verdict } from "./leakage/verdict.ts";
export { auditImages, type ImageAudit, type ImageAuditOptions } from "./leakage/image_audit.ts";
export { type Embeddings, embeddingsOf, openEmbeddings } from "./leakage/embeddings.ts";
export {
  type Recognition,
  type RecognitionOptions,
  type RecognitionProbe,
  recognitionProbe,
} from "./leakage/recognition_probe.ts";
export type { IdentityOracle } from "./leakage/identity_oracle.ts";
export type { Irregularities } from "./leakage/irregularities.ts";
export type { AuditedAuc, JudgedSlices } from "./leakage/judged_slices.ts";
export type { SetCounts, SetOverlap, SliceShare } from "./leakage/set_overlap.ts";
export type { UnpairedDifference } from "./evaluate/unpaired_difference.ts";
export { copyLabels } from "./leakage/copy_labels.ts";
export { nearestNeighbors } from "./leakage/nearest_neighbor.ts";
export { type LesionMap, lesionMaps } from "./leakage/lesion_maps.ts";
export { type PointingGame, pointingGame } from "./leakage/pointing_game.ts";

// Leakage: what experiments tell
export { permuteLabels } from "./leakage/permute_labels.ts";
export type { LabelKind, Trial } from "./leakage/trial.ts";
export { type MeanAuc, meanAuc, type MeanAucOptions } from "./leakage/mean_auc.ts";
export { type Ladder, ladder, type LadderTrial } from "./leakage/ladder.ts";
export { type DoseResponse, doseResponse, type DoseTrial } from "./leakage/dose_response.ts";
export { type DistanceResponse, distanceResponse } from "./leakage/distance_response.ts";
export { type CohortSizeResponse, cohortSizeResponse } from "./leakage/cohort_size.ts";
export { type RepeatedSplits, repeatedSplits } from "./leakage/repeated_splits.ts";
export { type CorrectedTest, correctedTest } from "./leakage/corrected_test.ts";

// Report: figures and tables that show themselves in a notebook
export { auditAucFigure } from "./report/audit_auc_figure.ts";
export { auditPage, type AuditPageOptions } from "./report/audit_page.ts";
export { infoSheet } from "./report/info_sheet.ts";
export { infoSheetHtml, infoSheetMarkdown } from "./report/info_sheet_text.ts";
export { architectureTable } from "./report/architecture.ts";
export { copyingTable } from "./report/copying_table.ts";
export { cohortSizeFigure } from "./report/cohort_size_figure.ts";
export { distanceFigure } from "./report/distance_figure.ts";
export { doseFigure } from "./report/dose_figure.ts";
export { encodingsTable } from "./report/encodings_table.ts";
export { exampleSlices } from "./report/example_slices.ts";
export { examplesFigure, figure1 } from "./report/examples_figure.ts";
export { Figure, renderFigure } from "./report/figure.ts";
export { gapFigure } from "./report/gap_figure.ts";
export { gapTable } from "./report/gap_table.ts";
export { gradCamFigure, type NetworkMaps } from "./report/grad_cam_figure.ts";
export { labelUnitsTable } from "./report/label_units_table.ts";
export { ladderFigure } from "./report/ladder_figure.ts";
export { ladderTable } from "./report/ladder_table.ts";
export { lossFigure } from "./report/loss_figure.ts";
export { neighborsFigure } from "./report/neighbors_figure.ts";
export { pointingTable } from "./report/pointing_table.ts";
export { rejectedTable } from "./report/rejected_table.ts";
export { cohortSizeTable, distanceTable, doseTable } from "./report/response_table.ts";
export { repeatedSplitsTable } from "./report/repeated_splits_table.ts";
export { rocFigure } from "./report/roc_figure.ts";
export { scanFigure } from "./report/scan_figure.ts";
export { seriesTable } from "./report/series_table.ts";
export { slicesFigure } from "./report/slices_figure.ts";
export { stagesFigure } from "./report/stages_figure.ts";
export { writeSupplement } from "./report/supplement.ts";
export { storeTable } from "./report/store_table.ts";
export { Table } from "./report/table.ts";
export { table1Table } from "./report/table1_table.ts";
export { subjectSplitsTable } from "./report/subject_splits_table.ts";
export { table2Csv, table2Table } from "./report/table2.ts";
export { watchTraining } from "./report/watch_training.ts";

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
export { Grid } from "./experiment/grid.ts";
export { type GridOptions, type GridPlan, planGrid } from "./experiment/grid_plan.ts";
export { collectGrid, type Collection } from "./experiment/collect_grid.ts";
