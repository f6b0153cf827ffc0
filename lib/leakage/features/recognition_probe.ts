import { clusteredProportion, type Proportion } from "../../evaluate/thresholds/proportion.ts";
import { groupBy } from "../../groups.ts";
import { compareNaturally } from "../../text/natural_order.ts";
import { ANYTHING, checkOptions } from "../../options.ts";
import type { Prediction } from "../../predictions/prediction.ts";
import { predictionAt, type PredictionTable, tableOf } from "../../predictions/prediction_table.ts";
import { rowsOf } from "../../predictions/set_rows.ts";
import { SET_NAMES, type SetName } from "../../split/split.ts";
import { compactFeatures } from "./compact_features.ts";
import { type ClassedVectors, Discriminant } from "./discriminant.ts";
import { assertRowForEach, type Embeddings } from "./embeddings.ts";
import { type PermutationNull, permutationNull } from "./permutation_null.ts";
import { type IdentityUse, identityUse } from "./identity_use.ts";

/** How well features name the subject that a slice is of, among some subjects. */
export interface Recognition {
  /** The subjects to choose from. */
  subjects: number;
  /** The slices that a subject was named for. */
  slices: number;
  /** The share of slices whose subject was named correctly; its interval is over subjects. */
  accuracy: Proportion;
  /** What naming at random reaches: 1 / `subjects`. */
  chance: number;
  /** What is reached after whole subjects have exchanged their names at random. */
  permuted: PermutationNull;
}

/** What a network's features say about who a slice is of; `probe` of an audit. */
export interface RecognitionProbe {
  /** Features a slice. */
  units: number;
  /** Features that have one value in all slices, as those of dead ReLUs: they are left out. */
  constantUnits: number;
  /** Numbers that stand for a slice: its other features, or sums of them; see `compactFeatures`. */
  dimensions: number;
  /** Test subjects with fewer than four slices: they are left out. */
  leftOutSubjects: number;
  /**
   * Test slices named by the other half of their subject's stack, the lower by the upper and the
   * reverse: only what marks a subject from bottom to top can help. Null with fewer than two subjects.
   */
  contiguous: Recognition | null;
  /** The same by every other slice of the stack: neighbors, which are nearly the same image, help. */
  alternating: Recognition | null;
  /**
   * Test slices named by the training slices of their subject, among the subjects that have both.
   * Null with fewer than two of them, as in a split by subject.
   */
  trained: Recognition | null;
  /** Whether that is used for the label; null where it cannot be asked. */
  use: IdentityUse | null;
}

/** How to probe. */
export interface RecognitionOptions {
  /** Coverage of the interval. Default 0.95. */
  level?: number;
}

/** A subject with fewer slices has no two in each half: no mean and no spread. */
const LEAST_SLICES = 4;

/**
 * Asks of a network's features, usually those of its penultimate layer, who a slice is of: the more
 * they say, the more of a score can come from recognition. Subjects are named by linear discriminant
 * analysis ({@linkcode Discriminant}), which gives a bound from below: another classifier may read
 * more out of the features.
 *
 * It needs no leak: subjects of the test set (of all sets, where there is none) are recognized from one
 * half of their stack in the other. A stack is a subject's slices in the order of the names of studies
 * and slices. Where it holds several series of one scan, which predictions do not distinguish, both
 * halves may show the same places, and even `contiguous` is easier than it should be.
 *
 * @param embeddings Row i is of prediction i.
 * @throws {PredictionsError} There are not as many rows as predictions, or a feature is not finite.
 *
 * @example
 * ```ts
 * import { embeddingsOf, recognitionProbe } from "hemoleak/leakage";
 *
 * const slices = Array.from({ length: 8 }, (_, i) => ({
 *   subject: i < 4 ? "A" : "B",
 *   study: "1",
 *   slice: String(i),
 *   set: "test",
 *   label: 0,
 *   score: 0.5,
 * } as const));
 * const features = Float32Array.from([1.1, 0.9, 1, 1, 2, 2.1, 1.9, 2]);
 * const { contiguous } = recognitionProbe(embeddingsOf(features, 1), slices);
 * console.assert(contiguous?.accuracy.value === 1 && contiguous.chance === 0.5);
 * ```
 */
export function recognitionProbe(
  embeddings: Embeddings,
  predictions: readonly Prediction[] | PredictionTable,
  options: RecognitionOptions = {},
): RecognitionProbe {
  checkOptions("recognitionProbe", options, { level: ANYTHING });
  const { level = 0.95 } = options;
  const table = tableOf(predictions);
  assertRowForEach(embeddings, table);
  const asked = table.sets.includes(SET_NAMES.indexOf("test")) ? "test" : "all";
  const stacks = stacksOf(table, asked);
  const halved = [...stacks.values()].filter((stack) => stack.length >= LEAST_SLICES);
  const shared = asked === "all" ? [] : sharedSubjects(stacksOf(table, "train"), stacks);
  const rows = [...new Set([...[...stacks.values()].flat(), ...shared.flat(2)])];
  const features = new RowFeatures(embeddings, rows);
  const inHalves = (halfOf: HalfOf) => recognition(namedInHalves(features, halved, halfOf), level);
  return {
    units: embeddings.units,
    constantUnits: features.constantUnits,
    dimensions: features.dimensions,
    leftOutSubjects: stacks.size - halved.length,
    contiguous: inHalves((at, count) => at < count / 2 ? 0 : 1),
    alternating: inHalves((at) => at % 2 === 0 ? 0 : 1),
    trained: recognition(named(features, shared), level),
    use: identityUse(embeddings, table, { level }),
  };
}

