import { DicomError } from "../../error.ts";
import { CodecLoader, packagedBytes } from "./codec_loader.ts";
import type { Jpeg2000Frame } from "./jpeg_2000_codestream.ts";
import type { Words } from "./words.ts";

/** The decoder of `@cornerstonejs/codec-openjpeg`: OpenJPEG compiled to WebAssembly. */
interface OpenJpeg {
  HEAPU8: Uint8Array;
  J2KDecoder: new () => {
    /** Memory for the encoded image, to be filled. */
    getEncodedBuffer(length: number): Uint8Array;
    decode(): void;
    /** The decoded image, as bytes of 8- or 16-bit words. */
    getDecodedBuffer(): Uint8Array;
    getFrameInfo(): { width: number; height: number };
    delete(): void;
  };
}

const openJpeg = new CodecLoader<OpenJpeg>(async () => {
  const [module, wasmBinary] = await Promise.all([
    import("@cornerstonejs/codec-openjpeg/decodewasmjs"),
    packagedBytes("npm:@cornerstonejs/codec-openjpeg@1.3.6/decodewasm"),
  ]);
  return { factory: module.default, wasmBinary };
});

/**
 * Decodes a JPEG 2000 image (ITU-T T.800) of one component with OpenJPEG.
 *
 * @param frame The codestream as `readJpeg2000Frame` has checked it.
 * @returns Samples as words; of signed ones the bits in two's complement.
 * @throws {DicomError} If the data are damaged: where the decoder gives part of an image, too.
 */
export async function decodeJpeg2000(frame: Jpeg2000Frame, file: string): Promise<Words> {
  const { codestream, rows, columns, precision } = frame;
  const codec = await openJpeg.load();
  openJpeg.complaints.length = 0;
  try {
    const decoder = new codec.J2KDecoder();
    decoder.getEncodedBuffer(codestream.length).set(codestream);
    decoder.decode();
    const decoded = decoder.getDecodedBuffer().slice();
    const { width, height } = decoder.getFrameInfo();
    decoder.delete();
    openJpeg.keepIfSmall(codec.HEAPU8);
    const words = precision <= 8 ? decoded : new Uint16Array(decoded.buffer);
    const whole = width === columns && height === rows && words.length === rows * columns;
    if (whole && openJpeg.complaints.length === 0) return words;
  } catch {
    openJpeg.forget();
  }
  throw new DicomError({ file, problem: "the JPEG 2000 data are cut off or damaged" });
}
