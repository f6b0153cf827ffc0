import { evenlySpaced } from "../../cohort/evenly_spaced.ts";
import { auc } from "../../evaluate/auc/auc.ts";
import { type ClusteredAuc, clusteredAuc, clusteredTest } from "../../evaluate/auc/obuchowski.ts";
import type { PairedTest } from "../../evaluate/auc/paired_difference.ts";
import { haveBothLabels, takeRows } from "../../evaluate/judged_rows.ts";
import type { PredictionTable } from "../../predictions/prediction_table.ts";
import { rowsOf } from "../../predictions/set_rows.ts";
import { Random } from "../../random.ts";
import { compactFeatures } from "./compact_features.ts";
import {
  cholesky,
  type ClassedVectors,
  inverseDeviations,
  meansOf,
  shrunkCovariance,
  solve,
} from "./discriminant.ts";
import type { Embeddings } from "./embeddings.ts";

/** What a linear head makes of the features' knowledge of subjects. */
export interface IdentityUse {
  /** Axes along which training subjects of one label differ by more than slices of one subject do. */
  axes: number;
  /** The dimensions that they are taken from. */
  dimensions: number;
  /** A linear head, fitted on the training slices, on the test slices. */
  head: ClusteredAuc;
  /** The same fitted again after these axes were erased. */
  erased: ClusteredAuc;
  /** The second AUC minus the first, on the same slices, over subjects. */
  change: PairedTest;
  /** The mean change after as many axes at random were erased. */
  randomChange: number;
}

/** Training slices are looked at up to so many, evenly taken. */
const MOST_SLICES = 20_000;
/** Fewer subjects have no axes to speak of. */
const LEAST_SUBJECTS = 4;
/** More axes are not sought, and no more than half of the dimensions. */
const MOST_AXES = 64;
const RANDOM_DRAWS = 20;

/**
 * Asks whether what the features say of who a slice is of (the probe) is used for the label, which is
 * another question: features may hold what no head reads (Elazar et al. 2021, Trans Assoc Comput Linguist
 * 9:160). The subjects' axes are erased from the features and the head is fitted again; what the AUC loses,
 * beyond what as many axes at random cost, was had from identity.
 *
 * The axes are those of linear discriminant analysis between the training subjects, their means taken
 * beside those of their labels, so that what all diseased have in common is not erased; of these, the ones
 * whose variance between subjects is above that within. The head is linear discriminant analysis of the
 * label with a covariance that is fitted within subjects, shrunk as for the probe, and between them: there
 * the axes are eigenvectors, and the head without them is its projection.
 *
 * The head is not the network's own. Identity that is not linear in the features is not erased, nor are axes
 * that so few subjects do not show, nor is what, of few subjects, chance lets agree with the label. Along an axis that subjects and the disease share, erasing takes both.
 *
 * @param embeddings Row i is of row i of the table.
 * @returns Null without training and test slices of both labels, with fewer than four training subjects, or
 * where no axis separates subjects.
 */
export function identityUse(
  embeddings: Embeddings,
  table: PredictionTable,
  { level = 0.95 }: { level?: number } = {},
): IdentityUse | null {
  const train = evenlySpaced([...rowsOf(table, "train")], MOST_SLICES);
  const test = rowsOf(table, "test");
  if (!haveBothLabels(table, train) || !haveBothLabels(table, test)) return null;
  const subjects = [...new Set(train.map((row) => table.subjectOf[row]!))];
  if (subjects.length < LEAST_SUBJECTS) return null;
  const { data, dimensions } = compactFeatures(embeddings, [...train, ...test]);
  if (dimensions === 0) return null;
  const placeOf = new Map(subjects.map((subject, place) => [subject, place]));
  const vectors: ClassedVectors = {
    data: data.subarray(0, train.length * dimensions),
    dimensions,
    classes: train.map((row) => placeOf.get(table.subjectOf[row]!)!),
  };
  const labels = train.map((row) => table.labels[row] === 1 ? 1 : 0);
  const space = new WithinSpace(vectors, subjects.length);
  const head = headOf(space, vectors, labels, subjects.length);
  if (head.axes.length === 0) return null;
  const scored = takeRows(table, test);
  const scoresOf = (weights: Float64Array) => {
    const own = space.weightsOf(weights);
    return Float64Array.from(test, (_, i) => {
      let sum = 0;
      const from = (train.length + i) * dimensions;
      for (let at = 0; at < dimensions; at++) sum += own[at]! * data[from + at]!;
      return sum;
    });
  };
  const whole = { ...scored, scores: scoresOf(head.weights) };
  const without = { ...scored, scores: scoresOf(erasedFrom(head.weights, head.axes)) };
  const random = new Random(0, "random axes");
  const areas = Array.from({ length: RANDOM_DRAWS }, () => {
    const axes = orthonormal(head.axes.map(() => gaussian(dimensions, random)));
    return auc({ ...scored, scores: scoresOf(erasedFrom(head.weights, axes)) });
  });
  const found = clusteredAuc(whole, { level });
  return {
    axes: head.axes.length,
    dimensions,
    head: found,
    erased: clusteredAuc(without, { level }),
    change: clusteredTest(without, whole, { level }),
    randomChange: areas.reduce((sum, area) => sum + area, 0) / RANDOM_DRAWS - found.auc,
  };
}

