import type { Interval } from "hemoleak/evaluate/interval.ts";

/** What became of the intervals of one kind. */
export interface Count {
  samples: number;
  covered: number;
  /** Intervals that lie above the truth as a whole: the flattering misses. */
  above: number;
  /** Intervals that tell nothing. */
  none: number;
  width: number;
  /** Sums of the estimates and of their squares, for their true spread. */
  sum: number;
  squares: number;
  /**
   * Of how many intervals what share of the length between estimate and bound would have reached the
   * truth: the last place whose share, of {@linkcode SHARES}, is no less.
   */
  reached: number[];
}

/** Intervals apart that come with a word on how they may be wrong, and without one. */
export interface Counts {
  plain: Count;
  /** With a caution, or a reason why they are wide or say nothing. */
  cautioned: Count;
}

/** Shares of an interval's length, descending: each a twentieth less than the one before. */
export const SHARES: readonly number[] = Array.from({ length: 60 }, (_, i) => 1.5 * 0.95 ** i);

/** An empty count. */
export function emptyCount(): Count {
  const reached = SHARES.map(() => 0);
  return { samples: 0, covered: 0, above: 0, none: 0, width: 0, sum: 0, squares: 0, reached };
}

/** Counts an interval among those of its name. */
export function count(
  intervals: Record<string, Counts>,
  name: string,
  value: number,
  { ci: [low, high], method, caution, reason }: Interval,
  truth: number,
): void {
  const counts = intervals[name] ??= { plain: emptyCount(), cautioned: emptyCount() };
  const of = caution === undefined && reason === undefined ? counts.plain : counts.cautioned;
  of.samples++;
  // Rounding must not decide where a bound is the truth itself, as 1 may be.
  if (low <= truth + 1e-12 && truth - 1e-12 <= high) of.covered++;
  else if (low > truth) of.above++;
  if (method === "none") of.none++;
  of.width += high - low;
  of.sum += value;
  of.squares += value ** 2;
  const away = Math.abs(truth - value), length = truth < value ? value - low : high - value;
  const share = away < 1e-12 ? 0 : away / length;
  const place = SHARES.findLastIndex((each) => each >= share);
  of.reached[Math.max(0, place)]!++;
}

/** All of several counts together. */
export function sumOfCounts(counts: readonly Count[]): Count {
  const all = emptyCount();
  for (const { reached, ...numbers } of counts) {
    for (const key of Object.keys(numbers) as (keyof typeof numbers)[]) all[key] += numbers[key];
    reached.forEach((times, place) => all.reached[place]! += times);
  }
  return all;
}

/** How often it held the truth; NaN of none. */
export function coverage({ covered, samples }: Count): number {
  return covered / samples;
}

/**
 * How many times as wide intervals are as they would have to be: 1 by the share of their length, on each
 * side of the estimate, with which they would hold the truth in 95 %. 1 where they hold it in 95 %.
 */
export function excessWidth({ samples, reached }: Count): number {
  let holding = samples, place = 0;
  // Without the intervals that need a share as large, those of a smaller share are held.
  while (place < SHARES.length - 1 && holding - reached[place]! >= 0.95 * samples) {
    holding -= reached[place]!;
    place++;
  }
  return 1 / SHARES[place]!;
}

/** The mean width by 3.92 true standard deviations of the estimate, cut at 1; NaN if without bound. */
export function spreadWidth({ samples, width, sum, squares }: Count): number {
  const variance = squares / samples - (sum / samples) ** 2;
  return width / samples / Math.min(1, 3.92 * Math.sqrt(variance));
}
