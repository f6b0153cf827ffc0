import assert from "node:assert/strict";
import config from "../deno.json" with { type: "json" };

// A name that comes or goes is a change for everyone who imports it: it shows here.
const PUBLIC: Readonly<Record<string, readonly string[]>> = {
  "hemoleak/cohort": [
    "DATASETS",
    "HEMORRHAGES",
    "Pseudonyms",
    "SliceReader",
    "groupIntoSeries",
    "openCohort",
    "parseReads",
    "readCohort",
    "readCohortParquet",
    "resolveFiles",
    "scanFolder",
    "selectSeries",
    "table1",
    "writeCohort",
  ],
  "hemoleak/dicom": [
    "readDicom",
    "readDicomHeader",
    "readDicomHeaderFile",
  ],
  "hemoleak/evaluate": [
    "Random",
    "STUDY_SCORES",
    "alwaysPositive",
    "auc",
    "averagePrecision",
    "bootstrapAuc",
    "calibration",
    "carryThreshold",
    "chooseThreshold",
    "clusteredAuc",
    "clusteredProportion",
    "clusteredTest",
    "compare",
    "confusion",
    "delong",
    "delongTest",
    "evaluate",
    "fitStudyModel",
    "modelStudyScores",
    "operatingPoint",
    "partialAuc",
    "precisionRecall",
    "rateIntervals",
    "rates",
    "roc",
    "studyScores",
  ],
  "hemoleak/experiment": [
    "COHORT_NAMES",
    "EXPERIMENTS",
    "Grid",
    "PROFILES",
    "Reproduction",
    "TABLE_2_CELLS",
    "auditRun",
    "buildModel",
    "cellName",
    "environmentOf",
    "experimentCells",
    "modelTitle",
    "planGrid",
    "runCell",
  ],
  "hemoleak/leakage": [
    "Random",
    "audit",
    "cohortSizeResponse",
    "correctedTest",
    "distanceResponse",
    "doseResponse",
    "embeddingsOf",
    "ladder",
    "meanAuc",
    "openEmbeddings",
    "permuteLabels",
    "recognitionProbe",
    "repeatedSplits",
  ],
  "hemoleak/leakage/images": [
    "auditImages",
    "copyLabels",
    "lesionMaps",
    "nearestNeighbors",
    "pointingGame",
  ],
  "hemoleak/model": [
    "Random",
    "cnn4",
    "gradCam",
    "toOnnx",
    "vgg16",
  ],
  "hemoleak/nifti": [
    "readNifti",
  ],
  "hemoleak/phantom": [
    "PHANTOM_DEFAULTS",
    "phantomSubject",
    "writePhantom",
  ],
  "hemoleak/predictions": [
    "formatPredictions",
    "parsePredictions",
    "readPredictions",
  ],
  "hemoleak/preprocess": [
    "PREPROCESS_DEFAULTS",
    "SliceStore",
    "applyWindow",
    "diffuse",
    "headMask",
    "imageOf",
    "normalize",
    "openStore",
    "preprocessCohort",
    "preprocessSlice",
    "preprocessStages",
    "readSlices",
    "removeBackground",
    "resize",
    "verifyStore",
  ],
  "hemoleak/report": [
    "Figure",
    "Table",
    "architectureTable",
    "auditAucFigure",
    "auditPage",
    "cohortSizeFigure",
    "cohortSizeTable",
    "collectGrid",
    "copyingTable",
    "distanceFigure",
    "distanceTable",
    "doseFigure",
    "doseTable",
    "encodingsTable",
    "exampleSlices",
    "examplesFigure",
    "figure1",
    "gapFigure",
    "gapTable",
    "gradCamFigure",
    "infoSheet",
    "infoSheetHtml",
    "infoSheetMarkdown",
    "labelUnitsTable",
    "ladderFigure",
    "ladderTable",
    "lossFigure",
    "neighborsFigure",
    "pointingTable",
    "rejectedTable",
    "renderFigure",
    "repeatedSplitsTable",
    "rocFigure",
    "scanFigure",
    "seriesTable",
    "slicesFigure",
    "stagesFigure",
    "storeTable",
    "subjectSplitsTable",
    "table1Table",
    "table2Csv",
    "table2Table",
    "watchTraining",
    "writeSupplement",
  ],
  "hemoleak/split": [
    "Random",
    "assertSubjectsApart",
    "drawSubjects",
    "formatSplit",
    "splitByDose",
    "splitByGap",
    "splitBySlice",
    "splitBySubject",
  ],
  "hemoleak/tensorflow": [
    "Adam",
    "compileModel",
    "compiled",
    "hostScalars",
    "seededUniform",
    "tensorFromBytes",
    "useTensorFlow",
  ],
  "hemoleak/train": [
    "Random",
    "WARM_UP",
    "bestEpoch",
    "embed",
    "embedToFile",
    "learningOf",
    "loadModel",
    "predict",
    "saveModel",
    "stopOnInterrupt",
    "train",
  ],
};

/** What `hemoleak` has beside the stations. */
const GROUND = [
  "CohortError",
  "DicomError",
  "GridError",
  "HemoleakError",
  "NiftiError",
  "PredictionsError",
  "PreprocessError",
  "Random",
  "SetupError",
  "SplitError",
  "StorageError",
  "TensorFlowError",
  "TrainingError",
  "isHemoleakError",
];

async function namesOf(entry: string): Promise<string[]> {
  return Object.keys(await import(entry)).sort();
}

for (const [entry, names] of Object.entries(PUBLIC)) {
  Deno.test(`${entry}: the public interface is what it says`, async () => {
    assert.deepEqual(await namesOf(entry), names);
  });
}

Deno.test("hemoleak: the public interface is that of all stations", async () => {
  const all = new Set([...GROUND, ...Object.values(PUBLIC).flat()]);
  assert.deepEqual(await namesOf("hemoleak"), [...all].sort());
});

Deno.test("each entry point is exported, and found by its name within the project, too", () => {
  const { exports, imports } = config;
  const entries = Object.entries(exports).map((
    [key, file],
  ) => [key.replace(".", "hemoleak"), file]);
  assert.deepEqual(entries.map(([entry]) => entry).sort(), ["hemoleak", ...Object.keys(PUBLIC)]);
  for (const [entry, file] of entries) {
    assert.equal(new Map(Object.entries(imports)).get(entry!), file);
  }
});
