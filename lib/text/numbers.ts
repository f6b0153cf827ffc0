/** What stands where a number is not defined, such as the AUC of a test set with one class. */
export const MISSING = "–";

/** A number with this many decimals and a true minus sign: `−1.25`; a zero has no sign. */
export function fixedText(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || Number.isNaN(value)) return MISSING;
  const digits = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(digits) !== 0 ? `−${digits}` : digits;
}

/** A proportion or an area with three decimals, as the paper prints them: `0.783`. */
export function decimalText(value: number | null | undefined): string {
  return fixedText(value, 3);
}

/** A probability in a column of such: `0.031`, and `< 0.001` where three decimals would say `0.000`. */
export function probabilityText(p: number | null | undefined): string {
  return typeof p === "number" && p < 0.001 ? "< 0.001" : decimalText(p);
}

/** A probability in a sentence: `p = 0.031`, `p < 0.001`. */
export function pText(p: number | null | undefined): string {
  const text = probabilityText(p);
  return text.startsWith("<") ? `p ${text}` : `p = ${text}`;
}

/** An estimate with its interval: `0.783 [0.661, 0.902]`. */
export function intervalText(
  value: number | null | undefined,
  interval: readonly [number, number] | null | undefined,
): string {
  const estimate = decimalText(value);
  if (estimate === MISSING || !interval || interval.some(Number.isNaN)) return estimate;
  return `${estimate} ${boundsText(interval)}`;
}

/** An interval alone: `[0.661, 0.902]`. */
export function boundsText([low, high]: readonly [low: number, high: number]): string {
  return `[${decimalText(low)}, ${decimalText(high)}]`;
}

/** A whole number with commas between the thousands: `193,317`. */
export function countText(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

/** A count, or a mean with this many decimals unless it is whole: `12`, `12.4`. */
export function meanCountText(value: number, decimals: number): string {
  return Number.isInteger(value) ? countText(value) : fixedText(value, decimals);
}

/** A number with its percentage as the paper's Table 1 has them: `205 (41.75 %)`, `48.31`. */
export function table1Text(value: number | null, percent: number | null): string {
  if (value === null) return MISSING;
  const number = meanCountText(value, 2);
  return percent === null ? number : `${number} (${fixedText(percent, 2)} %)`;
}

/** A difference with its sign and three decimals: `−0.125`. */
export function signedText(value: number): string {
  const text = decimalText(value);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** A share as a percentage with one decimal: `84.3 %`; `–` where there is none. */
export function percentText(share: number | null): string {
  return share === null ? MISSING : `${fixedText(100 * share, 1)} %`;
}

/** A share with its interval: `84.3 % [71.0, 92.5]`. */
export function percentIntervalText(
  share: number,
  [low, high]: readonly [number, number],
): string {
  return `${percentText(share)} [${fixedText(100 * low, 1)}, ${fixedText(100 * high, 1)}]`;
}

/** A count with the share that it is of all: `144 (100.0 %)`. */
export function countShareText(count: number, share: number | null): string {
  return share === null ? countText(count) : `${countText(count)} (${percentText(share)})`;
}

/** A count with its noun: `1 slice`, `1,204 slices`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${countText(count)} ${count === 1 ? noun : plural}`;
}

/** A duration in the unit that suits it: `40 s`, `12 min`, `3.2 h`, `9 days`. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  const hours = seconds / 3600;
  return hours < 72 ? `${hours.toFixed(1)} h` : `${Math.round(hours / 24)} days`;
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
