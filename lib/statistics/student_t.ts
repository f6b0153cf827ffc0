import { exp, log } from "../elementary.ts";
import { normalQuantile, normalTwoSided } from "./normal.ts";

/** So many degrees of freedom that the gamma functions' digits would cancel. */
const MANY = 1e6;

/**
 * The t of which a Student variate stays below with the given probability (to 1e-12), found by
 * Newton's method from the normal quantile.
 *
 * @param probability In (0, 1).
 * @param degrees Degrees of freedom, at least 1, not necessarily whole; infinite for the normal one.
 */
export function studentQuantile(probability: number, degrees: number): number {
  if (probability < 0.5) return -studentQuantile(1 - probability, degrees);
  if (probability === 0.5) return 0;
  // The next term is below 1e-12.
  if (degrees > MANY) return firstOrderQuantile(probability, degrees);
  const tail = 2 * (1 - probability), densityAt = density(degrees);
  // Newton's method climbs without overshooting where the tail is convex and too heavy: start low, with
  // the first terms of the same series, all others of which are positive together.
  let t = firstOrderQuantile(probability, degrees);
  for (let step = 0; step < 200; step++) {
    const here = densityAt(t);
    const next = t + (twoSided(t, degrees, here) - tail) / (2 * here);
    // Where it no longer climbs, only rounding moves it, to and fro without end.
    if (step > 0 && !(next - t > 1e-15 * t)) return next;
    t = next;
  }
  return t;
}

/**
 * Student's t to the first order of one by the degrees of freedom (Abramowitz and Stegun 26.7.5): the quantile
 * for what may not go on and on, however few the degrees are.
 */
export function firstOrderQuantile(probability: number, degrees: number): number {
  const z = normalQuantile(probability);
  return z + (z * z * z + z) / (4 * degrees);
}

/** The two-sided p-value of a Student statistic, P(|T| >= |t|). */
export function studentTwoSided(t: number, degrees: number): number {
  if (t === 0) return 1;
  // Abramowitz and Stegun 26.7.8.
  if (degrees > MANY) {
    return normalTwoSided(t * (1 - 1 / (4 * degrees)) / Math.sqrt(1 + t * t / (2 * degrees)));
  }
  return twoSided(Math.abs(t), degrees, density(degrees)(t));
}

/**
 * The same by the density at t: the regularized incomplete beta function I_x(degrees / 2, 1 / 2) with
 * x = degrees / (degrees + t^2) (Abramowitz and Stegun 26.5.8), of which x^a (1 - x)^b / B(a, b) is t times
 * the density.
 */
function twoSided(t: number, degrees: number, density: number): number {
  const x = degrees / (degrees + t * t), front = t * density, a = degrees / 2, b = 0.5;
  return x > (a + 1) / (a + b + 2)
    ? 1 - front * betaFraction(t * t / (degrees + t * t), b, a) / b
    : front * betaFraction(x, a, b) / a;
}

/** Student's density as a function of t. */
function density(degrees: number): (t: number) => number {
  const scale = logGamma((degrees + 1) / 2) - logGamma(degrees / 2) - log(degrees * Math.PI) / 2;
  return (t) => {
    const square = t * t / degrees, whole = 1 + square;
    // With what rounding took from the sum, as log1p has it, at a fraction of its price.
    return exp(scale - (degrees + 1) / 2 * (log(whole) + (square - (whole - 1)) / whole));
  };
}

/** The continued fraction of the incomplete beta function, by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), value = d;
  for (let m = 1; m < 1000; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const coefficient of [even, odd]) {
      d = 1 / (1 + coefficient * d);
      c = 1 + coefficient / c;
      change = c * d;
      value *= change;
    }
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return value;
}

/** The logarithm of the gamma function for x > 0: Stirling's series, after lifting x above 10. */
function logGamma(x: number): number {
  let lift = 1;
  for (; x < 10; x++) lift *= x;
  const inverse = 1 / (x * x);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse *
              (1 / 1680 - inverse * (1 / 1188 - inverse * 691 / 360360))))) / x;
  return (x - 0.5) * log(x) - x + log(2 * Math.PI) / 2 + series - log(lift);
}
