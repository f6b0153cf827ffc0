import { ROUNDING } from "../../statistics/rounding.ts";

/** The value that one seed gave, and how far each subject moves it. */
export interface SeedValue {
  value: number;
  influence: ReadonlyMap<string, number>;
}

/** The variance of a mean over seeds, in which both the seeds and the subjects are chance. */
export interface TwoWayVariance {
  variance: number;
  /** Degrees of freedom after Satterthwaite (1946, Biometrics Bull 2:110), in general not whole. */
  degrees: number;
}

/**
 * The variance of a mean over seeds that are judged on subjects of one cohort: that of the mean over
 * seeds, s^2 / J, and that over subjects, whose influences are summed over the seeds first, since a
 * subject that is hard for one network is hard for the next.
 *
 * The chance in which subjects a seed tests is in both, and is counted twice on purpose. Without it
 * (Cameron, Gelbach and Miller 2011, J Bus Econ Stat 29:238) nothing is left for the chance that other
 * subjects would also have been trained on, which splits of one cohort show too little of.
 *
 * @param values One a seed. Of a single one there is only the variance over subjects.
 * @param subjectDegrees Degrees of freedom of the variance over subjects. Default subjects - 1.
 */
export function twoWayVariance(
  values: readonly SeedValue[],
  subjectDegrees?: number,
): TwoWayVariance {
  const seeds = values.length;
  const mean = values.reduce((sum, { value }) => sum + value, 0) / seeds;
  const squares = values.reduce((sum, { value }) => sum + (value - mean) ** 2, 0);
  const overSeeds = seeds < 2 ? 0 : squares / (seeds - 1) / seeds;

  const sums = new Map<string, number>();
  for (const { influence } of values) {
    for (const [subject, moved] of influence) {
      sums.set(subject, (sums.get(subject) ?? 0) + moved / seeds);
    }
  }
  const overSubjects = [...sums.values()].reduce((sum, moved) => sum + moved ** 2, 0);

  const variance = overSeeds + overSubjects;
  if (variance < ROUNDING) return { variance: 0, degrees: 1 };
  const share = (part: number, degrees: number) =>
    part === 0 ? 0 : (part / variance) ** 2 / degrees;
  const inverse = share(overSeeds, seeds - 1) +
    share(overSubjects, subjectDegrees ?? sums.size - 1);
  return { variance, degrees: 1 / inverse };
}
