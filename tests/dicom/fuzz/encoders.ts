/**
 * Images compressed for the fuzzer by CharLS and OpenJPEG.
 *
 * @module
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

interface FrameInfo {
  width: number;
  height: number;
  bitsPerSample: number;
  isSigned: boolean;
  componentCount: number;
}

/** What the two encoders have in common. */
interface Encoder {
  getDecodedBuffer(frame: FrameInfo): Uint8Array;
  getEncodedBuffer(): Uint8Array;
  encode(): void;
  setDecompositions?(levels: number): void;
  setQuality?(lossless: boolean, rate: number): void;
  delete(): void;
}

type Codec = { JpegLSEncoder: new () => Encoder; J2KEncoder: new () => Encoder };

/** Loads the variant of a package that can encode, too; the package's entrance names another. */
async function load(name: string, variant: string): Promise<Codec> {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve(name));
  const factory = require(join(folder, `${variant}.js`));
  return await factory({ wasmBinary: await Deno.readFile(join(folder, `${variant}.wasm`)) });
}

const charls = await load("@cornerstonejs/codec-charls", "charlswasm");
const openJpeg = await load("@cornerstonejs/codec-openjpeg", "openjpegwasm");

function encode(encoder: Encoder, words: number[], frame: FrameInfo): Uint8Array {
  const bytes = encoder.getDecodedBuffer(frame);
  const wide = frame.bitsPerSample > 8;
  const pixels = wide ? new Uint16Array(words) : Uint8Array.from(words);
  bytes.set(new Uint8Array(pixels.buffer));
  encoder.encode();
  const encoded = new Uint8Array(encoder.getEncodedBuffer());
  encoder.delete();
  return encoded;
}

/** JPEG-LS, lossless. */
export function encodeJpegLs(
  words: number[],
  height: number,
  width: number,
  bitsPerSample: number,
) {
  const frame = { width, height, bitsPerSample, isSigned: false, componentCount: 1 };
  return encode(new charls.JpegLSEncoder(), words, frame);
}

/** JPEG 2000, lossless. */
export function encodeJpeg2000(words: number[], height: number, width: number, bits: number) {
  const encoder = new openJpeg.J2KEncoder();
  encoder.setDecompositions!(2);
  encoder.setQuality!(true, 0);
  const frame = { width, height, bitsPerSample: bits, isSigned: false, componentCount: 1 };
  return encode(encoder, words, frame);
}
