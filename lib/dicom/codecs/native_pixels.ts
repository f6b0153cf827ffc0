import { DicomError } from "../../error.ts";
import type { DicomDataSet } from "../data_set.ts";
import type { DicomNote } from "../notes.ts";
import { type Words, wordsFor } from "./words.ts";

/** The size of uncompressed frames. */
export interface NativeLayout {
  rows: number;
  columns: number;
  frames: number;
  bitsAllocated: number;
}

/**
 * The bytes of uncompressed pixel data, an element of a stated length.
 *
 * @throws {DicomError} If there are fewer than the frames need.
 */
export function nativeBytes(data: DicomDataSet, layout: NativeLayout): Uint8Array {
  const element = data.pixelData;
  if (element === undefined) throw new DicomError({ file: data.file, problem: "no pixel data" });
  const end = element.offset + element.length;
  data.refuseElementsAt(end);
  return wholeFrames(data.bytes.subarray(element.offset, end), layout, data);
}

/** How many bytes uncompressed frames take. */
export function nativeLength({ rows, columns, frames, bitsAllocated }: NativeLayout): number {
  return rows * columns * frames * bitsAllocated / 8;
}

/**
 * The bytes, when they are enough for the frames. More may follow (PS3.5 section 8.1.1): a byte that
 * makes the length even, which in big-endian files comes before the last pixel, or what a writer left
 * there, with a note.
 */
export function wholeFrames(
  bytes: Uint8Array,
  layout: NativeLayout,
  { file, notes }: { file: string; notes: Set<DicomNote> },
): Uint8Array {
  const { rows, columns, frames, bitsAllocated } = layout;
  const needed = nativeLength(layout);
  if (bytes.length < needed) {
    const all = frames === 1 ? "" : " x the number of frames";
    throw new DicomError({
      file,
      expected: `${needed} bytes of pixel data (${rows} x ${columns}${all}, ${bitsAllocated} ` +
        "bits)",
      found: bytes.length,
      hint: "the file is cut off or damaged",
    });
  }
  if (bytes.length > needed + 1) notes.add("excess bytes");
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
