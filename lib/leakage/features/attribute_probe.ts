import type { Interval } from "../../evaluate/interval.ts";
import { clusteredProportion } from "../../evaluate/thresholds/proportion.ts";
import type { Prediction } from "../../predictions/prediction.ts";
import { type PredictionTable, tableOf } from "../../predictions/prediction_table.ts";
import { rowsOf } from "../../predictions/set_rows.ts";
import { Random } from "../../random.ts";
import { SET_NAMES } from "../../split/split.ts";
import { moverInterval } from "../../statistics/mover.ts";
import { attributeOf } from "../attributes/attribute.ts";
import { compactFeatures } from "./compact_features.ts";
import { Metric } from "./discriminant.ts";
import { assertRowForEach, type Embeddings } from "./embeddings.ts";
import { type PermutationNull, permutationNull } from "./permutation_null.ts";

/** A value of fewer subjects cannot be named for one of them by the others. */
const LEAST_SUBJECTS = 2;
/** All pairs of so many are compared in each permutation. */
const MOST_SUBJECTS = 1000;
/** So many slices give the covariance, evenly taken from all. */
const MOST_SLICES = 20_000;

/** How well features name an attribute of a subject that they were not taught with. */
export interface AttributeRecognition {
  /** Subjects that were named. */
  subjects: number;
  /** Values to choose from: those of at least two subjects. */
  values: number;
  /** The share of subjects named correctly, the mean over the values, so that each counts the same. */
  accuracy: Interval & { value: number };
  /** What naming at random reaches: 1 / `values`. */
  chance: number;
  /** What is reached after subjects have exchanged their values at random. */
  permuted: PermutationNull;
}

/** What a network's features say of an attribute. */
export interface AttributeProbe {
  /** The attribute. */
  name: string;
  /** By all slices of a subject; null where fewer than two values have two subjects. */
  overall: AttributeRecognition | null;
  /** By a subject's positive slices alone: the label cannot help. */
  positives: AttributeRecognition | null;
  /** By its negative slices alone. */
  negatives: AttributeRecognition | null;
  /** Subjects without a value, or with several: they are left out. */
  leftOutSubjects: number;
}

/**
 * Asks of a network's features how well they name an attribute, such as the site, of a subject by those of
 * the other subjects: overall, and among positive and among negative slices alone, where an attribute that
 * goes with the label cannot be named by the label.
 *
 * A subject is the mean of its test slices (of all, without a test set). It is named by the nearest mean of
 * the values' other subjects, by Mahalanobis' distance with the covariance of all slices
 * ({@linkcode Metric}), which knows nothing of the attribute, so that no permutation needs another one. Of
 * more than 1,000 subjects so many are drawn, by a fixed seed; of more than 20,000 slices the covariance is
 * of so many. It is a bound from below: another classifier may read more out of the features.
 *
 * @param embeddings Row i is of prediction i.
 * @param attributes Names of columns, `subject` and `study` not among them.
 * @throws {PredictionsError} There are not as many rows as predictions, a feature is not finite, or there is
 * no such attribute.
 *
 * @example
 * ```ts
 * import { attributeProbes, embeddingsOf } from "hemoleak/leakage";
 *
 * const slices = Array.from({ length: 8 }, (_, i) => ({
 *   subject: `S${i}`,
 *   study: "1",
 *   slice: "0",
 *   set: "test",
 *   label: 0,
 *   score: 0.5,
 *   attributes: { site: i < 4 ? "A" : "B" },
 * } as const));
 * const features = Float32Array.from([1.1, 0.9, 1, 1.2, 2, 2.1, 1.9, 2.2]);
 * const [site] = attributeProbes(embeddingsOf(features, 1), slices, ["site"]);
 * console.assert(site?.overall?.accuracy.value === 1 && site.positives === null);
 * ```
 */
export function attributeProbes(
  embeddings: Embeddings,
  predictions: readonly Prediction[] | PredictionTable,
  attributes: readonly string[],
  { level = 0.95 }: { level?: number } = {},
): AttributeProbe[] {
  const table = tableOf(predictions);
  assertRowForEach(embeddings, table);
  const named = attributes.map((name) => attributeOf(table, name));
  const asked = table.sets.includes(SET_NAMES.indexOf("test")) ? "test" : "all";
  const rows = Array.from(rowsOf(table, asked));
  if (rows.length === 0 || named.length === 0) return [];
  const { data, dimensions } = compactFeatures(embeddings, rows);
  const metric = metricOf(data, dimensions);
  const meansOf = (isOf: (row: number) => boolean) =>
    subjectMeans(table, rows, data, dimensions, isOf);
  const all = meansOf(() => true);
  const positives = meansOf((row) => table.labels[row] === 1);
  const negatives = meansOf((row) => table.labels[row] !== 1);
  return named.map(({ name, of, groups }) => {
    const groupOf = subjectGroups(table, rows, of);
    const recognized = (means: SubjectMeans) =>
      recognize(means, metric, groupOf, groups.length, level);
    return {
      name,
      overall: recognized(all),
      positives: recognized(positives),
      negatives: recognized(negatives),
      leftOutSubjects: [...all.keys()].filter((subject) => groupOf[subject]! < 0).length,
    };
  });
}

/** Mean features by subject, in the order of the table's subjects. */
type SubjectMeans = ReadonlyMap<number, Float32Array>;

