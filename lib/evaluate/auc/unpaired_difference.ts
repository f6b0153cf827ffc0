import { hypot } from "../../elementary.ts";
import type { Interval } from "../interval.ts";

/** An estimate with its interval. */
export interface Estimate extends Interval {
  value: number;
}

/** The first of two independent estimates minus the second. */
export interface UnpairedDifference extends Interval {
  /** The first value minus the second. */
  difference: number;
}

/**
 * The difference of two estimates that are independent, as AUCs of different subjects are, from their
 * intervals alone: a bound lies as far from it as the root of the sum of squares of how far the two
 * bounds lie that lead there (`mover`: Zou and Donner 2008, Stat Med 27:1693; for proportions Newcombe
 * 1998, Stat Med 17:873, method 10). So it is as asymmetric as they are and never leaves their range.
 *
 * With {@linkcode clusteredAuc}'s intervals it covers the truth of 20 subjects beside 20, and of 50 beside
 * 8, in more than 91 % of 400 samples, as the tests hold.
 *
 * @param first With an interval of the coverage that the difference's shall have.
 * @param second With an interval of the same coverage, by the same unit.
 */
export function unpairedDifference(first: Estimate, second: Estimate): UnpairedDifference {
  const difference = first.value - second.value;
  const below = hypot(first.value - first.ci[0], second.ci[1] - second.value);
  const above = hypot(first.ci[1] - first.value, second.value - second.ci[0]);
  return {
    difference,
    ci: [difference - below, difference + above],
    unit: first.unit,
    method: "mover",
  };
}
