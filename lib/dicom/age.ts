/** How many of a unit of age are a year: days, weeks, months, years. */
const UNITS_A_YEAR = { D: 365.25, W: 365.25 / 7, M: 12, Y: 1 };

/** An age in years. */
export function yearsOf(value: number, unit: keyof typeof UNITS_A_YEAR): number {
  return value / UNITS_A_YEAR[unit];
}

/** Years in an age string (VR AS: three digits and D, W, M or Y), or null when it is none. */
export function parseAge(text: string): number | null {
  const match = /^(\d{1,3})([DWMY])$/.exec(text);
  return match && yearsOf(Number(match[1]), match[2] as "D" | "W" | "M" | "Y");
}
