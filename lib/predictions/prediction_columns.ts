import type { Fault } from "../fault.ts";
import { OTHER_NAMES, plainColumn } from "../text/column_names.ts";
import type { Prediction } from "./prediction.ts";

/** The columns of `predictions.csv`. */
export const PREDICTION_COLUMNS = ["subject", "study", "slice", "set", "label", "score"] as const;

/** One of them. */
export type PredictionColumn = typeof PREDICTION_COLUMNS[number] & keyof Prediction;

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
 *
 * @param given The names that the user gave.
 */
export function recognizeColumns(
  names: readonly string[],
  given: Partial<Record<PredictionColumn, string>> = {},
): RecognizedColumns {
  const places = {} as ColumnPlaces;
  const renamed: string[] = [], faults: Fault[] = [];
  const header = names.join(",");
  for (const column of PREDICTION_COLUMNS) {
    const wanted = given[column];
    const found = wanted === undefined ? placesOf(column, names) : placesOfName(wanted, names);
    const [place = -1] = found;
    places[column] = place;
    if (found.length > 1) {
      const same = [...new Set(found.map((at) => names[at]!))].join(", ");
      faults.push({
        expected: "each column once",
        found: `${same} several times for ${column}`,
      });
    }
    if (wanted !== undefined && place < 0) {
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
  given: Partial<Record<PredictionColumn, string>> = {},
): number {
  const { places } = recognizeColumns(names, given);
  return Object.values(places).filter((place) => place >= 0).length;
}

function placesOfName(name: string, names: readonly string[]): number[] {
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
