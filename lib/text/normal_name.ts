/**
 * The form in which names are compared where their spelling may have changed on the way from one table to
 * another: composed (Unicode's NFKC), without case, blanks, punctuation and invisible characters, numbers
 * without leading zeros and without the `.0` or the `E+05` that programs write after them. Two numbers side
 * by side stay two, so that `1-11` is not `11-1`.
 *
 * Zeros are dropped where a number begins or ends a part of a name, never within: hexadecimal names, such
 * as those of the RSNA challenge, would else meet by chance.
 *
 * @example
 * ```ts
 * import { normalName } from "hemoleak/text/normal_name.ts";
 *
 * console.assert(normalName("CQ500-CT-001") === normalName("cq500ct1"));
 * console.assert(normalName("001") === normalName("1.0") && normalName("1-11") !== normalName("11-1"));
 * ```
 */
export function normalName(name: string): string {
  const parts = partsOf(name);
  if (parts.length === 0) return name.normalize().trim();
  let joined = "";
  for (const part of parts.map(withoutZeros)) {
    const isNumberAfterNumber = DIGIT_LAST.test(joined) && DIGIT_FIRST.test(part);
    joined += isNumberAfterNumber ? `-${part}` : part;
  }
  return joined;
}

/**
 * Why a name can be nobody's in particular, or null: a value that stands for a missing one, a number that
 * was rounded, a date that a spreadsheet made of a name, letters that were lost in decoding.
 */
export function whyNobodys(name: string): string | null {
  if (name.includes("\ufffd")) return "letters were lost in decoding";
  if (/^\s*#(?:N\/A|NAME\?|REF!|VALUE!|NUM!|NULL!|DIV\/0!|#+)\s*$/i.test(name)) {
    return "a spreadsheet's error";
  }
  if (PLACEHOLDERS.has(normalName(name)) || !/[\p{L}\p{N}]/u.test(name)) return "no name";
  if (/^\D?\d[.,]\d+E\+?\d{1,3}\D?$/i.test(name.trim())) return "a rounded number";
  if (SPREADSHEET_DATE.test(name.trim()) || MIDNIGHT.test(name.trim())) {
    return "a spreadsheet's date";
  }
  return null;
}

/** The runs of letters and digits of a name between whatever else there is, in small letters. */
export function partsOf(name: string): readonly string[] {
  return withoutDecimals(trimmed(composed(name))).match(PART) ?? [];
}

const PART = /[\p{L}\p{M}\p{N}]+/gu;
const DIGIT_FIRST = /^\p{N}/u, DIGIT_LAST = /\p{N}$/u;

const PLACEHOLDERS: ReadonlySet<string> = new Set(
  ("nan,none,null,nil,na,unknown,unnamed,undefined,missing,anonymous,anonymus,anonymized,anonymised,anonym," +
    "anon,deidentified,removed,redacted,patient,patientid,subject,noid,noname,empty,notavailable,xxx,xxxx")
    .split(","),
);

/** pandas gives dates of a workbook this time. */
const MIDNIGHT = /^\d{4}-\d\d-\d\d[T ]00:00:00(?:\.0+)?$/;

/** Months as Excel writes them in English, German, French and Spanish. */
const MONTH =
  "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|january|february|march|april|june|july|august|" +
  "september|october|november|december|sept|mrz|märz|mai|okt|dez|janv|févr|mars|avr|juin|juil|août|déc|" +
  "ene|abr|ago|dic)";
const SPREADSHEET_DATE = new RegExp(
  String
    .raw`^(?:\d{1,4}[-\s./]{1,2})?${MONTH}\.?[-\s./]{1,2}\d{1,4}$|^\d{1,2}[-\s./]{1,2}${MONTH}\.?$`,
  "i",
);

/** One spelling of what Unicode has several for, and no case. */
function composed(name: string): string {
  if (ASCII.test(name)) return name.toLowerCase();
  return readAgain(name.trim()).normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/\p{Nd}/gu, asciiDigit)
    // By way of capitals, so that ß is ss and every sigma one letter.
    .toUpperCase().toLowerCase().normalize("NFC");
}

// deno-lint-ignore no-control-regex
const ASCII = /^[\x00-\x7f]*$/;

/** Digits of any script come in tens, the zero at the start of each. */
function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}

/** Text in UTF-8 that was taken for Windows-1252, `BÃ¤r`, as it was meant; other text as it is. */
function readAgain(text: string): string {
  // A blank that does not break lines, unless it is the second byte of à.
  if (/[^Ã]\u00a0/.test(text)) return text;
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const byte = code < 0x100 ? code : WINDOWS_1252.indexOf(text[i]!) + 0x80;
    if (byte < 0x80 && code >= 0x80) return text;
    bytes[i] = byte;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
}

/** The characters of its bytes from 0x80 to 0x9f. */
const WINDOWS_1252 = new TextDecoder("windows-1252").decode(
  Uint8Array.from({ length: 32 }, (_, i) => 0x80 + i),
);

/** Without blanks, quotes and whatever else stands around a name; Excel writes `="001"`. */
function trimmed(text: string): string {
  return text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{M}\p{N}]+$/gu, "");
}

/** Whole numbers as pandas, R and Excel may write them, and dates without a time of midnight. */
export function withoutDecimals(text: string): string {
  const scientific = /^(\d)(?:[.,](\d+))?e\+(\d{1,2})$/.exec(text);
  if (scientific !== null) {
    const [, first, decimals = "", exponent] = scientific;
    if (Number(exponent) >= decimals.length) return first + decimals.padEnd(Number(exponent), "0");
  }
  return text.replace(/[t\s]00:00(?::00(?:\.0+)?)?z?$/, "")
    .replace(/^([^.,]*\d)(?:\.0+|,0{1,2})$/, "$1");
}

/** A part of a name without leading zeros: of digits at its beginning, else of those at its end. */
export function withoutZeros(part: string): string {
  return DIGIT_FIRST.test(part)
    ? part.replace(/^0+(?=\d)/, "")
    : part.replace(/(\D)0+(?=\d+$)/, "$1");
}
