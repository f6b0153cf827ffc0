import { DicomError } from "../../error.ts";
import type { Found } from "../../fault.ts";
import { CodecLoader } from "./codec_loader.ts";
import { scanEnd } from "./jpeg_markers.ts";
import type { Words } from "./words.ts";

/** What the frame header of a JPEG-LS image says (ITU-T T.87 annex C.2.2). */
export interface JpegLsFrame {
  precision: number;
  rows: number;
  columns: number;
  /** What follows the image. */
  rest: Uint8Array;
}

/** The decoder of `@cornerstonejs/codec-charls`: CharLS compiled to WebAssembly. */
interface CharLs {
  HEAPU8: Uint8Array;
  JpegLSDecoder: new () => {
    /** Memory for the encoded image, to be filled. */
    getEncodedBuffer(length: number): Uint8Array;
    decode(): void;
    /** The decoded image, as bytes of 8- or 16-bit words. */
    getDecodedBuffer(): Uint8Array;
    delete(): void;
  };
  /** The text of a C++ exception, which is thrown as its address. */
  getExceptionMessage(thrown: unknown): string | string[];
}

const charLs = new CodecLoader<CharLs>(async () => {
  const [module, binary] = await Promise.all([
    import("@cornerstonejs/codec-charls/decodewasmjs"),
    import("@cornerstonejs/codec-charls/decodewasm", { with: { type: "bytes" } }),
  ]);
  return { factory: module.default, wasmBinary: binary.default };
});

/**
 * Decodes a JPEG-LS image (ITU-T T.87) of one component with CharLS.
 *
 * @param bytes The data stream as {@link readJpegLsFrame} has checked it.
 * @throws {DicomError} If the data are damaged.
 */
export async function decodeJpegLs(
  bytes: Uint8Array,
  { precision }: JpegLsFrame,
  file: string,
): Promise<Words> {
  const codec = await charLs.load();
  const decoder = new codec.JpegLSDecoder();
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const decoded = decoder.getDecodedBuffer().slice();
    decoder.delete();
    charLs.keepIfSmall(codec.HEAPU8);
    return precision <= 8 ? decoded : new Uint16Array(decoded.buffer);
  } catch {
    charLs.forget();
    throw new DicomError({ file, problem: "the JPEG-LS data are cut off or damaged" });
  }
}

const SOI = 0xd8, SOS = 0xda, SOF55 = 0xf7;

/**
 * Walks through a JPEG-LS data stream from its first marker to its last, so that what is cut off or
 * of another kind is refused before it is decoded.
 *
 * @throws {DicomError} If the data are no JPEG-LS image of one component, or are cut off.
 */
export function readJpegLsFrame(bytes: Uint8Array, file: string): JpegLsFrame {
  const fail = (fault: Found): never => {
    throw new DicomError({ file, expected: "a JPEG-LS image of one component", ...fault });
  };
  if (bytes[0] !== 0xff || bytes[1] !== SOI) fail({ problem: "its first bytes are not FF D8" });
  let frame: Omit<JpegLsFrame, "rest"> | null = null;
  for (let at = 2;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1]!;
    const length = bytes[at + 2]! << 8 | bytes[at + 3]!;
    if (bytes[at] !== 0xff || at + 2 + length > bytes.length || length < 2) {
      return fail({ problem: "it is cut off or damaged" });
    }
    const segment = bytes.subarray(at + 4, at + 2 + length);
    at += 2 + length;
    if (marker >= 0xc0 && marker <= 0xcf) fail({ found: "another JPEG process" });
    if (marker === SOF55) frame = readFrame(segment, fail);
    if (marker === SOS) {
      if (frame === null) return fail({ found: "data before its frame header" });
      const end = scanEnd(bytes, at);
      if (end === -1) fail({ problem: "it is cut off or damaged: its end is missing" });
      return { ...frame, rest: bytes.subarray(end) };
    }
  }
}

function readFrame(segment: Uint8Array, fail: (fault: Found) => never) {
  const [precision = 0, rowsHigh = 0, rowsLow = 0, columnsHigh = 0, columnsLow = 0, components] =
    segment;
  if (components !== 1) fail({ found: `${components ?? 0} components` });
  if (precision < 2 || precision > 16) fail({ found: `a precision of ${precision} bits` });
  return { precision, rows: rowsHigh << 8 | rowsLow, columns: columnsHigh << 8 | columnsLow };
}
