import { PredictionsError } from "../error.ts";
import type { Fault } from "../fault.ts";
import { closest } from "../text/closest.ts";
import { OTHER_NAMES, plainColumn } from "../text/column_names.ts";
import type { Prediction } from "./prediction.ts";

/** The columns of `predictions.csv`. */
export const PREDICTION_COLUMNS = ["subject", "study", "slice", "set", "label", "score"] as const;

/** One of them. */
export type PredictionColumn = typeof PREDICTION_COLUMNS[number] & keyof Prediction;

/** The columns of cross-validated predictions. */
export const FOLD_COLUMNS = ["fold", "repeat"] as const;

/** Every column that can be named. */
export const NAMED_COLUMNS = [...PREDICTION_COLUMNS, ...FOLD_COLUMNS] as const;

/** The names of columns where they are other than usual; an empty one: no column is to be taken for it. */
export type ColumnNames = Partial<Record<typeof NAMED_COLUMNS[number], string>>;

/** The columns without which nothing can be judged. */
export const REQUIRED_COLUMNS: readonly PredictionColumn[] = ["subject", "label", "score"];

/** Where the columns are in a header: the place of each, -1 for one that is not there. */
export type ColumnPlaces = Record<PredictionColumn, number>;

/** What a header's names were taken for. */
export interface RecognizedColumns {
  places: ColumnPlaces;
  /** Columns found under another name: `subject from PatientID`. */
  renamed: readonly string[];
  /** What is wrong with the header; mostly nothing. */
  faults: readonly Fault[];
}

/**
 * Recognizes columns by their names: as given, as documented, in another case, or as other tools have them.
 * A column that was given for one thing is not recognized as another.
 *
 * @param given The names that the user gave; an empty one takes no column.
 */
export function recognizeColumns(
  names: readonly string[],
  given: ColumnNames = {},
): RecognizedColumns {
  const places = {} as ColumnPlaces;
  const renamed: string[] = [], faults: Fault[] = [];
  const header = names.join(",");
  const taken = PREDICTION_COLUMNS.flatMap((column) => placesOfName(given[column] ?? "", names));
  const free = names.map((name, place) => taken.includes(place) ? "" : name);
  for (const column of PREDICTION_COLUMNS) {
    const wanted = given[column];
    const found = wanted === undefined ? placesOf(column, free) : placesOfName(wanted, names);
    const [place = -1] = found;
    places[column] = place;
    if (found.length > 1) {
      const same = [...new Set(found.map((at) => names[at]!))].join(", ");
      faults.push({
        expected: "each column once",
        found: `${same} several times for ${column}`,
      });
    }
    if (wanted && place < 0) {
      faults.push({ expected: `the column ${wanted} for ${column}`, found: header });
    }
    if (place >= 0 && plainColumn(names[place]!) !== column) {
      renamed.push(`${column} from ${names[place]}`);
    }
  }
  const twice = PREDICTION_COLUMNS.filter((column) =>
    places[column] >= 0 &&
    PREDICTION_COLUMNS.some((other) => other !== column && places[other] === places[column])
  );
  if (twice.length > 0) {
    faults.push({ expected: `a column each for ${twice.join(" and ")}`, found: header });
  }
  return { places, renamed, faults };
}

/** How many columns a header has. */
export function knownColumns(
  names: readonly string[],
  given: ColumnNames = {},
): number {
  const { places } = recognizeColumns(names, given);
  return Object.values(places).filter((place) => place >= 0).length;
}

function placesOfName(name: string, names: readonly string[]): number[] {
  if (name === "") return [];
  const exact = placesWhere(names, (one) => one === name);
  return exact.length > 0
    ? exact
    : placesWhere(names, (one) => plainColumn(one) === plainColumn(name));
}

function placesOf(column: PredictionColumn, names: readonly string[]): number[] {
  const exact = placesWhere(names, (name) => name === column);
  if (exact.length > 0) return exact;
  for (const known of [column, ...OTHER_NAMES[column]]) {
    const found = placesWhere(names, (name) => plainColumn(name) === known);
    if (found.length > 0) return found;
  }
  return [];
}

function placesWhere(names: readonly string[], is: (name: string) => boolean): number[] {
  return [...names.keys()].filter((place) => is(names[place]!));
}

/** A column of folds or repetitions; -1 where there is none. */
export function foldPlace(
  column: typeof FOLD_COLUMNS[number],
  names: readonly string[],
  given: ColumnNames,
): { place: number; faults: readonly Fault[] } {
  const wanted = given[column];
  const [place = -1] = wanted === undefined
    ? placesWhere(names, (name) => FOLD_NAMES[column].test(plainColumn(name)))
    : placesOfName(wanted, names);
  const isMissing = wanted !== undefined && wanted !== "" && place < 0;
  const expected = `the column ${wanted} for ${column}`;
  return { place, faults: isMissing ? [{ expected, found: names.join(",") }] : [] };
}

const FOLD_NAMES = {
  fold: /^(?:cv|k)?folds?(?:id|no|number|index)?$/,
  repeat: /^(?:cv)?(?:repeats?|repetitions?)(?:id|no|number|index)?$/,
} as const;

/** Columns of the table itself by which it can be judged as by any attribute. */
export const OWN_ATTRIBUTES = ["subject", "study"] as const;

/** Values of attributes are printed, and these no output may hold. */
const PERSONAL =
  /^(?:patients?|subjects?|persons?)?(?:full|first|last|given|family|sur)?names?$|birth(?:date|day)|dateofbirth|^dob$/;

/** Whether a column holds, by its name, names or birth dates of people. */
export function isPersonal(name: string): boolean {
  return PERSONAL.test(plainColumn(name));
}

function personalFault(name: string): Fault | null {
  if (!isPersonal(name)) return null;
  return {
    expected: "attributes that may be printed",
    found: `${name}, which holds names or birth dates of people`,
    hint: "derive one from it, such as the age",
  };
}

/**
 * Makes sure that a column does not hold, by its name, what no output may hold.
 *
 * @throws {PredictionsError} It does.
 */
export function assertImpersonal(name: string): void {
  const fault = personalFault(name);
  if (fault !== null) throw new PredictionsError(fault);
}

/**
 * The places of attributes in a header, those of the table's own left out.
 *
 * @param wanted Their names.
 * @param places Where the other columns are: a label or a score is no attribute.
 */
export function attributePlaces(
  wanted: readonly string[],
  names: readonly string[],
  places: ColumnPlaces,
): { places: ReadonlyMap<string, number>; faults: readonly Fault[] } {
  const found = new Map<string, number>(), faults: Fault[] = [];
  for (const name of wanted) {
    const personal = personalFault(name);
    if (personal !== null) {
      faults.push(personal);
      continue;
    }
    if (OWN_ATTRIBUTES.some((own) => own === name)) continue;
    const [place] = placesOfName(name, names);
    const taken = PREDICTION_COLUMNS.find((column) =>
      place !== undefined && places[column] === place
    );
    if (place === undefined) {
      const near = closest(name, names);
      faults.push({
        expected: `the column ${name} for an attribute`,
        found: names.join(","),
        ...near !== null && { hint: `did you mean ${near}?` },
      });
    } else if (taken === "set" || taken === "label" || taken === "score") {
      faults.push({
        expected: "attributes that say something of a subject or a slice",
        found: `${name}, which is the ${taken}`,
      });
    } else found.set(name, place);
  }
  return { places: found, faults };
}
