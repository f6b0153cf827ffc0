import { normalQuantile } from "./normal.ts";

/** What is known of a variance over subjects. */
export interface VarianceParts {
  /** What each subject adds to the estimated variance. */
  squares: ArrayLike<number>;
  /** The variance that the estimate would have if each subject were a single case. */
  model: number;
  /** Degrees of freedom of the estimated variance, by the sizes of the subjects. */
  degrees: number;
  /** The subjects of the smaller group that a mean is taken over. */
  fewest: number;
}

/** By how much to multiply a model's variance, and how surely that is known. */
export interface DesignFactor {
  factor: number;
  /** The factor as the squares alone have it; 0 where none is seen. */
  seen: number;
  /** Degrees of freedom for Student's t; infinite where nothing of the factor was estimated. */
  degrees: number;
}

/**
 * How many subjects a variance rests on: the square of the sum of what each adds to it, by the sum of
 * the squares. All of them where they add alike, 1 where a single subject makes all the errors.
 *
 * @param fewest The subjects of the smaller group that a mean is taken over.
 */
export function carriersOf(squares: ArrayLike<number>, fewest: number): number {
  let sum = 0, fourth = 0;
  for (let i = 0; i < squares.length; i++) {
    sum += squares[i]!;
    fourth += squares[i]! ** 2;
  }
  // The mean takes a share of a single deviation with it, so that others seem to have some, too.
  return fourth === 0 ? 0 : Math.max(1, sum * sum / fourth * (1 - 1 / fewest) ** 2);
}

/**
 * Degrees of freedom of a variance that rests on `carriers` subjects, by the kurtosis that this shows:
 * 2 (k - 1) / (1 - k / n), after O'Neill (2014, Am Stat 68:282). As many as there are for normal values,
 * none for a single one.
 *
 * @param degrees What the sizes of the subjects let expect; n is two more.
 */
export function shownDegrees(carriers: number, degrees: number): number {
  const most = degrees + 2;
  return carriers >= most ? Infinity : 2 * Math.max(0, carriers - 1) / (1 - carriers / most);
}

/**
 * How many times the variance of single cases the variance over subjects is: the estimated one, drawn
 * towards 1, what subjects have whose slices are all alike, by as much as one degree of freedom weighs.
 *
 * An estimate counts as many degrees of freedom as its squares have equals: where two or three subjects
 * make all the errors, their squares say next to nothing of the others ({@linkcode shownDegrees}). So a
 * perfect score, where all squares are 0, and a single wrong subject are both judged as single cases
 * are, and the second has no better interval than the first.
 *
 * Student's degrees of freedom are Satterthwaite's (1946, Biometrics Bull 2:110) of that mean, of which
 * the 1 is no estimate.
 */
export function designFactor(parts: VarianceParts): DesignFactor {
  const { squares, model, degrees, fewest } = parts;
  let sum = 0;
  for (let i = 0; i < squares.length; i++) sum += squares[i]!;
  if (sum === 0 || model === 0) return { factor: 1, seen: 0, degrees: Infinity };
  const estimated = sum / model;
  const weight = Math.min(degrees, shownDegrees(carriersOf(squares, fewest), degrees));
  return {
    factor: (weight * estimated + 1) / (weight + 1),
    seen: estimated,
    degrees: (degrees * estimated + 1) ** 2 / (degrees * estimated ** 2),
  };
}

/**
 * How many times as wide an interval is as it would be if the variance that is seen were known; infinite
 * where none is seen.
 *
 * @param quantile So many standard errors the interval's bounds lie away.
 * @param level Its coverage.
 */
export function wideningOf(
  { factor, seen }: DesignFactor,
  quantile: number,
  level: number,
): number {
  return quantile / normalQuantile((1 + level) / 2) * Math.sqrt(factor / seen);
}

/** What the slices of each subject have: right or not (1, 0), or places anywhere in [0, 1]. */
export interface SubjectValues {
  /** How many slices. */
  slices: ArrayLike<number>;
  /** The sum of their values. */
  sums: ArrayLike<number>;
  /** The sum of the squares of their values; where these are 0 and 1, `sums`. */
  squares: ArrayLike<number>;
}

/**
 * The design factor of a mean over slices by how alike those of one subject are: rho + (1 - rho) sum of
 * sizes / sum of squared sizes, rho being their {@linkcode alikeness}. 1 where slices of a subject are all
 * alike.
 */
export function alikenessFactor(values: SubjectValues): number {
  const { slices } = values;
  let all = 0, squares = 0;
  for (let i = 0; i < slices.length; i++) {
    all += slices[i]!;
    squares += slices[i]! ** 2;
  }
  const rho = alikeness(values);
  return rho + (1 - rho) * all / squares;
}

/** What rounding leaves of a variance of values in [0, 1]. */
const NOTHING = 1e-12;

/**
 * How alike the slices of one subject are: Fleiss and Cuzick's correlation (1979, Appl Psychol Meas 3:537;
 * Ridout, Demetrio and Firth 1999, Biometrics 55:137), which compares what is left of the variance within
 * subjects with all of it. At least 0; 1 where slices of a subject are all alike, and where nothing tells.
 */
export function alikeness({ slices, sums, squares }: SubjectValues): number {
  let all = 0, sum = 0, square = 0, subjects = 0, within = 0;
  for (let i = 0; i < slices.length; i++) {
    const size = slices[i]!;
    if (size === 0) continue;
    subjects++;
    all += size;
    sum += sums[i]!;
    square += squares[i]!;
    within += squares[i]! - sums[i]! * (sums[i]! / size);
  }
  const mean = sum / all, variance = square / all - mean * mean;
  const total = (all - subjects) * variance;
  return variance > NOTHING && total > 0 ? Math.max(0, 1 - within / total) : 1;
}
