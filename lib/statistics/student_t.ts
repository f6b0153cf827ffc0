import { exp, log, log1p, pow } from "../elementary.ts";
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
  if (degrees > MANY) {
    // Abramowitz and Stegun 26.7.5, of which the next term is below 1e-12.
    const z = normalQuantile(probability);
    return z + (z * z * z + z) / (4 * degrees);
  }
  const tail = 2 * (1 - probability);
  // Newton's method climbs without overshooting where the tail is convex and too heavy: start low.
  let t = normalQuantile(probability);
  for (let step = 0; step < 200; step++) {
    const excess = studentTwoSided(t, degrees) - tail;
    const next = t + excess / (2 * density(t, degrees));
    if (!(Math.abs(next - t) > 1e-15 * next)) return next;
    t = next;
  }
  return t;
}

/** The two-sided p-value of a Student statistic, P(|T| >= |t|). */
export function studentTwoSided(t: number, degrees: number): number {
  if (t === 0) return 1;
  // Abramowitz and Stegun 26.7.8.
  if (degrees > MANY) {
    return normalTwoSided(t * (1 - 1 / (4 * degrees)) / Math.sqrt(1 + t * t / (2 * degrees)));
  }
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

function density(t: number, degrees: number): number {
  const scale = exp(logGamma((degrees + 1) / 2) - logGamma(degrees / 2)) /
    Math.sqrt(degrees * Math.PI);
  return scale * pow(1 + t * t / degrees, -(degrees + 1) / 2);
}

/** The regularized incomplete beta function I_x(a, b) (Abramowitz and Stegun 26.5.8). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x),
  );
  return front * betaFraction(x, a, b) / a;
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
