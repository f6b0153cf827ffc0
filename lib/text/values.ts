/** 0 or 1 from `0`, `1`, `1.0`, `True` or `FALSE`; null for another label. */
export function labelOf(text: string): 0 | 1 | null {
  if (text === "0") return 0;
  if (text === "1") return 1;
  if (/^\s*(?:0(?:[.,]0+)?|false)\s*$/i.test(text)) return 0;
  return /^\s*(?:1(?:[.,]0+)?|true)\s*$/i.test(text) ? 1 : null;
}

/** Whether it is what pandas, R, SQL or Excel write for no value. */
export function isMissing(text: string): boolean {
  return text === "" || /^\s*(?:nan|na|n\/a|#n\/a|null|none|nil|<na>|-|\.)?\s*$/i.test(text);
}

/** What separates decimals from whole numbers. */
export type DecimalMark = "." | ",";

const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
const DECIMAL_COMMA = /^\s*[+-]?(\d+,\d*|,\d+)(e[+-]?\d+)?\s*$/i;

/** A number and the mark in it, null where there is none; null for what is no finite number. */
export function numberOf(text: string): { value: number; mark: DecimalMark | null } | null {
  const hasComma = text.includes(",");
  if (!(hasComma ? DECIMAL_COMMA : DECIMAL).test(text)) return null;
  const value = Number(hasComma ? text.replace(",", ".") : text);
  if (!Number.isFinite(value)) return null;
  return { value, mark: hasComma ? "," : text.includes(".") ? "." : null };
}

/**
 * The form in which values of a column are compared: without case, a blank, a hyphen and an underscore within
 * them being the same, numbers by what they are. Signs stay: `<50` is not `>50`, as it would be in the normal
 * form of names.
 */
export function valueForm(value: string): string {
  const number = numberOf(value)?.value;
  if (Number.isSafeInteger(number) || number !== undefined && value.length < 16) {
    return String(number);
  }
  return value.normalize("NFKC").toLowerCase().trim()
    .replace(/(?<=[\p{L}\p{N}])[\s_-]+(?=[\p{L}\p{N}])/gu, " ");
}
