import type { AttributeSharing } from "../attributes/attribute_sharing.ts";
import type { ImageAudit } from "../images/image_audit.ts";
import type { PredictionRows } from "../../predictions/prediction_table.ts";
import { rowsOf } from "../../predictions/set_rows.ts";
import { SET_NAMES } from "../../split/split.ts";
import { KnownForms } from "./alike_names.ts";
import { normalName, whyNobodys } from "../../text/normal_name.ts";
import type { KnownPatients } from "./known_patients.ts";
import { holdsSubject, type SetMembers } from "./set_overlap.ts";
import { foldersOf, type NamedParts, sharedFiles, sharedStudies } from "./shared_names.ts";

const SHOWN = 3;
/** The share of subjects that counts as nearly all. */
const NEARLY = 0.9;
/** Fewer subjects with a slice each are somebody's small example. */
const LEAST_SUBJECTS = 20;
const TEST = SET_NAMES.indexOf("test");
/** Fewer slices are no stack. */
const LEAST_ALIKE = 2;

/**
 * Why the names do not determine whether a test subject was learned from:
 * - `spelling`: a name may be another set's in another spelling, such as `sub-001` and `1`.
 * - `nobody`: a name may stand for anybody, such as `nan` or a number that was rounded.
 * - `image`: nearly every subject has one slice: its name may be the image's and not the patient's.
 * - `study`: a study of the test set has the name of another subject's in another set.
 * - `folder`, `file`: a slice's name is a path in a folder, or of a file, of another subject's in another set.
 * - `unnamed`: a study without a name may be one that was trained on; of the claim on known patients.
 * - `site`: a slice has no site; of the claim on new sites.
 * - `site-spelling`: a site may be another spelling of one that was learned from; of the same claim.
 * - `likeness`: most images of a subject are nearer to those of one that was trained on than different
 *   people's usually are.
 */
export interface Doubt {
  /** What it is about. */
  about:
    | "spelling"
    | "nobody"
    | "image"
    | "study"
    | "folder"
    | "file"
    | "likeness"
    | "unnamed"
    | "site"
    | "site-spelling";
  /** Test slices that it reaches; for what is in other sets only, theirs. */
  slices: number;
  /** The first cases: what is in the other set and what in the test set, or a name and what it is. */
  examples: [string, string][];
}

/**
 * What stands against calling test subjects new; their normal names distinguish them already.
 *
 * @param images What the images show, if they were compared.
 */
export function doubtsOf(
  table: PredictionRows,
  learned: readonly SetMembers[],
  test: SetMembers,
  images: ImageAudit | null = null,
): Doubt[] {
  if (test.slices === 0 || learned.every(({ slices }) => slices === 0)) return [];
  return [
    likenessDoubt(images),
    spellingDoubt(table, learned, test),
    nobodyDoubt(table, [...learned, test], test),
    imageDoubt(table, [...learned, test], test),
    studyDoubt(table, learned, test),
    folderDoubt(table),
    fileDoubt(table),
  ].filter(({ slices }) => slices > 0);
}

/**
 * What a claim other than that on new patients leaves open.
 *
 * @param known Of the claim on known patients, else null.
 * @param site The site, of the claim on new ones, else null.
 */
export function claimDoubts(known: KnownPatients | null, site: AttributeSharing | null): Doubt[] {
  const { test = 0, train = 0, validation = 0 } = site?.missing ?? {};
  return [
    { about: "unnamed" as const, slices: known?.unnamed ?? 0, examples: [] },
    {
      about: "site" as const,
      slices: test || train + validation,
      examples: site === null ? [] : [[site.name, test > 0 ? "test" : "train"] as [string, string]],
    },
    {
      about: "site-spelling" as const,
      slices: site?.respelled.slices ?? 0,
      examples: site?.respelled.examples ?? [],
    },
  ].filter(({ slices }) => slices > 0);
}

/** Single slices may look alike by chance, half of a stack does not. */
function likenessDoubt(images: ImageAudit | null): Doubt {
  const suspects = [...images?.near?.suspects ?? [], ...images?.altered?.suspects ?? []];
  const pairs = suspects.filter(areAlike);
  return {
    about: "likeness",
    slices: pairs.reduce((sum, { slices }) => sum + slices, 0),
    examples: firstOf(pairs.map(({ subjects }) => subjects)),
  };
}

/** Whether so many of a subject's slices that are near another's are more than chance. */
export function areAlike({ slices, of }: { slices: number; of: number }): boolean {
  return slices >= LEAST_ALIKE && slices >= of / 2;
}

function slicesOf({ positives, negatives }: SetMembers, subject: number): number {
  return positives[subject]! + negatives[subject]!;
}

/** Names that meet in a form which proves nothing. */
function spellingDoubt(
  { subjects }: PredictionRows,
  learned: readonly SetMembers[],
  test: SetMembers,
): Doubt {
  const named = (sets: readonly SetMembers[]) =>
    subjects.filter((name, subject) =>
      whyNobodys(name) === null && sets.some((set) => holdsSubject(set, subject))
    );
  const known = new KnownForms(named(learned), named([test]));
  known.addAll();
  let slices = 0;
  const examples: [string, string][] = [];
  for (const [subject, name] of subjects.entries()) {
    const isNew = holdsSubject(test, subject) && whyNobodys(name) === null &&
      !learned.some((set) => holdsSubject(set, subject));
    if (!isNew) continue;
    const other = known.find(name);
    if (other === undefined) continue;
    slices += slicesOf(test, subject);
    examples.push([other, name]);
  }
  return { about: "spelling", slices, examples: firstOf(examples) };
}

