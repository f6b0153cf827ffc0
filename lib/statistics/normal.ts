/**
 * The standard normal distribution to the last digits that a double holds. Libraries that were
 * weighed either bring more than two hundred packages or lose the tails and half of Student's digits,
 * where a closed form should be exact to 1e-12.
 *
 * @module
 */

import { exp, log } from "../elementary.ts";

/** P(Z <= z), its relative error below 1e-14 in either tail. */
export function normalCdf(z: number): number {
  return z > 0 ? 1 - lowerTail(-z) : lowerTail(z);
}

/** The two-sided p-value of a standard normal statistic, P(|Z| >= |z|). */
export function normalTwoSided(z: number): number {
  return Math.min(1, 2 * lowerTail(-Math.abs(z)));
}

/**
 * The z below which a standard normal variate lies with the given probability; infinite at 0 and 1.
 * Abramowitz and Stegun's 26.2.23 brings it within 0.00045, Halley's method the rest of the way.
 */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability === 0) return -Infinity;
  const t = Math.sqrt(-2 * log(probability));
  let z = (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 3; step++) {
    const error = (lowerTail(z) - probability) / density(z);
    z -= error / (1 + z * error / 2);
  }
  return z;
}

function density(z: number): number {
  return exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
}

/** P(Z <= z) for z of at most about 0: by its series near the middle, by its continued fraction in the tail. */
function lowerTail(z: number): number {
  const x = -z;
  if (x < 2.5) {
    // Abramowitz and Stegun 26.2.11.
    let term = x, sum = x;
    for (let k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) sum += term *= x * x / k;
    return 0.5 - density(x) * sum;
  }
  // Abramowitz and Stegun 26.2.14, from the innermost fraction outward.
  let fraction = x;
  for (let k = 200; k >= 1; k--) fraction = x + k / fraction;
  return density(x) / fraction;
}
