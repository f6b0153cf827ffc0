import { DicomError } from "../error.ts";
import type { DicomDataSet } from "./data_set.ts";
import { decodeJpegLossless } from "./jpeg_lossless.ts";
import { transferSyntax, unsupportedSyntax } from "./transfer_syntax.ts";

const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffee000;
const SEQUENCE_DELIMITATION = 0xfffee0dd;

/** What must be known of an image to read its stored words. */
export interface PixelLayout {
  rows: number;
  columns: number;
  bitsAllocated: 8 | 16;
  /** Transfer syntax UID. */
  transferSyntax: string;
}

/**
 * The stored words of a single-frame, single-channel image, row by row, before any rescaling.
 *
 * @returns `rows x columns` words in the machine's byte order.
 * @throws {DicomError} If the transfer syntax is not supported, or the pixel data are absent, cut
 *   off or damaged.
 */
export function readPixelData(data: DicomDataSet, layout: PixelLayout): Uint8Array | Uint16Array {
  const syntax = transferSyntax(layout.transferSyntax);
  switch (syntax.encoding) {
    case null:
      throw new DicomError(`${data.file}: ${unsupportedSyntax(syntax)}`);
    case "JPEG Lossless":
      return decodeFrame(joinFragments(data), layout, data.file);
    case "little endian":
    case "big endian": {
      const native = nativeBytes(data, layout);
      if (layout.bitsAllocated === 8) return bytesAsWords(data, native, syntax.encoding);
      return wordsOf(native, syntax.encoding === "big endian");
    }
  }
}

/** The bytes of uncompressed pixel data; a longer element than the image needs is padding. */
function nativeBytes(data: DicomDataSet, layout: PixelLayout): Uint8Array {
  const element = data.pixelData;
  if (element === undefined) throw new DicomError(`${data.file}: no pixel data`);
  if (element.length === UNDEFINED_LENGTH) {
    throw new DicomError(
      `${data.file}: expected uncompressed pixel data but found encapsulated ones`,
    );
  }
  const needed = layout.rows * layout.columns * layout.bitsAllocated / 8;
  const end = element.dataOffset + Math.min(needed, element.length);
  const bytes = data.bytes.subarray(element.dataOffset, end);
  if (bytes.length < needed) {
    throw new DicomError(
      `${data.file}: expected ${needed} bytes of pixel data (${layout.rows} x ${layout.columns}, ` +
        `${layout.bitsAllocated} bits) but found ${bytes.length}; the file is cut off or damaged`,
    );
  }
  return bytes;
}

/** 16-bit words in the machine's order, which is little endian wherever Deno runs. */
function wordsOf(bytes: Uint8Array, bigEndian: boolean): Uint16Array {
  // A copy, so that the image is aligned, and does not keep the whole file in memory.
  const copy = bytes.slice();
  if (bigEndian) swapPairs(copy);
  return new Uint16Array(copy.buffer);
}

/** 8-bit pixels: in big-endian files those of VR OW are swapped within each word (PS3.5 8.1.1). */
function bytesAsWords(data: DicomDataSet, bytes: Uint8Array, encoding: string): Uint8Array {
  const copy = bytes.slice();
  if (encoding === "big endian" && data.pixelData?.vr === "OW") {
    if (copy.length % 2 === 1) {
      throw new DicomError(`${data.file}: an odd number of 8-bit pixels in big-endian words`);
    }
    swapPairs(copy);
  }
  return copy;
}

function swapPairs(bytes: Uint8Array): void {
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const first = bytes[i]!;
    bytes[i] = bytes[i + 1]!;
    bytes[i + 1] = first;
  }
}

/** The encapsulated frame: all fragments after the basic offset table (PS3.5 annex A.4), joined. */
function joinFragments(data: DicomDataSet): Uint8Array {
  const element = data.pixelData;
  if (element === undefined) throw new DicomError(`${data.file}: no pixel data`);
  if (element.length !== UNDEFINED_LENGTH) {
    throw new DicomError(
      `${data.file}: expected encapsulated pixel data but found a plain element`,
    );
  }
  const [offsetTable, ...fragments] = items(data, element.dataOffset);
  if (offsetTable === undefined || fragments.length === 0) {
    throw new DicomError(`${data.file}: the encapsulated pixel data hold no frame`);
  }
  if (fragments.length === 1) return fragments[0]!;
  const joined = new Uint8Array(fragments.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const fragment of fragments) {
    joined.set(fragment, filled);
    filled += fragment.length;
  }
  return joined;
}

/** The items of an encapsulated element, which are little endian in every such syntax. */
function items(data: DicomDataSet, start: number): Uint8Array[] {
  const { bytes, file } = data;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Uint8Array[] = [];
  for (let at = start; at + 8 <= bytes.length;) {
    const tag = view.getUint16(at, true) * 0x10000 + view.getUint16(at + 2, true);
    const length = view.getUint32(at + 4, true);
    if (tag === SEQUENCE_DELIMITATION) return found;
    if (tag !== ITEM) {
      throw new DicomError(
        `${file}: expected a fragment of pixel data at byte ${at} but found the tag ` +
          tag.toString(16).padStart(8, "0"),
      );
    }
    if (at + 8 + length > bytes.length) {
      throw new DicomError(
        `${file}: expected a fragment of ${length} bytes at byte ${at} but the file ends ` +
          `${at + 8 + length - bytes.length} bytes earlier; it is cut off or damaged`,
      );
    }
    found.push(bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  throw new DicomError(`${file}: the encapsulated pixel data do not end; the file is cut off`);
}

/** Decodes the frame and holds it against the header. */
function decodeFrame(frame: Uint8Array, layout: PixelLayout, file: string): Uint16Array {
  const image = decodeJpegLossless(frame, file, layout);
  if (image.precision > layout.bitsAllocated) {
    throw new DicomError(
      `${file}: expected at most ${layout.bitsAllocated} bits a pixel as the header says ` +
        `but found JPEG data of ${image.precision}`,
    );
  }
  return image.samples;
}
