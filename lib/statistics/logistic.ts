import { exp } from "../elementary.ts";
import { PredictionsError } from "../error.ts";

/** A fitted logistic regression. */
export interface Logistic {
  /** Weight of each feature, once it has mean 0 and deviation 1. */
  weights: readonly number[];
  /** The log odds of a case whose features are all at their means. */
  intercept: number;
  /** P(label = 1) by the features of a case. */
  probability(features: readonly number[]): number;
}

/**
 * Logistic regression with a ridge penalty of half the weights' squares on standardized features, by
 * Newton's method: scikit-learn's `make_pipeline(StandardScaler(), LogisticRegression())`. The penalty
 * keeps the weights finite where the labels can be told apart perfectly.
 *
 * @param cases The features of each case.
 * @param labels 0 or 1 of each case.
 * @throws {PredictionsError} Cases of one label only.
 */
export function fitLogistic(
  cases: readonly (readonly number[])[],
  labels: ArrayLike<number>,
): Logistic {
  const positives = cases.reduce((sum, _, i) => sum + (labels[i] === 1 ? 1 : 0), 0);
  if (positives === 0 || positives === cases.length) {
    throw new PredictionsError({
      expected: "cases of both labels to learn from",
      found: `${positives} positive and ${cases.length - positives} negative`,
    });
  }
  const scales = cases[0]!.map((_, feature) => scaleOf(cases.map((of) => of[feature]!)));
  const inputs = cases.map((of) => [1, ...standardized(of, scales)]);
  const beta = newton(inputs, labels);
  const probability = (features: readonly number[]) =>
    sigmoid(dot(beta, [1, ...standardized(features, scales)]));
  return { intercept: beta[0]!, weights: beta.slice(1), probability };
}

interface Scale {
  mean: number;
  deviation: number;
}

function scaleOf(values: number[]): Scale {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  // A feature that never changes says nothing, whatever it is divided by.
  return { mean, deviation: Math.sqrt(variance) || 1 };
}

function standardized(features: readonly number[], scales: readonly Scale[]): number[] {
  return features.map((value, i) => (value - scales[i]!.mean) / scales[i]!.deviation);
}

function newton(inputs: readonly number[][], labels: ArrayLike<number>): number[] {
  const size = inputs[0]!.length;
  let beta = new Array<number>(size).fill(0);
  for (let step = 0; step < 50; step++) {
    // The penalty leaves the intercept alone.
    const gradient = beta.map((value, i) => i === 0 ? 0 : value);
    const hessian = beta.map((_, i) => beta.map((_, k) => i === k && i > 0 ? 1 : 0));
    for (const [row, input] of inputs.entries()) {
      const p = sigmoid(dot(beta, input));
      for (let i = 0; i < size; i++) {
        gradient[i]! += (p - labels[row]!) * input[i]!;
        for (let k = 0; k < size; k++) hessian[i]![k]! += p * (1 - p) * input[i]! * input[k]!;
      }
    }
    const move = solve(hessian, gradient);
    beta = beta.map((value, i) => value - move[i]!);
    if (Math.max(...move.map(Math.abs)) < 1e-12) break;
  }
  return beta;
}

/** Solves a symmetric positive definite system, which it overwrites, by Gaussian elimination. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  for (let pivot = 0; pivot < size; pivot++) {
    for (let row = pivot + 1; row < size; row++) {
      const factor = matrix[row]![pivot]! / matrix[pivot]![pivot]!;
      for (let k = pivot; k < size; k++) matrix[row]![k]! -= factor * matrix[pivot]![k]!;
      right[row]! -= factor * right[pivot]!;
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    solution[row] = (right[row]! - dot(matrix[row]!, solution)) / matrix[row]![row]!;
  }
  return solution;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}
