import type { Prediction } from "./prediction.ts";

/** The columns of `predictions.csv`. */
export const PREDICTION_COLUMNS = ["subject", "study", "slice", "set", "label", "score"] as const;

/** One of them. */
export type PredictionColumn = typeof PREDICTION_COLUMNS[number] & keyof Prediction;

/** The columns without which nothing can be judged. */
export const REQUIRED_COLUMNS: readonly PredictionColumn[] = ["subject", "label", "score"];

/**
 * What other tools call these columns, without case and punctuation, the surest name first: pandas and
 * scikit-learn (`y_true`, `y_score`), BIDS (`participant_id`), DICOM (`PatientID`, `SOPInstanceUID`),
 * MONAI, fastai, R's caret and pROC.
 */
const OTHER_NAMES: Readonly<Record<PredictionColumn, readonly string[]>> = {
  subject: words(
    "subjectid patientid patient participantid participant pid subjid subj subjectname patientname " +
      "patientnumber personid person caseid mrn",
  ),
  study: words(
    "studyid studyinstanceuid studyuid accessionnumber accession examid exam sessionid session visitid " +
      "visit studyname scanid",
  ),
  slice: words(
    "sliceid slicenumber sliceindex slicename sopinstanceuid sopuid imageid image imagename instancenumber " +
      "filename file filepath path imagepath",
  ),
  set: words("split subset partition splitset datasplit setname phase"),
  label: words(
    "labels ytrue truelabel target targets truth groundtruth gt true actual outcome class y ytest",
  ),
  score: words(
    "scores yscore yprob yproba ypredproba predprob predproba predictedprobability probability prob proba " +
      "probs prediction predictions predicted confidence logit output p p1 prob1 proba1 ypred pred preds yhat",
  ),
};

function words(text: string): readonly string[] {
  return text.split(" ");
}

/** Where the columns are in a header: the place of each, -1 for one that is not there. */
export type ColumnPlaces = Record<PredictionColumn, number>;

/** What a header's names were taken for. */
export interface RecognizedColumns {
  places: ColumnPlaces;
  /** Columns found under another name: `subject from PatientID`. */
  renamed: readonly string[];
  /** What is wrong with the header, or null. */
  fault: string | null;
}

/**
 * Recognizes columns by their names: as given, as documented, in another case, or as other tools have them.
 *
 * @param given The names that the user gave.
 */
export function recognizeColumns(
  names: readonly string[],
  given: Partial<Record<PredictionColumn, string>> = {},
): RecognizedColumns {
  const places = {} as ColumnPlaces;
  const renamed: string[] = [], faults: string[] = [];
  for (const column of PREDICTION_COLUMNS) {
    const wanted = given[column];
    const found = wanted === undefined ? placesOf(column, names) : placesOfName(wanted, names);
    const [place = -1] = found;
    places[column] = place;
    if (found.length > 1) {
      const same = [...new Set(found.map((at) => names[at]!))].join(", ");
      faults.push(`expected each column once but found ${same} several times for ${column}`);
    }
    if (wanted !== undefined && place < 0) {
      faults.push(`expected the column ${wanted} for ${column}`);
    }
    if (place >= 0 && plain(names[place]!) !== column) {
      renamed.push(`${column} from ${names[place]}`);
    }
  }
  const twice = PREDICTION_COLUMNS.filter((column) =>
    places[column] >= 0 &&
    PREDICTION_COLUMNS.some((other) => other !== column && places[other] === places[column])
  );
  if (twice.length > 0) faults.push(`expected a column each for ${twice.join(" and ")}`);
  return { places, renamed, fault: faults.length === 0 ? null : faults.join("; ") };
}

/** How many columns a header has. */
export function knownColumns(
  names: readonly string[],
  given: Partial<Record<PredictionColumn, string>> = {},
): number {
  const { places } = recognizeColumns(names, given);
  return Object.values(places).filter((place) => place >= 0).length;
}

function placesOfName(name: string, names: readonly string[]): number[] {
  const exact = placesWhere(names, (one) => one === name);
  return exact.length > 0 ? exact : placesWhere(names, (one) => plain(one) === plain(name));
}

function placesOf(column: PredictionColumn, names: readonly string[]): number[] {
  const exact = placesWhere(names, (name) => name === column);
  if (exact.length > 0) return exact;
  for (const known of [column, ...OTHER_NAMES[column]]) {
    const found = placesWhere(names, (name) => plain(name) === known);
    if (found.length > 0) return found;
  }
  return [];
}

function placesWhere(names: readonly string[], is: (name: string) => boolean): number[] {
  return [...names.keys()].filter((place) => is(names[place]!));
}

function plain(name: string): string {
  return name.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
