/** Vectors with the class of each. */
export interface ClassedVectors {
  /** `[vectors, dimensions]`. */
  data: Float32Array;
  dimensions: number;
  /** The class of each, from 0. */
  classes: ArrayLike<number>;
}

/** The shrinkage below which a covariance may not be invertible in float64. */
const LEAST_SHRINKAGE = 1e-9;

/**
 * Mahalanobis' metric of the covariance within classes, pooled. Each dimension is brought to a standard
 * deviation of 1 within the classes, and the covariance shrunk to a sphere as Ledoit and Wolf (2004, J
 * Multivar Anal 88:365) do, so that it exists with more dimensions than vectors.
 */
export class Metric {
  /** Of each class, `[classes, dimensions]`. */
  readonly means: Float64Array;
  /** Ledoit and Wolf's, in [0, 1]: 1 is a sphere. */
  readonly shrinkage: number;
  readonly #inverse: Float64Array;
  readonly #factor: readonly Float64Array[];

  /** @param count Of classes; each has a vector at least. */
  constructor(vectors: ClassedVectors, count: number) {
    this.means = meansOf(vectors, count);
    this.#inverse = inverseDeviations(vectors, this.means);
    const { covariance, shrinkage } = shrunkCovariance(vectors, this.means, this.#inverse);
    this.#factor = cholesky(covariance, vectors.dimensions);
    this.shrinkage = shrinkage;
  }

  /** Covariance⁻¹ times a vector, whose inner product with another is the metric's. */
  weigh(vector: Float64Array): Float64Array {
    const standardized = vector.map((value, at) => value * this.#inverse[at]!);
    return solve(this.#factor, standardized).map((weight, at) => weight * this.#inverse[at]!);
  }
}

/**
 * Linear discriminant analysis: a vector is of the class whose mean is nearest by Mahalanobis'
 * distance, with the covariance within the classes ({@linkcode Metric}). Classes count as equally
 * frequent.
 */
export class Discriminant {
  /** Ledoit and Wolf's, in [0, 1]: 1 is a sphere. */
  readonly shrinkage: number;
  readonly #dimensions: number;
  /** Of each class: covariance⁻¹ times mean, `[classes, dimensions]`. */
  readonly #weights: Float64Array;
  /** Of each class: half the squared distance of its mean from 0. */
  readonly #offsets: Float64Array;

  /** @param count Of classes; each has a vector at least. */
  constructor(vectors: ClassedVectors, count: number) {
    const { dimensions } = vectors;
    const metric = new Metric(vectors, count);
    this.shrinkage = metric.shrinkage;
    this.#dimensions = dimensions;
    this.#weights = new Float64Array(count * dimensions);
    this.#offsets = new Float64Array(count);
    for (let each = 0; each < count; each++) {
      const mean = metric.means.subarray(each * dimensions, (each + 1) * dimensions);
      const weights = metric.weigh(mean);
      this.#offsets[each] = dot(mean, weights) / 2;
      this.#weights.set(weights, each * dimensions);
    }
  }

  /** The class of a vector, the first one of several as near. */
  classOf(vector: ArrayLike<number>): number {
    const dimensions = this.#dimensions;
    let nearest = 0, most = -Infinity;
    for (let each = 0, at = 0; each < this.#offsets.length; each++) {
      let nearness = -this.#offsets[each]!;
      for (let i = 0; i < dimensions; i++) nearness += vector[i]! * this.#weights[at++]!;
      if (nearness > most) {
        most = nearness;
        nearest = each;
      }
    }
    return nearest;
  }
}

export function meansOf(
  { data, dimensions, classes }: ClassedVectors,
  count: number,
): Float64Array {
  const means = new Float64Array(count * dimensions);
  const members = new Float64Array(count);
  for (let i = 0; i < classes.length; i++) {
    const each = classes[i]!;
    members[each]!++;
    for (let at = 0; at < dimensions; at++) {
      means[each * dimensions + at]! += data[i * dimensions + at]!;
    }
  }
  return means.map((sum, at) => sum / members[Math.floor(at / dimensions)]!);
}

/** Calls with the difference of each vector from its class's mean; the array is used again. */
function eachResidual(
  { data, dimensions, classes }: ClassedVectors,
  means: Float64Array,
  use: (residual: Float64Array) => void,
): void {
  const residual = new Float64Array(dimensions);
  for (let i = 0; i < classes.length; i++) {
    const mean = classes[i]! * dimensions;
    for (let at = 0; at < dimensions; at++) {
      residual[at] = data[i * dimensions + at]! - means[mean + at]!;
    }
    use(residual);
  }
}

/** 1 / the standard deviation within classes; 1 where there is none: only classes differ there. */
export function inverseDeviations(vectors: ClassedVectors, means: Float64Array): Float64Array {
  const squares = new Float64Array(vectors.dimensions);
  eachResidual(vectors, means, (residual) => {
    for (let at = 0; at < residual.length; at++) squares[at]! += residual[at]! ** 2;
  });
  return squares.map((sum) => sum > 0 ? Math.sqrt(vectors.classes.length / sum) : 1);
}

/** Ledoit and Wolf's estimate from standardized residuals, `[dimensions, dimensions]`. */
export function shrunkCovariance(
  vectors: ClassedVectors,
  means: Float64Array,
  inverseDeviation: Float64Array,
): { covariance: Float64Array; shrinkage: number } {
  const { dimensions, classes: { length: count } } = vectors;
  const covariance = new Float64Array(dimensions ** 2);
  let fourths = 0;
  eachResidual(vectors, means, (residual) => {
    for (let at = 0; at < dimensions; at++) residual[at]! *= inverseDeviation[at]!;
    for (let row = 0, at = 0; row < dimensions; row++, at = row * dimensions) {
      const value = residual[row]! / count;
      for (let column = 0; column <= row; column++) covariance[at++]! += value * residual[column]!;
    }
    fourths += dot(residual, residual) ** 2;
  });
  let squares = 0, trace = 0;
  for (let row = 0; row < dimensions; row++) {
    for (let column = 0; column < row; column++) {
      const value = covariance[row * dimensions + column]!;
      covariance[column * dimensions + row] = value;
      squares += 2 * value ** 2;
    }
    squares += covariance[row * (dimensions + 1)]! ** 2;
    trace += covariance[row * (dimensions + 1)]!;
  }
  const scale = trace / dimensions;
  // The article's b² (at most d²) and d², both times the number of dimensions.
  const fromSphere = squares - dimensions * scale ** 2;
  const error = Math.min(fromSphere, (fourths / count - squares) / count);
  const shrinkage = fromSphere > 0 ? Math.max(LEAST_SHRINKAGE, error / fromSphere) : 1;
  for (let at = 0; at < covariance.length; at++) covariance[at]! *= 1 - shrinkage;
  // Without any variance within the classes all distances are those of a sphere.
  for (let at = 0; at < dimensions; at++) {
    covariance[at * (dimensions + 1)]! += shrinkage * scale || 1;
  }
  return { covariance, shrinkage };
}

/** The lower triangle L of a positive definite matrix LLᵀ, row by row. */
export function cholesky(matrix: Float64Array, size: number): Float64Array[] {
  const rows: Float64Array[] = [];
  for (let i = 0; i < size; i++) {
    const row = matrix.slice(i * size, i * size + i + 1);
    for (let j = 0; j <= i; j++) {
      const other = j < i ? rows[j]! : row;
      let value = row[j]!;
      for (let k = 0; k < j; k++) value -= row[k]! * other[k]!;
      row[j] = j < i ? value / other[j]! : Math.sqrt(value);
    }
    rows.push(row);
  }
  return rows;
}

/** x of LLᵀx = b. */
export function solve(lower: readonly Float64Array[], b: Float64Array): Float64Array {
  const x = b.slice();
  for (let i = 0; i < x.length; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i]![k]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  for (let i = x.length - 1; i >= 0; i--) {
    x[i]! /= lower[i]![i]!;
    for (let k = 0; k < i; k++) x[k]! -= lower[i]![k]! * x[i]!;
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
