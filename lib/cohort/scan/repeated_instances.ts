import { createHash } from "node:crypto";
import { join } from "node:path";
import { readDicom } from "../../dicom/read.ts";
import { DicomError } from "../../error.ts";
import { reasonText } from "../../fault.ts";
import { inParallel } from "../../files/in_parallel.ts";
import { compareNaturally } from "../../text/natural_order.ts";
import type { Progress } from "../../progress.ts";
import { type Rejection, rejection } from "../rejection.ts";
import { unreadable } from "./list_files.ts";
import { type Names, OWN_NAMES, type Reason } from "./pseudonyms.ts";
import type { ScannedFile } from "./scan_folder.ts";

/** Groups of files compared at a time; of each at most one file is in memory. */
const LANES = 4;

/**
 * Settles which files to use where several have one SOPInstanceUID, which names one image wherever it
 * is copied to: mirrors of CQ500 hold 18 patients in several folders. Only such files are read again.
 *
 * Copies show the same HU at the same place of the same patient, however they are compressed and
 * whatever else their headers say: the first by path stays, the others are listed. Where the images
 * differ nobody knows which is meant: all of them are listed as a conflict and none is used.
 *
 * @param root The folder that the files are relative to.
 * @param names What the rejections call the files by.
 * @returns What is left, in the same order, and what is not, with both files named.
 */
export async function resolveRepeatedInstances(
  root: string,
  files: readonly ScannedFile[],
  progress?: Progress,
  names: Names = OWN_NAMES,
): Promise<{ files: ScannedFile[]; rejected: Rejection[] }> {
  const groups = repeatedGroups(files);
  let done = 0;
  const settled = await inParallel(groups, LANES, async (copies) => {
    const dropped = await settle(root, copies);
    progress?.(++done, groups.length, copies[0]!.file);
    return dropped;
  });
  const dropped = settled.flat().sort((a, b) => compareNaturally(a.file, b.file));
  const paths = new Set(dropped.map(({ file }) => file));
  return {
    files: files.filter(({ file }) => !paths.has(file)),
    rejected: dropped.map(({ file, why }) => rejection(names.path(file), why(names))),
  };
}

/** A file with a SOPInstanceUID that others have as well, and its images. */
interface Copy {
  file: string;
  images: ScannedFile[];
}

/** The files of each SOPInstanceUID that has several, the first by path first. */
function repeatedGroups(files: readonly ScannedFile[]): Copy[][] {
  const named = files.filter(({ header }) => header.sopInstanceUid !== "");
  const groups: Copy[][] = [];
  for (const images of Map.groupBy(named, ({ header }) => header.sopInstanceUid).values()) {
    if (images.every(({ file }) => file === images[0]!.file)) continue;
    const byFile = Map.groupBy(images, ({ file }) => file);
    const copies = [...byFile].map(([file, images]) => ({ file, images }));
    groups.push(copies.sort((a, b) => compareNaturally(a.file, b.file)));
  }
  return groups;
}

/** A file that is not to be used, because of another that the reason names. */
interface Dropped {
  file: string;
  why: Reason;
}

/** What a file shows: its patient, its place and its pixels. */
interface Content {
  patient: string;
  place: string;
  pixels: string;
}

/** Why what a file shows cannot be determined. */
interface Flaw {
  flaw: string;
}

/** The files of a group that are not to be used. */
async function settle(root: string, copies: readonly Copy[]): Promise<Dropped[]> {
  const digests: (string | Flaw)[] = [];
  for (const { file } of copies) digests.push(await digestFile(root, file));
  // Files that are the same to the byte need no decoding, and nearly all are.
  const [first] = digests;
  if (typeof first === "string" && digests.every((digest) => digest === first)) {
    return repetitions(copies, copies[0]!, new Map());
  }
  const contents = new Map<Copy, Content>(), flaws = new Map<Copy, Flaw>();
  const known = new Map<string, Content | Flaw>();
  for (const [i, copy] of copies.entries()) {
    const digest = digests[i]!;
    const content = typeof digest === "string"
      ? known.get(digest) ?? await readContent(root, copy)
      : digest;
    if (typeof digest === "string") known.set(digest, content);
    if ("flaw" in content) flaws.set(copy, content);
    else contents.set(copy, content);
  }
  return judge(copies, contents, flaws);
}

