import { PredictionsError } from "../../error.ts";
import { Random } from "../../random.ts";
import type { Embeddings } from "./embeddings.ts";

/** Numbers that stand for some rows' features. */
export interface CompactFeatures {
  /** `[rows, dimensions]`. */
  data: Float32Array;
  dimensions: number;
  /** Features that have one value in all the rows, as those of dead ReLUs. */
  constantUnits: number;
}

/** Up to here every feature is a dimension: a covariance of so many is inverted in a second. */
const MOST_DIMENSIONS = 512;
/** Rows read at a time. */
const BATCH = 256;

/**
 * The features of some rows, without those that are constant. More than 512 are hashed into as many:
 * each feature, standardized, is added to or subtracted from one dimension that is drawn at random,
 * which keeps inner products in expectation (Weinberger et al. 2009, ICML, arXiv:0902.2206).
 *
 * @throws {PredictionsError} A feature is not finite.
 */
export function compactFeatures(
  embeddings: Embeddings,
  rows: readonly number[],
): CompactFeatures {
  const { mean, deviation } = moments(embeddings, rows);
  const units = [...deviation.keys()].filter((unit) => deviation[unit]! > 0);
  const constantUnits = embeddings.units - units.length;
  const isHashed = units.length > MOST_DIMENSIONS;
  const dimensions = isHashed ? MOST_DIMENSIONS : units.length;
  const random = new Random(0, "feature hashing");
  const target = units.map((_, at) => isHashed ? random.integer(dimensions) : at);
  const sign = units.map(() => isHashed && random.bool() ? -1 : 1);
  const data = new Float32Array(rows.length * dimensions);
  eachRow(embeddings, rows, (features, i) => {
    for (const [at, unit] of units.entries()) {
      const standardized = (features[unit]! - mean[unit]!) / deviation[unit]!;
      data[i * dimensions + target[at]!]! += sign[at]! * standardized;
    }
  });
  return { data, dimensions, constantUnits };
}

/** Mean and standard deviation of each feature. */
function moments(embeddings: Embeddings, rows: readonly number[]) {
  const { units } = embeddings;
  const first = embeddings.read(rows.slice(0, 1));
  // Of differences from the first row, so that a constant feature has a deviation of exactly 0.
  const sum = new Float64Array(units), squares = new Float64Array(units);
  eachRow(embeddings, rows, (features, i) => {
    for (let unit = 0; unit < units; unit++) {
      const difference = features[unit]! - first[unit]!;
      if (!Number.isFinite(difference)) throw notFinite(features, rows[i]!);
      sum[unit]! += difference;
      squares[unit]! += difference ** 2;
    }
  });
  const mean = sum.map((total, unit) => first[unit]! + total / rows.length);
  const deviation = squares.map((total, unit) =>
    Math.sqrt(Math.max(0, total / rows.length - (sum[unit]! / rows.length) ** 2))
  );
  return { mean, deviation };
}

function eachRow(
  embeddings: Embeddings,
  rows: readonly number[],
  use: (features: Float32Array, i: number) => void,
): void {
  const { units } = embeddings;
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH);
    const read = embeddings.read(batch);
    for (let i = 0; i < batch.length; i++) {
      use(read.subarray(i * units, (i + 1) * units), start + i);
    }
  }
}

function notFinite(features: Float32Array, row: number): PredictionsError {
  const unit = features.findIndex((value) => !Number.isFinite(value));
  return new PredictionsError({
    expected: "finite features",
    found: `${features[unit]} for feature ${unit + 1} of prediction ${row + 1}`,
  });
}