/** The rows of each subject of a set, as its stack is ordered; subjects by name. */
function stacksOf(table: PredictionTable, set: SetName | "all"): Map<number, number[]> {
  const stacks = groupBy(rowsOf(table, set), (row) => table.subjectOf[row]!);
  const inOrder = [...stacks].sort(([a], [b]) =>
    compareNaturally(table.subjects[a]!, table.subjects[b]!)
  );
  return new Map(inOrder.map(([subject, rows]) => [subject, stackOf(table, rows)]));
}

/** A subject's rows in the order of the names of studies and slices. */
function stackOf(table: PredictionTable, rows: readonly number[]): number[] {
  const named = rows.map((row) => ({ row, ...predictionAt(table, row) }));
  named.sort((a, b) =>
    compareNaturally(a.study, b.study) || compareNaturally(a.slice, b.slice) || a.row - b.row
  );
  return named.map(({ row }) => row);
}

/** Which half the slice at a place of a stack is in. */
type HalfOf = (at: number, count: number) => 0 | 1;

/** How often the subject of each row is named in each column, both in one order. */
type Confusion = Float64Array[];

/** A subject's rows that are known to be its own, and those that a subject is named for. */
type SubjectRows = readonly [known: readonly number[], judged: readonly number[]];

function sharedSubjects(
  trained: ReadonlyMap<number, number[]>,
  tested: ReadonlyMap<number, number[]>,
): SubjectRows[] {
  return [...tested].flatMap(([subject, judged]): SubjectRows[] => {
    const known = trained.get(subject);
    return known ? [[known, judged]] : [];
  });
}

/** Each half named by the other. */
function namedInHalves(
  features: RowFeatures,
  stacks: readonly (readonly number[])[],
  halfOf: HalfOf,
): Confusion {
  const halves = stacks.map((stack): SubjectRows => {
    const half = (which: 0 | 1) => stack.filter((_, at) => halfOf(at, stack.length) === which);
    return [half(0), half(1)];
  });
  const first = named(features, halves);
  const second = named(features, halves.map(([a, b]): SubjectRows => [b, a]));
  return first.map((counts, subject) => counts.map((count, at) => count + second[subject]![at]!));
}

/** The rows to be judged named by those that are known. */
function named(
  features: RowFeatures,
  subjects: readonly SubjectRows[],
): Confusion {
  const confusion = subjects.map(() => new Float64Array(subjects.length));
  if (subjects.length < 2) return confusion;
  const known = features.classed(subjects.map(([rows]) => rows));
  const discriminant = new Discriminant(known, subjects.length);
  for (const [subject, [, judged]] of subjects.entries()) {
    for (const row of judged) confusion[subject]![discriminant.classOf(features.of(row))]!++;
  }
  return confusion;
}

/** Null with fewer than two subjects. */
function recognition(confusion: Confusion, level: number): Recognition | null {
  const subjects = confusion.length;
  if (subjects < 2) return null;
  const right = Float64Array.from(confusion, (counts, subject) => counts[subject]!);
  const slices = Float64Array.from(confusion, (counts) => sum(counts));
  const accuracy = clusteredProportion(right, slices, { level });
  return {
    subjects,
    slices: sum(slices),
    accuracy,
    chance: 1 / subjects,
    permuted: permuted(confusion, sum(right), sum(slices)),
  };
}

/**
 * Whole subjects exchange names in what is known: a classifier that treats all alike then names the
 * exchanged subject wherever it named the true one before, so nothing needs to be fitted again.
 */
function permuted(confusion: Confusion, right: number, slices: number): PermutationNull {
  const named = (names: readonly number[]) =>
    confusion.reduce((total, counts, subject) => total + counts[names[subject]!]!, 0);
  const counted = permutationNull(right, confusion.length, "recognition", named);
  const [low, high] = counted.range;
  return { ...counted, range: [low / slices, high / slices] };
}

/** The compacted features of some rows, by row. */
class RowFeatures {
  readonly dimensions: number;
  readonly constantUnits: number;
  readonly #data: Float32Array;
  readonly #placeOf: Map<number, number>;

  constructor(embeddings: Embeddings, rows: readonly number[]) {
    const { data, dimensions, constantUnits } = compactFeatures(embeddings, rows);
    this.#data = data;
    this.dimensions = dimensions;
    this.constantUnits = constantUnits;
    this.#placeOf = new Map(rows.map((row, place) => [row, place]));
  }

  of(row: number): Float32Array {
    const place = this.#placeOf.get(row)!;
    return this.#data.subarray(place * this.dimensions, (place + 1) * this.dimensions);
  }

  /** The features of rows, with the place of each one's group for its class. */
  classed(groups: readonly (readonly number[])[]): ClassedVectors {
    const { dimensions } = this;
    const rows = groups.flat();
    const data = new Float32Array(rows.length * dimensions);
    rows.forEach((row, at) => data.set(this.of(row), at * dimensions));
    return { data, dimensions, classes: groups.flatMap((group, place) => group.map(() => place)) };
  }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