function judge(
  copies: readonly Copy[],
  contents: ReadonlyMap<Copy, Content>,
  flaws: ReadonlyMap<Copy, Flaw>,
): Dropped[] {
  const [first] = contents;
  if (first === undefined) return copies.map((copy) => incomparable(copy, copies, flaws));
  const others = [...contents].filter(([, content]) => difference(content, first[1]) !== null);
  if (others.length === 0) return repetitions(copies, first[0], flaws);
  return copies.map((copy) => {
    const content = contents.get(copy);
    if (content === undefined) return incomparable(copy, copies, flaws);
    const [other, found] = difference(content, first[1]) === null ? others[0]! : first;
    return {
      file: copy.file,
      why: (names) =>
        `a conflict: ${names.path(other.file)} has the same SOPInstanceUID but ` +
        `${difference(content, found)}; none of them is used`,
    };
  });
}

/** All but the one that is kept. */
function repetitions(
  copies: readonly Copy[],
  kept: Copy,
  flaws: ReadonlyMap<Copy, Flaw>,
): Dropped[] {
  return copies.filter((copy) => copy !== kept).map((copy) => {
    const flaw = flaws.get(copy);
    const also = flaw === undefined ? "" : ` and ${flaw.flaw}`;
    return {
      file: copy.file,
      why: (names) => `repeats the SOPInstanceUID of ${names.path(kept.file)}${also}`,
    };
  });
}

function incomparable(
  copy: Copy,
  copies: readonly Copy[],
  flaws: ReadonlyMap<Copy, Flaw>,
): Dropped {
  const other = copies.find((each) => each !== copy)!;
  const { flaw } = flaws.get(copy)!;
  return {
    file: copy.file,
    why: (names) => `has the SOPInstanceUID of ${names.path(other.file)} and ${flaw}`,
  };
}

/** What another file has otherwise, in words, or null where both show the same. */
function difference(content: Content, other: Content): string | null {
  if (content.patient !== other.patient) return "names another patient";
  if (content.place !== other.place) return "lies elsewhere";
  return content.pixels === other.pixels ? null : "shows other pixels";
}

const CHUNK = 256 * 1024;

/** The digest of a file's bytes, read piece by piece. */
async function digestFile(root: string, file: string): Promise<string | Flaw> {
  try {
    using handle = await Deno.open(join(root, file));
    const hash = createHash("sha256");
    const chunk = new Uint8Array(CHUNK);
    for (let count = await handle.read(chunk); count !== null; count = await handle.read(chunk)) {
      hash.update(chunk.subarray(0, count));
    }
    return hash.digest("hex");
  } catch (error) {
    return { flaw: unreadable(error, file) };
  }
}

/** What a file shows, decoded, so that compression and byte order make no difference. */
async function readContent(root: string, { file, images }: Copy): Promise<Content | Flaw> {
  try {
    const bytes = await Deno.readFile(join(root, file));
    const { patientId, numberOfFrames } = images[0]!.header;
    const hash = createHash("sha256");
    for (let frame = 0; frame < Math.max(images.length, numberOfFrames); frame++) {
      const { image: { data, shape }, ...slice } = await readDicom(bytes, file, { frame });
      const meaning = [data.constructor.name, shape, slice.paddingValue, slice.paddingRangeLimit];
      hash.update(JSON.stringify(meaning));
      hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    return { patient: patientId, place: placeOf(images), pixels: hash.digest("hex") };
  } catch (error) {
    if (!(error instanceof DicomError)) return { flaw: unreadable(error, file) };
    return { flaw: `cannot be decoded: ${reasonText(error.fault)}` };
  }
}

function placeOf(images: readonly ScannedFile[]): string {
  return JSON.stringify(images.map(({ header: { position, orientation, pixelSpacing } }) => {
    return [position, orientation, pixelSpacing];
  }));
}
