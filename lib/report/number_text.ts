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
