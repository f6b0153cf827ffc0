/** What stands where a number is not defined, such as the AUC of a test set with one class. */
const MISSING = "n/a";

/** A proportion or an area with three decimals, as the paper prints them: `0.783`. */
export function decimalText(value: number | null | undefined): string {
  return value === null || value === undefined || Number.isNaN(value) ? MISSING : value.toFixed(3);
}

/** An estimate with its interval: `0.783 [0.661, 0.902]`. */
export function intervalText(
  value: number | null | undefined,
  interval: readonly [number, number] | null | undefined,
): string {
  const estimate = decimalText(value);
  if (estimate === MISSING || !interval || interval.some(Number.isNaN)) return estimate;
  return `${estimate} [${decimalText(interval[0])}, ${decimalText(interval[1])}]`;
}

/** A whole number with commas between the thousands: `193,317`. */
export function countText(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

/** A difference with its sign and three decimals: `−0.125`. */
export function signedText(value: number): string {
  const digits = decimalText(Math.abs(value));
  if (digits === MISSING || Number(digits) === 0) return digits;
  return `${value < 0 ? "−" : "+"}${digits}`;
}

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

/** A difference with its interval, all with signs: `+0.125 [−0.014, +0.248]`. */
export function differenceText(
  difference: number,
  [low, high]: readonly [low: number, high: number],
): string {
  return `${signedText(difference)} [${signedText(low)}, ${signedText(high)}]`;
}

/** Seeds as a caption names them: `seed 4`, `seeds 1-3`, `seeds 1, 2, 4`. */
export function seedsText(seeds: readonly number[]): string {
  const [first] = seeds, last = seeds.at(-1);
  if (first === undefined || last === undefined) return "no seed";
  if (seeds.length === 1) return `seed ${first}`;
  const consecutive = seeds.length > 2 && last - first === seeds.length - 1;
  return `seeds ${consecutive ? `${first}–${last}` : seeds.join(", ")}`;
}

/** What an interval beside a mean over seeds covers, for captions. */
export function seedsIntervalText(seeds: readonly number[]): string {
  return seeds.length === 1
    ? "95 % interval over subjects; a single seed"
    : "95 % interval over seeds and subjects";
}
