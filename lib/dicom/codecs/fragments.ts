import { DicomError } from "../../error.ts";
import type { DicomDataSet } from "../data_set.ts";
import { ITEM, SEQUENCE_END } from "../element_reader.ts";

const EXTENDED_OFFSET_TABLE = 0x7fe00001;

/** More fragments than any object has: more are meant to fill the memory. */
const MOST_FRAGMENTS = 2 ** 18;

/** A piece of encapsulated pixel data. */
interface Fragment {
  bytes: Uint8Array;
  /** Where its item begins, counted from the end of the basic offset table. */
  offset: number;
}

/**
 * The encapsulated frames of an image (PS3.5 annex A.4), each as the fragments that it is made of.
 *
 * Which fragments make which frame is plain where there is one frame, or one fragment for each. Else
 * the basic or extended offset table tells, and without one the codestreams' first bytes.
 *
 * @throws {DicomError} If the pixel data are cut off or damaged, or do not divide into so many frames.
 */
export function encapsulatedFrames(data: DicomDataSet, count: number): Uint8Array[][] {
  const element = data.pixelData;
  if (element === undefined) throw new DicomError({ file: data.file, problem: "no pixel data" });
  const { table, fragments, end } = readFragments(data, element.offset);
  data.refuseElementsAt(end);
  if (fragments.length === 0) {
    throw new DicomError({ file: data.file, problem: "the encapsulated pixel data hold no frame" });
  }
  if (count === 1) return [fragments.map(({ bytes }) => bytes)];
  if (fragments.length === count) return fragments.map(({ bytes }) => [bytes]);
  const starts = frameStarts(data, table, fragments);
  if (starts.length !== count || starts[0] !== 0) {
    throw new DicomError({
      file: data.file,
      expected: "as many encapsulated frames as NumberOfFrames says",
      found: `${fragments.length} fragments that do not divide so`,
    });
  }
  return starts.map((start, frame) =>
    fragments.slice(start, starts[frame + 1]).map(({ bytes }) => bytes)
  );
}

/** Whether pixel data, whatever length is stated, begin with an empty offset table and a fragment. */
export function beginsFragments({ bytes, pixelData }: DicomDataSet): boolean {
  const start = pixelData?.offset ?? bytes.length;
  return EMPTY_TABLE.every((byte, at) => bytes[start + at] === byte);
}

const EMPTY_TABLE = [0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0, 0xfe, 0xff, 0x00, 0xe0];

/** Fragments of one frame as one piece. */
export function joined(fragments: readonly Uint8Array[]): Uint8Array {
  if (fragments.length === 1) return fragments[0]!;
  const bytes = new Uint8Array(fragments.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const fragment of fragments) {
    bytes.set(fragment, filled);
    filled += fragment.length;
  }
  return bytes;
}

/** The first fragment of each frame. */
function frameStarts(
  data: DicomDataSet,
  table: Uint8Array,
  fragments: readonly Fragment[],
): number[] {
  const offsets = offsetsOf(data, table);
  if (offsets === null) return [...fragments.keys()].filter((i) => beginsCodestream(fragments[i]!));
  const byOffset = new Map(fragments.map(({ offset }, index) => [offset, index]));
  const starts = offsets.map((offset) => byOffset.get(offset) ?? NaN);
  if (!starts.every((start, frame) => frame === 0 || start > starts[frame - 1]!)) {
    throw new DicomError({
      file: data.file,
      problem: "the offset table of the encapsulated pixel data is damaged: it does not name " +
        "fragments in their order",
    });
  }
  return starts;
}

/** What the basic offset table says, or else the extended one (PS3.3 C.7.6.3.1.8), or null. */
function offsetsOf(data: DicomDataSet, table: Uint8Array): number[] | null {
  if (table.length > 0) {
    const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
    return Array.from({ length: table.length >> 2 }, (_, i) => view.getUint32(i * 4, true));
  }
  const extended = data.value(EXTENDED_OFFSET_TABLE);
  if (extended === null) return null;
  const view = new DataView(extended.buffer, extended.byteOffset, extended.byteLength);
  return Array.from(
    { length: extended.length >> 3 },
    (_, i) => Number(view.getBigUint64(i * 8, true)),
  );
}

/** Whether a fragment begins as JPEG and JPEG-LS (SOI) or JPEG 2000 (SOC) do. */
function beginsCodestream({ bytes }: Fragment): boolean {
  return bytes[0] === 0xff && (bytes[1] === 0xd8 || bytes[1] === 0x4f);
}

/**
 * Handles what follows a codestream in its fragments: a byte that makes their length even, zeros, or
 * what a writer left there, with a note.
 *
 * @throws {DicomError} If it holds another codestream: then the offset table is damaged.
 */
export function checkRest(rest: Uint8Array, { file, notes }: DicomDataSet): void {
  if (rest.length <= 1 || rest.every((byte) => byte === 0)) return;
  for (let at = rest.indexOf(0xff); at !== -1; at = rest.indexOf(0xff, at + 1)) {
    const isStart = rest[at + 1] === 0xd8 || rest[at + 1] === 0x4f;
    if (!isStart || rest[at + 2] !== 0xff) continue;
    throw new DicomError({ file, expected: "one whole image in its fragments", found: "another" });
  }
  notes.add("excess bytes");
}

/**
 * The items of an encapsulated element, which are little endian in every such syntax. Some writers
 * forget the delimiter: the file then ends with the last fragment, in zeros, or with an element that
 * may follow pixel data. Whether the last frame is whole, its codec finds out.
 */
function readFragments(
  { bytes, file, notes }: DicomDataSet,
  start: number,
): { table: Uint8Array; fragments: Fragment[]; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fragments: Fragment[] = [];
  let table: Uint8Array | null = null, first = start, at = start;
  for (;;) {
    const isItem = at + 8 <= bytes.length;
    const tag = isItem ? view.getUint16(at, true) * 0x10000 + view.getUint16(at + 2, true) : null;
    if (tag === SEQUENCE_END) return { table: table ?? new Uint8Array(0), fragments, end: at + 8 };
    if (tag !== ITEM) break;
    if (fragments.length === MOST_FRAGMENTS) {
      throw new DicomError({
        file,
        found: `more than ${MOST_FRAGMENTS} fragments of pixel data`,
      });
    }
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length;
    if (end > bytes.length) {
      throw new DicomError({
        file,
        expected: `a fragment of ${length} bytes at byte ${at}`,
        problem: `the file ends ${end - bytes.length} bytes earlier`,
        hint: "it is cut off or damaged",
      });
    }
    const fragment = bytes.subarray(at + 8, end);
    if (table === null) {
      table = fragment;
      first = end;
    } else {
      fragments.push({ bytes: fragment, offset: at - first });
    }
    at = end;
  }
  if (!mayFollowPixels(bytes, at)) {
    throw new DicomError({ file, expected: `a fragment of pixel data at byte ${at}` });
  }
  if (fragments.length === 0) {
    throw new DicomError({
      file,
      problem: "the encapsulated pixel data do not end",
      hint: "the file is cut off",
    });
  }
  notes.add("no delimiter");
  return { table: table ?? new Uint8Array(0), fragments, end: bytes.length };
}

const TRAILING_PADDING = 0xfffc;

/** Whether a file may continue so after its last fragment: not at all, with zeros or with padding. */
function mayFollowPixels(bytes: Uint8Array, at: number): boolean {
  const group = bytes[at]! | bytes[at + 1]! << 8;
  if (bytes.length - at < 8) return true;
  return group === TRAILING_PADDING || bytes.subarray(at).every((byte) => byte === 0);
}
