import { shownDegrees } from "../statistics/design_factor.ts";
import type { Interval } from "./interval.ts";

/**
 * With fewer degrees of freedom than this a variance over subjects says too little for Student's t to hold
 * what it promises (Tipton 2015, Psychol Methods 20:375), and t costs more than 1.4 times the width.
 */
const LEAST_DEGREES = 4;

/** An interval is told to be wide that is so many times as wide as the errors that are seen would make it. */
const WIDE = 1.5;

/** What an interval rests on. */
export interface Grounds {
  /** The effective number of subjects, of the rarer label where there are two. */
  subjects: number;
  /** The degrees of freedom that their sizes leave its variance. */
  degrees: number;
  /** How many of them make the errors, as far as that can be seen (`carriersOf`). Default all. */
  carriers?: number;
  /** How many times as wide it is as if the variance that is seen were known (`wideningOf`). Default 1. */
  widening?: number;
}

/**
 * What to mind of an interval that rests on few subjects, to be spread into it; nothing where it rests on
 * enough. Few subjects do not show how others vary: in simulations such intervals held the value less
 * often than they say, or were several times as wide as they would have to be (`docs/statistics.md`).
 */
export function cautionOf(
  { subjects, degrees, carriers = Infinity, widening = 1 }: Grounds,
): Pick<Interval, "caution"> {
  if (carriers === 0) return { caution: "no subject makes an error" };
  if (!(degrees >= LEAST_DEGREES)) {
    return { caution: `few subjects (about ${subjects.toFixed(1)})` };
  }
  if (shownDegrees(carriers, degrees) < LEAST_DEGREES) {
    return { caution: `few subjects make the errors (about ${carriers.toFixed(1)})` };
  }
  return widening > WIDE
    ? { caution: `${timesText(widening)} times as wide as the errors seen would make it` }
    : {};
}

/** Where the errors hardly differ between subjects the quotient is of rounding, or infinite. */
function timesText(widening: number): string {
  return widening > MOST_TIMES ? `more than ${MOST_TIMES}` : widening.toFixed(1);
}

const MOST_TIMES = 100;

/**
 * What to mind of what takes more subjects than other intervals: of a test of two AUCs, which is too careful
 * already where intervals are as they should be, and of average precision and areas under a part of the
 * curve, which hold too little. In simulations the test rejected in 3 to 6 of 100 samples with at least ten
 * subjects of either label that make the difference, with fewer in fewer (`docs/statistics.md`).
 *
 * @param least With fewer there is something to mind.
 * @param subjects The effective number of subjects, of the rarer label.
 * @param carriers How many subjects make the difference (`carriersOf`). Default all.
 */
export function cautionOfFewerThan(
  least: number,
  subjects: number,
  carriers = Infinity,
): Pick<Interval, "caution"> {
  if (subjects < least) return { caution: `few subjects (about ${subjects.toFixed(1)})` };
  return carriers < least
    ? { caution: `few subjects make the difference (about ${carriers.toFixed(1)})` }
    : {};
}

/** The caution of an interval that is made from others: the first of theirs. */
export function cautionFrom(intervals: readonly Pick<Interval, "caution">[]) {
  const caution = intervals.find((interval) => interval.caution !== undefined)?.caution;
  return caution === undefined ? {} : { caution };
}
