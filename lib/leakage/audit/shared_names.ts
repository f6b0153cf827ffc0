import { getOrMake, groupBy } from "../../groups.ts";
import type { PredictionRows, Study } from "../../predictions/prediction_table.ts";
import { isUniqueName, nameOfBytes } from "../../predictions/people/unique_name.ts";
import { areEqual, RowIndex } from "../../predictions/row_index.ts";
import { normalName } from "../../text/normal_name.ts";
import { withoutSet } from "../../text/scan_words.ts";

/** A name of more subjects is a number within each of them. */
const MOST_HOLDERS = 3;

/** Names, each of one subject: of studies, or of folders. */
export interface NamedParts {
  subjects: PredictionRows["subjects"];
  studies: readonly Study[];
}

/**
 * Studies of one name and two or three subjects, who may be one person. Where studies are numbered within
 * each subject that says nothing: then there are hardly more names than one subject has studies, or most
 * are of many subjects. A name that is one of a kind may be of more subjects, as long as it is not of most.
 *
 * @returns Of each name the numbers of the studies.
 */
export function sharedStudies({ studies, subjects }: NamedParts): number[][] {
  const named = groupBy(
    [...studies.keys()].filter((study) => studies[study]!.name !== ""),
    (study) => studyForm(studies[study]!.name),
  );
  const perSubject = new Uint32Array(subjects.length);
  for (const { subject } of studies) perSubject[subject]!++;
  const most = perSubject.reduce((a, b) => Math.max(a, b), 0);
  const nameOf = (holders: readonly number[]) => studies[holders[0]!]!.name;
  const all = [...named.values()];
  const few = all.filter((holders) => holders.length <= MOST_HOLDERS);
  const unique = all.filter((holders) =>
    holders.length > MOST_HOLDERS && holders.length < subjects.length / 2 &&
    isUniqueName(nameOf(holders))
  );
  if (named.size <= 2 * most || few.length <= named.size / 2) return unique;
  const shared = few.filter((holders) => holders.length > 1 && !DATE.test(nameOf(holders)));
  return [...shared, ...unique];
}

/** Without the set's name, and without the word `study` and its like before a number. */
function studyForm(name: string): string {
  return normalName(withoutSet(name)).replace(WORD_FOR_STUDY, "");
}

const WORD_FOR_STUDY = /^(?:study|exam|examination|scan|series|accession|acc|ct)(?=\d)/;

/** A day on which several people may be examined. */
const DATE =
  /(?:^\D{0,5}|[\\/])(?:19|20)\d\d([-_./ ]?)(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)/;

/** Folders of slices' names that are paths, of each subject apart, in the form of studies. */
export interface Folders extends NamedParts {
  /** The number of each row's folder; -1 where the slice's name is no path. */
  of: Int32Array;
}

/** The folders of a table; null where no slice's name is a path. */
export function foldersOf({ length, slices, subjects, subjectOf }: PredictionRows): Folders | null {
  let first = 0;
  while (first < length && lastSlash(slices.bytes(first)) <= 0) first++;
  if (first === length) return null;
  const studies: Study[] = [], known = new Map<string, number>();
  const of = new Int32Array(length).fill(-1);
  let before: Uint8Array = EMPTY, last = -1;
  for (let row = first; row < length; row++) {
    const bytes = slices.bytes(row), end = lastSlash(bytes);
    if (end <= 0) continue;
    const subject = subjectOf[row]!, folder = bytes.subarray(0, end);
    // Most rows are in the folder of the row before.
    if (last < 0 || studies[last]!.subject !== subject || !areEqual(folder, before)) {
      const name = nameOfBytes(folder);
      last = getOrMake(known, `${subject} ${name}`, () => studies.push({ subject, name }) - 1);
      before = folder;
    }
    of[row] = last;
  }
  return { subjects, studies, of };
}

const EMPTY = new Uint8Array(0);

function lastSlash(bytes: Uint8Array): number {
  for (let at = bytes.length - 1; at >= 0; at--) {
    if (bytes[at] === 0x2f || bytes[at] === 0x5c) return at;
  }
  return -1;
}

/**
 * Which file of some rows has the name of another subject's among others, such as `img_00012.png`, where such
 * names are counted over all subjects: hardly any of them is of two.
 *
 * @param rows In which names are looked up.
 * @param others Which are looked for.
 * @returns Pairs of rows.
 */
export function sharedFiles(
  { length, slices, subjectOf }: PredictionRows,
  rows: Uint32Array,
  others: Uint32Array,
): [row: number, other: number][] {
  const files = rows.filter((row) => isFile(slices.bytes(row)));
  if (files.length === 0) return [];
  // By the name alone, whatever the study is.
  const index = new RowIndex({ length, slices, studyOf: new Uint32Array(length) }, files.length);
  let names = 0;
  for (const row of files) if (index.add(row) === undefined) names++;
  // Of one subject nothing shows whether names are counted within each.
  const isOfOne = files.every((row) => subjectOf[row] === subjectOf[files[0]!]);
  if (isOfOne || names <= files.length / 2) return [];
  const found: [number, number][] = [], hit = new Set<number>();
  for (const other of others) {
    const name = slices.bytes(other), row = isFile(name) ? index.find(0, name) : undefined;
    if (row === undefined || subjectOf[row] === subjectOf[other]) continue;
    hit.add(row);
    found.push([row, other]);
  }
  return found.length <= 2 * hit.size ? found : [];
}

/** With a folder, or the ending of an image. */
function isFile(bytes: Uint8Array): boolean {
  return lastSlash(bytes) >= 0 || bytes.includes(0x2e) && IMAGE_END.test(nameOfBytes(bytes));
}

const IMAGE_END = /\.(?:dcm|dicom|png|jpe?g|tiff?|bmp|np[yz]|nii|nii\.gz)$/i;
