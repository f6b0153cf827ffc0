/**
 * What tables put around a subject's name for one of the subject's scans, or for the set that it is in. Without
 * it two scans of one person have one name; that they do proves nothing.
 *
 * @module
 */

import { SET_WORDS } from "./set_words.ts";

/** The subject of BIDS, and what it says after it of session, run, modality and so on. */
const BIDS = /(?:^|[\\/])sub-([\p{L}\p{N}]+)[_\\/].*$/iu;

const FILE_END =
  /\.(?:nii(?:\.gz)?|dcm|dicom|png|jpe?g|tiff?|bmp|np[yz]|mha|mhd|nrrd|zip|tar(?:\.gz)?|gz|csv|h5)$/i;

/** What is said of a scan in a word: side, time, modality, and how a copy was made. */
const SCAN_WORDS: ReadonlySet<string> = words(
  "left right lt rt od os ou pre post preop postop baseline followup bl fu ct cta ncct cect mr mri pet us xr cxr " +
    "oct t1 t1w t1c t1ce t2 t2w flair dwi adc swi bold axial coronal sagittal copy aug augmented flip flipped " +
    "hflip vflip mirror mirrored rot rotated crop cropped noise anon anonymized anonymised deid masked resampled " +
    "registered preprocessed",
);

/** Initials may be of a name, unless a number has gone before. */
const SIDES: ReadonlySet<string> = words("l r");

const BEFORE: ReadonlySet<string> = words("left right od os");

/** Words that count visits, whatever stands after them. */
const VISIT = /^(?:ses|session|visit)$/,
  VISIT_NUMBER = /^(?:ses|session|visit)(?:[mwdy]?\d+|[a-z])$/;

/** Words that count scans, and in other tables the subjects themselves. */
const COUNTED =
  "tp|timepoint|time|month|week|wk|year|scan|exam|study|series|run|acq|fu|followup|image|img|slice|copy|aug|" +
  "rot|rotated|crop";
const COUNTED_WORD = new RegExp(`^(?:${COUNTED})$`);
const COUNTED_NUMBER = new RegExp(`^(?:ct|cta|mr|mri|pet|t|v|m|${COUNTED})\\d+$`);

/** Two letters may be of a name. */
const SETS: ReadonlySet<string> = new Set(
  Object.values(SET_WORDS).flat().filter(({ length }) => length > 2),
);
const SET_NUMBER = /^(?:train|training|test|testing|val|valid|validation)(?=\d)/;

/** Two parts with something between them; most names are in one. */
const SEPARATED = /[\p{L}\p{N}][^\p{L}\p{M}\p{N}]+[\p{L}\p{N}]/u;
/** Quick; names that it finds are looked at word by word. */
const SET = /tr(?:ai)?n|te?st|val|dev|h[eo]ldout|learn|tun[ei]/i;

/** A name without its file's ending and without what is said of a visit, a side, a modality or a copy. */
export function withoutVisit(name: string): string {
  if (!SEPARATED.test(name)) return name;
  const [, subject] = BIDS.exec(name) ?? [];
  if (subject !== undefined) return `sub-${subject}`;
  const whole = name.trim().replace(FILE_END, "");
  const parts = partsIn(whole), count = parts.length;
  while (parts.length > 1) {
    const last = parts.at(-1)!;
    if (VISIT.test(parts.at(-2)!) && parts.length > 2) parts.splice(-2);
    else if (SCAN_WORDS.has(last) || VISIT_NUMBER.test(last)) parts.pop();
    else if (SIDES.has(last) && /\d/.test(parts.at(-2)!)) parts.pop();
    else break;
  }
  if (parts.length > 1 && BEFORE.has(parts[0]!)) parts.shift();
  const rest = withoutDouble(parts);
  return rest.length < count ? rest.join(" ") : whole.length < name.trim().length ? whole : name;
}

/** A name without counted scans at its end. */
export function withoutScan(name: string): string {
  if (!/\d\W*$/.test(name) || !SEPARATED.test(name)) return name;
  const parts = partsIn(name), count = parts.length;
  while (parts.length > 1) {
    if (COUNTED_NUMBER.test(parts.at(-1)!)) parts.pop();
    else if (parts.length > 2 && COUNTED_WORD.test(parts.at(-2)!) && /^\d+$/.test(parts.at(-1)!)) {
      parts.splice(-2);
    } else break;
  }
  return parts.length < count ? parts.join(" ") : name;
}

/** A name without the names of sets, as words or as folders. */
export function withoutSet(name: string): string {
  if (!SET.test(name)) return name;
  // The separators stay, by which BIDS is known.
  const without = name.replace(/[\p{L}\p{M}\p{N}]+/gu, (part) => {
    const small = part.toLowerCase();
    return SETS.has(small) ? "" : SET_NUMBER.test(small) ? small.replace(SET_NUMBER, "") : part;
  });
  return /[\p{L}\p{N}]/u.test(without) ? without : name;
}

/** CQ500's folders are called `CQ500CT7 CQ500CT7`. */
function withoutDouble(parts: string[]): string[] {
  const half = parts.length / 2;
  const isDouble = parts.length > 1 && parts.length % 2 === 0 &&
    parts.slice(0, half).join(" ") === parts.slice(half).join(" ") &&
    parts.some((part) => /\p{L}/u.test(part));
  return isDouble ? parts.slice(0, half) : parts;
}

function partsIn(name: string): string[] {
  return name.toLowerCase().replace(/\bfollow[\s_-]up/g, "followup")
    .match(/[\p{L}\p{M}\p{N}.]+/gu)?.map((part) => part.replace(/^\.+|\.+$/g, ""))
    .filter((part) => part !== "") ?? [];
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}