function nobodyDoubt(
  { subjects }: PredictionRows,
  sets: readonly SetMembers[],
  test: SetMembers,
): Doubt {
  let tested = 0, learned = 0;
  const examples: [string, string][] = [];
  for (const [subject, name] of subjects.entries()) {
    const why = whyNobodys(name);
    if (why === null) continue;
    const slices = sets.reduce((sum, set) => sum + slicesOf(set, subject), 0);
    if (slices === 0) continue;
    tested += slicesOf(test, subject);
    learned += slices - slicesOf(test, subject);
    // It may stand for one in each set.
    if (!examples.some(([known]) => known === name)) examples.push([name, why]);
  }
  return { about: "nobody", slices: tested || learned, examples: firstOf(examples) };
}

function imageDoubt(
  table: PredictionRows,
  sets: readonly SetMembers[],
  test: SetMembers,
): Doubt {
  const { subjects, studies, length } = table;
  const single = subjects.filter((_, subject) =>
    sets.reduce((sum, set) => sum + slicesOf(set, subject), 0) === 1
  );
  const images = single.filter((name) => IMAGE_NAME.test(name.trim()));
  const studyNames = new Set(studies.map(({ name }) => normalName(name)));
  // Files are images, however many rows each has.
  const files = subjects.filter((name) => IMAGE_FILE.test(name.trim()));
  const isImage = files.length > 1 && files.length >= NEARLY * subjects.length ||
    images.length > 1 && images.length >= NEARLY * subjects.length ||
    single.length >= NEARLY * subjects.length && subjects.length >= LEAST_SUBJECTS &&
      studyNames.size < NEARLY * length;
  const examples = (images.length > 0 ? images : single.length > 0 ? single : files)
    .map((name): [string, string] => [name, "1 slice"]);
  return { about: "image", slices: isImage ? test.slices : 0, examples: firstOf(examples) };
}

/** Names of files that hold an image. */
const IMAGE_FILE = /\.(?:dcm|dicom|png|jpe?g|bmp)$/i;

/** Names of files and images: `IM0001`, `slice_12.png`, `ID_000012eaf` of the RSNA challenge, UIDs. */
const IMAGE_NAME =
  /\.(?:dcm|dicom|png|jpe?g|tiff?|bmp|npy|nii|gz)$|(?:^|[^a-z])(?:im|img|image|slice|frame|instance)[-_ ]?\d+$|^ID_[\da-f]{9}$|^[0-2](?:\.\d+){4,}$/i;

/** Studies of the test set with the name of another subject's in another set. */
function studyDoubt(
  table: PredictionRows,
  learned: readonly SetMembers[],
  test: SetMembers,
): Doubt {
  return partDoubt("study", table, (study) => ({
    learned: learned.some(({ ofStudy }) => ofStudy[study]! > 0),
    tested: test.ofStudy[study]!,
  }));
}

/** Folders likewise, where the names of slices are paths. */
function folderDoubt(table: PredictionRows): Doubt {
  const folders = foldersOf(table);
  if (folders === null) return { about: "folder", slices: 0, examples: [] };
  const tested = new Uint32Array(folders.studies.length), learned = tested.slice();
  for (const [row, folder] of folders.of.entries()) {
    if (folder >= 0) (table.sets[row] === TEST ? tested : learned)[folder]!++;
  }
  return partDoubt("folder", folders, (folder) => ({
    learned: learned[folder]! > 0,
    tested: tested[folder]!,
  }));
}

function partDoubt(
  about: "study" | "folder",
  parts: NamedParts,
  countsOf: (part: number) => { learned: boolean; tested: number },
): Doubt {
  const { studies, subjects } = parts;
  let slices = 0;
  const examples: [string, string][] = [];
  for (const holders of sharedStudies(parts)) {
    const trained = holders.find((part) => countsOf(part).learned);
    const tested = holders.filter((part) =>
      countsOf(part).tested > 0 && trained !== undefined &&
      studies[part]!.subject !== studies[trained]!.subject
    );
    if (trained === undefined || tested.length === 0) continue;
    slices += tested.reduce((sum, part) => sum + countsOf(part).tested, 0);
    const nameOf = (part: number) => subjects[studies[part]!.subject]!;
    examples.push([nameOf(trained), nameOf(tested[0]!)]);
  }
  return { about, slices, examples: firstOf(examples) };
}

/** Files of the test set with the name of another subject's in another set. */
function fileDoubt(table: PredictionRows): Doubt {
  const tested = rowsOf(table, "test");
  const learned = rowsOf(table, "all").filter((row) => table.sets[row] !== TEST);
  const pairs = sharedFiles(table, tested, learned);
  const nameOf = (row: number) => table.subjects[table.subjectOf[row]!]!;
  const examples = new Map(pairs.map(([row, other]): [string, [string, string]] => {
    const pair: [string, string] = [nameOf(other), nameOf(row)];
    return [pair.join("\0"), pair];
  }));
  return {
    about: "file",
    slices: new Set(pairs.map(([row]) => row)).size,
    examples: firstOf([...examples.values()]),
  };
}

/** Some cases, in the order of their names whatever the order of the rows. */
function firstOf(examples: readonly [string, string][]): [string, string][] {
  return examples.toSorted(([a, b], [c, d]) => a < c || a === c && b < d ? -1 : 1).slice(0, SHOWN);
}