/** Coordinates in which slices of one subject have the covariance of a sphere. */
class WithinSpace {
  readonly #inverse: Float64Array;
  readonly #factor: Float64Array[];

  constructor(vectors: ClassedVectors, count: number) {
    const means = meansOf(vectors, count);
    this.#inverse = inverseDeviations(vectors, means);
    const { covariance } = shrunkCovariance(vectors, means, this.#inverse);
    this.#factor = cholesky(covariance, vectors.dimensions);
  }

  /** A vector's coordinates: L⁻¹ of it, standardized. */
  of(vector: Float64Array): Float64Array {
    const x = vector.map((value, at) => value * this.#inverse[at]!);
    for (let i = 0; i < x.length; i++) {
      const row = this.#factor[i]!;
      for (let k = 0; k < i; k++) x[i]! -= row[k]! * x[k]!;
      x[i]! /= row[i]!;
    }
    return x;
  }

  /** The weights of the features that have an inner product of coordinates: L⁻ᵀ of it, standardized. */
  weightsOf(weights: Float64Array): Float64Array {
    const x = weights.slice();
    for (let i = x.length - 1; i >= 0; i--) {
      const row = this.#factor[i]!;
      x[i]! /= row[i]!;
      for (let k = 0; k < i; k++) x[k]! -= row[k]! * x[i]!;
    }
    return x.map((value, at) => value * this.#inverse[at]!);
  }
}

/** The head's weights, and the subjects' axes, in the space within subjects. */
function headOf(
  space: WithinSpace,
  vectors: ClassedVectors,
  labels: readonly number[],
  subjects: number,
) {
  const { dimensions, classes } = vectors;
  const part = (means: Float64Array, each: number) =>
    space.of(means.slice(each * dimensions, (each + 1) * dimensions));
  const ofLabels = meansOf({ ...vectors, classes: labels }, 2);
  const label = [part(ofLabels, 0), part(ofLabels, 1)] as const;
  const means = meansOf(vectors, subjects);
  const counts = new Float64Array(subjects), positives = new Float64Array(subjects);
  for (let i = 0; i < classes.length; i++) {
    counts[classes[i]!]!++;
    positives[classes[i]!]! += labels[i]!;
  }
  // How far each subject lies from what its labels let expect, times the root of its share of slices.
  const off = Array.from(counts, (count, subject) => {
    const share = positives[subject]! / count, scale = Math.sqrt(count / classes.length);
    return part(means, subject).map((value, at) =>
      scale * (value - share * label[1][at]! - (1 - share) * label[0][at]!)
    );
  });
  const between = new Float64Array(dimensions ** 2);
  for (const vector of off) {
    for (let row = 0, at = 0; row < dimensions; row++) {
      for (let column = 0; column < dimensions; column++) {
        between[at++]! += vector[row]! * vector[column]!;
      }
    }
  }
  // Means of so many slices differ by chance, too.
  const least = 1 + subjects / classes.length;
  const axes = leadingAxes(off, dimensions).filter(({ variance }) => variance > least)
    .map(({ axis }) => axis);
  for (let at = 0; at < dimensions; at++) between[at * (dimensions + 1)]!++;
  const weights = solve(
    cholesky(between, dimensions),
    label[1].map((value, at) => value - label[0][at]!),
  );
  return { weights, axes };
}

/** The eigenvectors of a sum of squares with the largest eigenvalues, descending: orthogonal iteration. */
function leadingAxes(vectors: readonly Float64Array[], dimensions: number) {
  const count = Math.min(MOST_AXES, vectors.length, Math.floor(dimensions / 2));
  const random = new Random(0, "axes");
  const apply = (axis: Float64Array) => {
    const image = new Float64Array(dimensions);
    for (const vector of vectors) {
      const by = dot(vector, axis);
      for (let at = 0; at < dimensions; at++) image[at]! += by * vector[at]!;
    }
    return image;
  };
  let axes = orthonormal(Array.from({ length: count }, () => gaussian(dimensions, random)));
  for (let step = 0; step < 60; step++) axes = orthonormal(axes.map(apply));
  return axes.map((axis) => ({ axis, variance: dot(axis, apply(axis)) }))
    .sort((a, b) => b.variance - a.variance);
}

/** By Gram and Schmidt; what rounding leaves of a dependent vector is dropped. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const found: Float64Array[] = [];
  for (const vector of vectors) {
    const length = Math.sqrt(dot(vector, vector));
    // Twice is enough (Kahan, in Parlett 1980, The Symmetric Eigenvalue Problem, section 6-9).
    const left = erasedFrom(erasedFrom(vector, found), found);
    const rest = Math.sqrt(dot(left, left));
    if (rest > 1e-10 * length) found.push(left.map((value) => value / rest));
  }
  return found;
}

/** What is left of a vector beside orthonormal axes. */
function erasedFrom(vector: Float64Array, axes: readonly Float64Array[]): Float64Array {
  const left = vector.slice();
  for (const axis of axes) {
    const by = dot(axis, left);
    for (let at = 0; at < left.length; at++) left[at]! -= by * axis[at]!;
  }
  return left;
}

function gaussian(dimensions: number, random: Random): Float64Array {
  return Float64Array.from({ length: dimensions }, () => random.normal());
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
