import { DicomError } from "../../error.ts";
import { type Words, wordsFor } from "./words.ts";

const HEADER_LENGTH = 64;

/** A decoded frame. */
export interface RleImage {
  words: Words;
  /** What follows its last segment. */
  rest: Uint8Array;
}

/**
 * Decodes a frame in DICOM's RLE (PS3.5 annex G): one segment for each byte of a word, the most
 * significant first, each packed as runs and literals.
 *
 * @param bytes The encoded frame.
 * @param pixels How many words there must be.
 * @param bitsAllocated Bits of a word: 8, 16 or 32.
 * @param file The file's name, for messages.
 * @throws {DicomError} If the segments are not as many as a word has bytes, or one holds less than
 *   the frame, or the last run of one or, in all but the last, what follows holds more.
 */
export function decodeRle(
  bytes: Uint8Array,
  pixels: number,
  bitsAllocated: number,
  file: string,
): RleImage {
  const width = bitsAllocated / 8;
  const segments = readSegments(bytes, width, file);
  // A run of 128 equal bytes takes two: no frame is larger than that, whatever its header claims.
  if (segments.some(({ length }) => length * 64 < pixels)) {
    throw new DicomError({
      file,
      expected: `RLE data for ${pixels} pixels`,
      found: `${bytes.length} bytes`,
    });
  }
  const words = wordsFor(bitsAllocated, pixels);
  const target = new Uint8Array(words.buffer);
  let rest: Uint8Array = new Uint8Array(0);
  for (const [index, segment] of segments.entries()) {
    // Segments are padded to an even length; some writers pad further.
    if (rest.some((byte) => byte !== 0)) refuseLength(target.length / width, file);
    rest = unpack(segment, target, width - 1 - index, width, file);
  }
  return { words, rest };
}

function readSegments(bytes: Uint8Array, count: number, file: string): Uint8Array[] {
  if (bytes.length < HEADER_LENGTH) {
    throw new DicomError({ file, problem: "the RLE header is cut off" });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = view.getUint32(0, true);
  if (found !== count) {
    throw new DicomError({ file, expected: `${count} RLE segments per frame`, found });
  }
  const offsets = Array.from({ length: count }, (_, i) => view.getUint32(4 + i * 4, true));
  const ends = [...offsets.slice(1), bytes.length];
  return offsets.map((start, index) => {
    const end = ends[index]!;
    if (start < HEADER_LENGTH || start > end || end > bytes.length) {
      throw new DicomError({
        file,
        problem: "the RLE segments are damaged: they are not in order",
      });
    }
    return bytes.subarray(start, end);
  });
}

/**
 * Unpacks a segment (PS3.5 G.3.2) into every so many bytes of the target, from the first on.
 *
 * @returns What is left of the segment.
 */
function unpack(
  segment: Uint8Array,
  target: Uint8Array,
  first: number,
  step: number,
  file: string,
): Uint8Array {
  let at = 0, to = first;
  while (to < target.length && at < segment.length) {
    const control = segment[at++]!;
    if (control === 128) continue;
    const literal = control < 128;
    const count = literal ? control + 1 : 257 - control;
    const stop = to + count * step;
    if (stop - step >= target.length || at + (literal ? count : 1) > segment.length) break;
    if (literal) {
      for (; to < stop; to += step) target[to] = segment[at++]!;
    } else {
      const value = segment[at++]!;
      for (; to < stop; to += step) target[to] = value;
    }
  }
  if (to < target.length) refuseLength(target.length / step, file);
  return segment.subarray(at);
}

function refuseLength(bytes: number, file: string): never {
  throw new DicomError({
    file,
    expected: `an RLE segment of ${bytes} bytes unpacked`,
    found: "another length",
    hint: "the frame is cut off or damaged",
  });
}
