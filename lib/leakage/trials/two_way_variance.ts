import { ROUNDING } from "../../statistics/rounding.ts";

/** The value that one seed gave, and how far each subject moves it. */
export interface SeedValue {
  value: number;
  influence: ReadonlyMap<string, number>;
  /** How much a mean over the subjects that teach it varies, if each had the variance 1 (`Taught`). */
  taught: number;
}

/** The variance of a mean over seeds, in which both the seeds and the subjects are chance. */
export interface TwoWayVariance {
  variance: number;
  /** Degrees of freedom after Satterthwaite (1946, Biometrics Bull 2:110), in general not whole. */
  degrees: number;
}

/**
 * The variance of a mean over seeds that are judged on subjects of one cohort: that over the tested subjects,
 * whose influences are summed over the seeds first, since a subject that is hard for one network is hard for
 * the next, and that of what the networks were taught.
 *
 * The latter is the variance of the mean over seeds, s^2 / J, in which the chance of which subjects a seed
 * tests is counted again: without it (Cameron, Gelbach and Miller 2011, J Bus Econ Stat 29:238) nothing is
 * left for the chance that other subjects would also have been trained on. With many seeds it vanishes, and
 * that chance does not, since all of them draw on one cohort. So it is no less than if a subject did as much to
 * the value by being trained on as by being tested: the variance of a single tested one, of which the mean
 * over trained ones is made. Where all are kept apart this is the variance over the tested subjects times their
 * number by that of the trained ones, as Nadeau and Bengio have it (2003, Mach Learn 52:239).
 *
 * @param values One a seed. A single one shows nothing of how seeds differ.
 * @param subjectDegrees Degrees of freedom of the variance over subjects. Default subjects - 1.
 */
export function twoWayVariance(
  values: readonly SeedValue[],
  subjectDegrees?: number,
): TwoWayVariance {
  const seeds = values.length;
  const mean = values.reduce((sum, { value }) => sum + value, 0) / seeds;
  const squares = values.reduce((sum, { value }) => sum + (value - mean) ** 2, 0);
  const shown = seeds < 2 ? 0 : squares / (seeds - 1) / seeds;

  const sums = new Map<string, number>();
  for (const { influence } of values) {
    for (const [subject, moved] of influence) {
      sums.set(subject, (sums.get(subject) ?? 0) + moved / seeds);
    }
  }
  const ofTested = squaresOf(sums);
  const taught = values.reduce((sum, { taught }) => sum + taught / seeds, 0);
  const expected = ofTested * sums.size * taught;
  const ofSeeds = shown > expected ? shown : 0;
  const ofSubjects = ofTested + (ofSeeds > 0 ? 0 : expected);

  const variance = ofSeeds + ofSubjects;
  if (variance < ROUNDING) return { variance: 0, degrees: 1 };
  const share = (part: number, degrees: number) =>
    part === 0 ? 0 : (part / variance) ** 2 / degrees;
  const inverse = share(ofSeeds, seeds - 1) +
    share(ofSubjects, subjectDegrees ?? sums.size - 1);
  return { variance, degrees: 1 / inverse };
}

function squaresOf(influence: ReadonlyMap<string, number>): number {
  return [...influence.values()].reduce((sum, moved) => sum + moved ** 2, 0);
}
