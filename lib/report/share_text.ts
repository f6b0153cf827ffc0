import { countText } from "./number_text.ts";

/** A share as a percentage with one decimal: `84.3 %`; `n/a` where there is none. */
export function percentText(share: number | null): string {
  return share === null ? "n/a" : `${(100 * share).toFixed(1)} %`;
}

/** A share with its interval: `84.3 % [71.0, 92.5]`. */
export function percentIntervalText(
  share: number,
  [low, high]: readonly [number, number],
): string {
  return `${percentText(share)} [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
}

/** A count with the share that it is of all: `144 (100.0 %)`. */
export function countShareText(count: number, share: number | null): string {
  return share === null ? countText(count) : `${countText(count)} (${percentText(share)})`;
}

/** A count with its noun: `1 slice`, `1,204 slices`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${countText(count)} ${count === 1 ? noun : plural}`;
}
