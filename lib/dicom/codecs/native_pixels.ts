import { DicomError } from "../../error.ts";
import type { DicomDataSet } from "../data_set.ts";
import { UNDEFINED_LENGTH } from "../element_reader.ts";
import { type Words, wordsFor } from "./words.ts";

/** Writers pad pixel data, mostly to an even length; more than this is no padding. */
const MOST_PADDING = 128;

/** The size of uncompressed frames. */
export interface NativeLayout {
  rows: number;
  columns: number;
  frames: number;
  bitsAllocated: number;
}

/**
 * The bytes of uncompressed pixel data.
 *
 * @throws {DicomError} If there are fewer than the frames need, or more: then the header is damaged
 *   or another image's, and the pixels would be sheared.
 */
export function nativeBytes(data: DicomDataSet, layout: NativeLayout): Uint8Array {
  const element = data.pixelData;
  if (element === undefined) throw new DicomError({ file: data.file, problem: "no pixel data" });
  if (element.length === UNDEFINED_LENGTH) {
    throw new DicomError({
      file: data.file,
      expected: "uncompressed pixel data",
      found: "encapsulated ones",
    });
  }
  const end = element.offset + element.length;
  data.refuseElementsAt(end);
  const bytes = data.bytes.subarray(element.offset, end);
  return exactBytes(bytes, element.length, layout, data.file);
}

/** The bytes, when they are those of the frames and no more than padding besides. */
export function exactBytes(
  bytes: Uint8Array,
  claimed: number,
  { rows, columns, frames, bitsAllocated }: NativeLayout,
  file: string,
): Uint8Array {
  const needed = rows * columns * frames * bitsAllocated / 8;
  const rest = bytes.subarray(needed);
  const padded = claimed <= needed + MOST_PADDING && rest.every((byte) => byte === 0);
  // A single byte makes the length even; what it holds was never promised. In big-endian files it
  // comes before the last pixel.
  if (bytes.length < needed || !(padded || claimed === needed + 1)) {
    const all = frames === 1 ? "" : " x the number of frames";
    throw new DicomError({
      file,
      expected: `${needed} bytes of pixel data (${rows} x ${columns}${all}, ${bitsAllocated} ` +
        "bits)",
      found: bytes.length < needed ? bytes.length : claimed,
      hint: "the file is cut off or damaged",
    });
  }
  return bytes;
}

/**
 * One frame's words out of uncompressed bytes, as a copy: aligned, and the file is not kept in memory
 * for it.
 *
 * @param swapped Whether the bytes of each 16-bit unit are in big-endian order. PS3.5 section 8.1.1
 *   and annex A.3: in big-endian files these are the units of VR OW, whatever the size of a pixel;
 *   the words of a 32-bit pixel stay in their order, as DCMTK and GDCM have it (pydicom has not).
 */
export function nativeWords(
  bytes: Uint8Array,
  frame: number,
  { rows, columns, bitsAllocated }: NativeLayout,
  swapped: boolean,
): Words {
  const words = wordsFor(bitsAllocated, rows * columns);
  // Deno runs on little-endian machines only.
  const target = new Uint8Array(words.buffer);
  const start = frame * target.length;
  if (!swapped) {
    target.set(bytes.subarray(start, start + target.length));
    return words;
  }
  for (let i = 0; i < target.length; i++) target[i] = bytes[(start + i) ^ 1]!;
  return words;
}
