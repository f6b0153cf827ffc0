import { PredictionsError } from "../../error.ts";
import type { PredictionTable } from "../../predictions/prediction_table.ts";
import type { Embeddings } from "../features/embeddings.ts";
import { comparedRows, likePairs, type NearestOfOthers } from "./likeness.ts";
import type { People } from "./person_groups.ts";

/** Rows that are read at a time. */
const BATCH = 4096;

/**
 * Keeps subjects together whose embeddings are equal, or alike as near duplicates of images are. Distances
 * are Euclid's, taken in double precision one after the other, so that all machines agree.
 *
 * @param embeddings One row a row of the table.
 * @throws {PredictionsError} They are of other rows, or hold what is no number.
 */
export function joinByEmbeddings(
  people: People,
  table: PredictionTable,
  embeddings: Embeddings,
): void {
  if (embeddings.rows !== table.length) {
    throw new PredictionsError({
      expected: `embeddings with one row a row of the table (${table.length})`,
      found: embeddings.rows,
    });
  }
  const equal: [number, number][] = [], shown: number[] = [];
  const known = new Map<string, number>();
  for (let start = 0; start < table.length; start += BATCH) {
    const rows = Array.from(
      { length: Math.min(BATCH, table.length - start) },
      (_, i) => start + i,
    );
    const values = embeddings.read(rows);
    for (const [i, row] of rows.entries()) {
      const features = values.subarray(i * embeddings.units, (i + 1) * embeddings.units);
      if (isFlat(features, row)) continue;
      shown.push(row);
      const key = keyOf(features), subject = table.subjectOf[row]!;
      const first = known.getOrInsert(key, subject);
      if (people.of(first) !== people.of(subject)) equal.push([first, subject]);
    }
  }
  people.joinCautiously("image", equal);
  const nearest = nearestOfOthers(people, table, embeddings, comparedRows(table.subjectOf, shown));
  const pairs = likePairs(nearest);
  if (pairs !== null) return people.joinCautiously("likeness", pairs);
  people.notes.push(
    "the embeddings are too few, or too many of them equal, to say which are near duplicates",
  );
}

/** Embeddings of one value say nothing: of a network's dead features, or of an empty image. */
function isFlat(features: Float32Array, row: number): boolean {
  let isFlat = true;
  for (const value of features) {
    if (!Number.isFinite(value)) {
      throw new PredictionsError({
        row: row + 1,
        expected: "finite numbers in the embeddings",
        found: value,
      });
    }
    isFlat &&= value === features[0];
  }
  return isFlat;
}

function keyOf(features: Float32Array): string {
  const bytes = new Uint16Array(features.buffer, features.byteOffset, 2 * features.length);
  let key = "";
  for (const word of bytes) key += String.fromCharCode(word);
  return key;
}

function nearestOfOthers(
  people: People,
  table: PredictionTable,
  embeddings: Embeddings,
  rows: readonly number[],
): NearestOfOthers {
  const { units } = embeddings;
  const values = byVariance(embeddings.read(rows), units);
  const subjects = rows.map((row) => table.subjectOf[row]!);
  const persons = Uint32Array.from(subjects, (subject) => people.of(subject));
  const squares = new Float64Array(rows.length).fill(Infinity);
  const others = new Int32Array(rows.length).fill(-1);
  for (let i = 0; i < rows.length; i++) {
    for (let j = i + 1; j < rows.length; j++) {
      if (persons[i] === persons[j]) continue;
      const most = Math.max(squares[i]!, squares[j]!);
      let square = 0;
      for (let a = i * units, b = j * units, end = a + units; a < end && square < most; a++, b++) {
        const difference = values[a]! - values[b]!;
        square += difference * difference;
      }
      if (square < squares[i]!) [squares[i], others[i]] = [square, subjects[j]!];
      if (square < squares[j]!) [squares[j], others[j]] = [square, subjects[i]!];
    }
  }
  return { subjects, others, distances: squares.map(Math.sqrt) };
}

/** The features that differ most first: most pairs are then found to be far apart after a few. */
function byVariance(values: Float32Array, units: number): Float32Array {
  const count = values.length / units;
  const variances = Array.from({ length: units }, (_, unit) => {
    let sum = 0, squares = 0;
    for (let at = unit; at < values.length; at += units) {
      sum += values[at]!;
      squares += values[at]! * values[at]!;
    }
    return squares / count - (sum / count) * (sum / count);
  });
  const order = [...variances.keys()].sort((a, b) => variances[b]! - variances[a]!);
  const ordered = new Float32Array(values.length);
  for (let row = 0; row < values.length; row += units) {
    for (const [at, unit] of order.entries()) ordered[row + at] = values[row + unit]!;
  }
  return ordered;
}
