/** Up to as many digits every program keeps. */
const KEPT = 15;

/**
 * A whole number of more digits as programs round it that take it for one: in double precision, as Python
 * prints it whole and as JavaScript does, and as spreadsheets do, which keep 15 digits. None for what is kept.
 *
 * @param text A number in digits, or any other name.
 */
export function roundedNumbers(text: string): readonly string[] {
  if (!isLongNumber(text)) return [];
  const double = Number(text);
  const forms = new Set([
    String(BigInt(double)),
    // From 1e21 on JavaScript writes an exponent.
    ...double < 1e21 ? [String(double)] : [],
    text.slice(0, KEPT).padEnd(text.length, "0"),
  ]);
  forms.delete(text);
  return [...forms];
}

/** Whether a name is a number that programs may round. */
function isLongNumber(text: string): boolean {
  return /^[1-9]\d{15,39}$/.test(text);
}

/**
 * Whether the long numbers among names have been rounded, as far as they show: nearly all end as rounded ones
 * do, of which among those that were counted up only some do.
 */
export function areRounded(names: readonly string[]): boolean {
  const long = names.filter(isLongNumber);
  return long.length > 0 && long.filter(seemsRounded).length >= MOST * long.length;
}

const MOST = 0.75;

function seemsRounded(text: string): boolean {
  if (/^0+$/.test(text.slice(KEPT))) return true;
  const double = Number(text);
  return double > Number.MAX_SAFE_INTEGER &&
    (String(BigInt(double)) === text || String(double) === text);
}
