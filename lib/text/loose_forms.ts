import { plainSpellings } from "./look_alike_letters.ts";
import { normalName, partsOf, withoutDecimals, withoutZeros } from "./normal_name.ts";
import { roundedNumbers } from "./rounded_number.ts";
import { withoutScan, withoutSet, withoutVisit } from "./scan_words.ts";

/** Forms of one name that a table may have for it. That two names meet in one of them proves nothing. */
export interface LooseForms {
  normal: string;
  /**
   * Without a word like `sub` or `patient` before it, and without what is said after it of a visit, a side, a
   * modality or a copy (`ses-2`, `left`, `CT`, `flipped`).
   */
  bare: string;
  /** The same without the name of a set, a word of it or a folder: `train/7` and `test_007`. */
  setless: string;
  /** The same without a counted scan after it: `P7_run-2`, `P7_CT1`, `P7_V03`. */
  scanless: string;
  /**
   * What else it may be written as: its numbers together (`12-34` as `1234`, `1,234` as `1234`), its words in
   * another order (`John Doe`), in plain Latin letters, without the folders before it.
   */
  loose: readonly string[];
  /** A number of more than 15 digits as programs round it. */
  rounded: readonly string[];
  /** The last number of a name with letters. */
  number: string | null;
}

/** The forms of a name, to be compared with the normal forms of others. */
export function looseForms(name: string): LooseForms {
  const text = unwrapped(name);
  const plain = normalName(text), normal = text === name ? plain : normalName(name);
  // Most names have nothing to be taken away, and one form is enough.
  const bareOf = (shorter: string) =>
    (shorter === text ? plain : normalName(shorter)).replace(WORD_FOR_SUBJECT, "");
  const visitless = withoutVisit(text), setless = withoutSet(text);
  const scanless = withoutScan(visitless);
  const bare = bareOf(visitless);
  const parts = partsOf(text);
  const loose = new Set([
    plain,
    bare,
    withoutZeros(parts.join("")),
    ...plainSpellings(text).map(normalName),
    ...inAnotherOrder(parts),
    ...lastOfPath(text),
    ...wholeNumbers(text, normal),
    ...dayAndMonth(normal),
  ]);
  loose.delete(normal);
  const [last] = /\p{L}/u.test(normal) ? /\d+(?=\D*$)/.exec(normal) ?? [] : [];
  return {
    normal,
    bare,
    setless: setless === text ? bare : bareOf(withoutVisit(setless)),
    scanless: scanless === visitless ? bare : bareOf(scanless),
    loose: [...loose],
    rounded: roundedNumbers(normal),
    number: last === undefined ? null : withoutZeros(last),
  };
}

/** A name without the counted scan after it, in its bare form; null where there is none. */
export function withoutCountedScan(name: string): string | null {
  const visitless = withoutVisit(unwrapped(name)), scanless = withoutScan(visitless);
  return scanless === visitless ? null : normalName(scanless).replace(WORD_FOR_SUBJECT, "");
}

/** Words that tables put before a subject's name; `sub` is that of BIDS. */
const WORD_FOR_SUBJECT =
  /^(?:subject|subj|sub|patientid|patient|pat|pt|pid|participant|person|case|id|mrn|no|nr)(?=.)/;

/** As Python prints bytes and NumPy its texts (`b'P1'`, `np.str_('P1')`), and UUIDs as URN or UID. */
function unwrapped(name: string): string {
  const [, inner] = /^\s*(?:b|np\.str_|np\.bytes_|numpy\.str_)\(?(["'])(.+)\1\)?\s*$/.exec(name)
    ?.slice(1) ?? [];
  return (inner ?? name).replace(/^\s*urn:(?:uuid|oid):/i, "");
}

/** Names of people: `DOE^JOHN^^DR` may be `John Doe`. */
function inAnotherOrder(parts: readonly string[]): string[] {
  const words = parts.filter((part) => !TITLES.test(part));
  if (words.filter((word) => WORD.test(word)).length < 2) return [];
  return [0, 1, words.length - 1].map((at) =>
    normalName([...words.slice(at), ...words.slice(0, at)].join(" "))
  );
}

const WORD = /^\p{L}{2,}$/u;
const TITLES = /^(?:dr|prof|mr|mrs|ms|md|phd|jr|sr)$/;

/** The file or folder that a path ends with. */
function lastOfPath(text: string): string[] {
  if (!/[\\/]/.test(text)) return [];
  const last = text.split(/[\\/]+/).findLast((part) => part.trim() !== "");
  return last === undefined || last === text ? [] : [
    normalName(withoutVisit(last)),
    normalName(withoutVisit(last)).replace(WORD_FOR_SUBJECT, ""),
  ];
}

/** JavaScript and C write 1e5 for 100000, which might be a name as well; 1.000 may be a thousand. */
function wholeNumbers(text: string, normal: string): string[] {
  return [
    withoutDecimals(normal.replace(/^(\d)e(?=\d+$)/, "$1e+")),
    ...THOUSANDS.test(text.trim()) ? [text.replace(/\D/g, "")] : [],
  ];
}

const THOUSANDS = /^[1-9]\d{0,2}(?:[.,'’\s]\d{3})+$/u;

/** Both orders of the day and month of a date, as which spreadsheets take names like `1-2`; or none. */
function dayAndMonth(normal: string): string[] {
  const [, a, b] = /^\d{4}-(\d{1,2})-(\d{1,2})$/.exec(normal) ??
    /^(\d{1,2})-(\d{1,2})-(?:\d{4}|\d\d)$/.exec(normal) ?? serialDate(normal) ?? [];
  return a === undefined ? [] : [`${a}-${b}`, `${b}-${a}`];
}

/** The day and month of a spreadsheet's number for a day from 2000 to 2049. */
function serialDate(normal: string): string[] | null {
  if (!/^\d{5}$/.test(normal)) return null;
  const days = Number(normal);
  if (days < 36526 || days >= 54789) return null;
  const date = new Date(Date.UTC(1899, 11, 30 + days));
  return ["", String(date.getUTCMonth() + 1), String(date.getUTCDate())];
}