function subjectMeans(
  table: PredictionTable,
  rows: readonly number[],
  data: Float32Array,
  dimensions: number,
  isOf: (row: number) => boolean,
): SubjectMeans {
  const sums = new Map<number, { sum: Float64Array; count: number }>();
  for (const [i, row] of rows.entries()) {
    if (!isOf(row)) continue;
    const subject = table.subjectOf[row]!;
    const found = sums.get(subject) ?? { sum: new Float64Array(dimensions), count: 0 };
    sums.set(subject, found);
    for (let at = 0; at < dimensions; at++) found.sum[at]! += data[i * dimensions + at]!;
    found.count++;
  }
  const inOrder = [...sums].sort(([a], [b]) => table.subjects[a]! < table.subjects[b]! ? -1 : 1);
  return new Map(inOrder.map(([subject, { sum, count }]) => [
    subject,
    Float32Array.from(sum, (total) => total / count),
  ]));
}

/** The one group of each subject; -1 where it has none or several. */
function subjectGroups(
  { subjects, subjectOf }: PredictionTable,
  rows: readonly number[],
  of: Int32Array,
): Int32Array {
  const [none, several] = [-1, -2];
  const groupOf = new Int32Array(subjects.length).fill(none);
  for (const row of rows) {
    const subject = subjectOf[row]!, group = of[row]!;
    if (group < 0 || groupOf[subject] === group) continue;
    groupOf[subject] = groupOf[subject] === none ? group : several;
  }
  return groupOf.map((group) => Math.max(none, group));
}

/** Of slices, which are many more than subjects: a covariance of few vectors says little. */
function metricOf(data: Float32Array, dimensions: number): Metric {
  const rows = data.length / dimensions, step = Math.ceil(rows / MOST_SLICES);
  const count = Math.ceil(rows / step);
  const some = new Float32Array(count * dimensions);
  for (let i = 0; i < count; i++) {
    some.set(data.subarray(i * step * dimensions, (i * step + 1) * dimensions), i * dimensions);
  }
  return new Metric({ data: some, dimensions, classes: new Uint8Array(count) }, 1);
}

function recognize(
  means: SubjectMeans,
  metric: Metric,
  groupOf: Int32Array,
  groups: number,
  level: number,
): AttributeRecognition | null {
  const known = [...means.keys()].filter((subject) => groupOf[subject]! >= 0);
  const drawn = known.length <= MOST_SUBJECTS
    ? known
    : new Random(0, "attribute").shuffled(known).slice(0, MOST_SUBJECTS);
  const sizes = new Uint32Array(groups);
  for (const subject of drawn) sizes[groupOf[subject]!]!++;
  const chosen = drawn.filter((subject) => sizes[groupOf[subject]!]! >= LEAST_SUBJECTS);
  const places = new Map<number, number>();
  for (const subject of chosen) {
    const group = groupOf[subject]!;
    if (!places.has(group)) places.set(group, places.size);
  }
  const values = chosen.map((subject) => places.get(groupOf[subject]!)!);
  if (places.size < 2) return null;
  const products = innerProducts(chosen.map((subject) => means.get(subject)!), metric);
  const named = (of: readonly number[]) => namedRight(products, of, places.size);
  const right = named(values);
  const rates = [...places.values()].map((value) => {
    const own = Float64Array.from(right.filter((_, i) => values[i] === value));
    return clusteredProportion(own, own.map(() => 1), { level });
  });
  const meanRate = (of: readonly number[], hits: Float64Array) => {
    const found = new Float64Array(places.size), counts = new Float64Array(places.size);
    for (const [i, value] of of.entries()) {
      counts[value]!++;
      found[value]! += hits[i]!;
    }
    return found.reduce((sum, each, value) => sum + each / counts[value]!, 0) / places.size;
  };
  const accuracy = meanRate(values, right);
  const [low, high] = moverInterval(
    (...each) => each.reduce((sum, rate) => sum + rate, 0) / each.length,
    rates,
  );
  return {
    subjects: chosen.length,
    values: places.size,
    accuracy: {
      value: accuracy,
      ci: [Math.max(0, low), Math.min(1, high)],
      unit: "subject",
      method: "mover",
    },
    chance: 1 / places.size,
    permuted: permutationNull(accuracy, chosen.length, "attribute", (order) => {
      const exchanged = order.map((subject) => values[subject]!);
      return meanRate(exchanged, named(exchanged));
    }),
  };
}

/** The metric's inner products of all vectors with each other. */
function innerProducts(vectors: readonly Float32Array[], metric: Metric): Float64Array[] {
  return vectors.map((vector) => {
    const weighed = metric.weigh(Float64Array.from(vector));
    return Float64Array.from(vectors, (other) => {
      let sum = 0;
      for (let at = 0; at < weighed.length; at++) sum += weighed[at]! * other[at]!;
      return sum;
    });
  });
}

/** Of each subject 1 where the nearest mean of values, its own taken without it, is its own; else 0. */
function namedRight(
  products: readonly Float64Array[],
  values: readonly number[],
  count: number,
): Float64Array {
  const sizes = new Float64Array(count), squares = new Float64Array(count);
  const sums = products.map((row, i) => {
    const sum = new Float64Array(count);
    for (let j = 0; j < row.length; j++) sum[values[j]!]! += row[j]!;
    sizes[values[i]!]!++;
    squares[values[i]!]! += sum[values[i]!]!;
    return sum;
  });
  return Float64Array.from(values, (own, i) => {
    const itself = products[i]![i]!;
    const nearness = (value: number) => {
      if (value !== own) {
        return sums[i]![value]! / sizes[value]! - squares[value]! / (2 * sizes[value]! ** 2);
      }
      const others = sizes[own]! - 1;
      const square = squares[own]! - 2 * sums[i]![own]! + itself;
      return (sums[i]![own]! - itself) / others - square / (2 * others ** 2);
    };
    const ofOwn = nearness(own);
    for (let value = 0; value < count; value++) {
      if (value !== own && nearness(value) >= ofOwn) return 0;
    }
    return 1;
  });
}
