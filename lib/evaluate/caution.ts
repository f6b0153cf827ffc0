import type { Interval } from "./interval.ts";

/** With fewer subjects than this, an interval is told to rest on few. */
const FEW = 10;

/**
 * What to mind of an interval that rests on few subjects, to be spread into it; nothing where it rests on
 * enough. Few subjects do not show how others vary: in simulations such intervals held the value less
 * often than they say, or were several times as wide as they would have to be (`docs/statistics.md`).
 *
 * @param subjects The effective number of subjects, of the rarer label where there are two.
 * @param carriers How many of them make the errors, as far as that can be seen (`carriersOf`).
 */
export function cautionOf(subjects: number, carriers: number): Pick<Interval, "caution"> {
  if (carriers < Math.min(FEW, subjects)) {
    return {
      caution: carriers === 0
        ? "no subject makes an error"
        : `few subjects make the errors (about ${carriers.toFixed(1)})`,
    };
  }
  return subjects < FEW ? { caution: `few subjects (about ${subjects.toFixed(1)})` } : {};
}

/** The caution of an interval that is made from others: the first of theirs. */
export function cautionFrom(intervals: readonly Pick<Interval, "caution">[]) {
  const caution = intervals.find((interval) => interval.caution !== undefined)?.caution;
  return caution === undefined ? {} : { caution };
}
