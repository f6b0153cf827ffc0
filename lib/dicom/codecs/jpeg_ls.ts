import { DicomError } from "../../error.ts";
import { CodecLoader, packagedBytes } from "./codec_loader.ts";
import { FRAME_MARKER, readSingleScanFrame, type SingleScanFrame } from "./jpeg_markers.ts";
import type { Words } from "./words.ts";

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
  const [module, wasmBinary] = await Promise.all([
    import("@cornerstonejs/codec-charls/decodewasmjs"),
    packagedBytes("npm:@cornerstonejs/codec-charls@1.2.7/decodewasm"),
  ]);
  return { factory: module.default, wasmBinary };
});

/**
 * Decodes a JPEG-LS image (ITU-T T.87) of one component with CharLS.
 *
 * @param bytes The data stream as {@link readJpegLsFrame} has checked it.
 * @throws {DicomError} If the data are damaged.
 */
export async function decodeJpegLs(
  bytes: Uint8Array,
  { precision }: SingleScanFrame,
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

/**
 * The frame of a JPEG-LS image, which is whole.
 *
 * @throws {DicomError} If the data are no JPEG-LS image of one component, or are cut off.
 */
export function readJpegLsFrame(bytes: Uint8Array, file: string): SingleScanFrame {
  return readSingleScanFrame(bytes, file, {
    name: "JPEG-LS",
    markers: [FRAME_MARKER.ls],
    isPrecision: (bits) => bits >= 2 && bits <= 16,
  });
}
