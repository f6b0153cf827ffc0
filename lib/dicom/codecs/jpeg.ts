import { DicomError } from "../../error.ts";
import { CodecLoader, packagedBytes } from "./codec_loader.ts";
import { FRAME_MARKER, readSingleScanFrame, type SingleScanFrame } from "./jpeg_markers.ts";
import type { Words } from "./words.ts";

/**
 * What the WebAssembly of `dcmjs-codecs` exports of what is used here: the Independent JPEG Group's
 * library for 8 and 12 bits, as DCMTK and GDCM have it, by which its pixels are theirs.
 */
interface Codecs {
  memory: WebAssembly.Memory;
  _initialize(): void;
  CreateCodecsContext(): number;
  ReleaseCodecsContext(context: number): void;
  CreateDecoderParameters(): number;
  ReleaseDecoderParameters(parameters: number): void;
  SetConvertColorspaceToRgb(parameters: number, convert: number): void;
  SetColumns(context: number, columns: number): void;
  SetRows(context: number, rows: number): void;
  SetBitsAllocated(context: number, bits: number): void;
  SetBitsStored(context: number, bits: number): void;
  SetSamplesPerPixel(context: number, samples: number): void;
  SetPixelRepresentation(context: number, representation: number): void;
  SetPlanarConfiguration(context: number, configuration: number): void;
  /** 1 is MONOCHROME2. */
  SetPhotometricInterpretation(context: number, photometric: number): void;
  SetEncodedBufferSize(context: number, size: number): void;
  GetEncodedBuffer(context: number): number;
  GetDecodedBuffer(context: number): number;
  GetDecodedBufferSize(context: number): number;
  DecodeJpeg(context: number, parameters: number): void;
}

const MONOCHROME2 = 1;

const codecs = new CodecLoader<Codecs>(async () => ({
  factory: instantiate,
  wasmBinary: await packagedBytes("npm:/dcmjs-codecs@0.0.8/build/dcmjs-native-codecs.wasm"),
}));

/** Never called: by it Deno knows the package beforehand, of which no module is imported. */
export const packageOfCodecs = (): Promise<unknown> =>
  import("dcmjs-codecs/build/dcmjs-codecs.min.js");

/** What the library says, among much else, of data that it could not decode as a whole. */
const DAMAGE = /Corrupt JPEG data|Premature end/;

/** Makes an instance that reports damage to `print`. */
async function instantiate(
  { wasmBinary, print }: { wasmBinary: Uint8Array<ArrayBuffer>; print(line: string): void },
): Promise<Codecs> {
  const report = (address: number, length: number) => {
    const line = new TextDecoder().decode(new Uint8Array(exports.memory.buffer, address, length));
    if (DAMAGE.test(line)) print(line);
  };
  // The library waits for a clock that advances; what time it is does not matter.
  let time = 0n;
  const clock = (_id: number, _precision: bigint, address: number) => {
    new DataView(exports.memory.buffer).setBigUint64(address, time += 1_000_000n, true);
    return 0;
  };
  const refuse = () => {
    throw new Error("The decoder gave up");
  };
  const nothing = () => 0;
  const { instance } = await WebAssembly.instantiate(wasmBinary, {
    env: {
      onCodecsException: refuse,
      onCodecsInfo: report,
      onCodecsTrace: nothing,
      emscripten_notify_memory_growth: nothing,
    },
    wasi_snapshot_preview1: {
      proc_exit: refuse,
      clock_time_get: clock,
      environ_get: nothing,
      environ_sizes_get: nothing,
      fd_write: nothing,
      fd_close: nothing,
      fd_seek: nothing,
    },
  });
  const exports = instance.exports as unknown as Codecs;
  exports._initialize();
  return exports;
}

/**
 * Decodes a JPEG image with lossy compression (ITU-T T.81, baseline or extended sequential) of one
 * component.
 *
 * @param bytes The data stream as {@link readJpegFrame} has checked it.
 * @throws {DicomError} If the data are damaged: where the decoder gives part of an image, too.
 */
export async function decodeJpeg(
  bytes: Uint8Array,
  frame: SingleScanFrame,
  file: string,
): Promise<Words> {
  const codec = await codecs.load();
  codecs.complaints.length = 0;
  try {
    const words = decode(codec, bytes, frame);
    if (words.length === frame.rows * frame.columns && codecs.complaints.length === 0) return words;
  } catch {
    codecs.forget();
  }
  throw new DicomError({ file, problem: "the JPEG data are cut off or damaged" });
}

function decode(
  codec: Codecs,
  bytes: Uint8Array,
  { precision, rows, columns }: SingleScanFrame,
): Words {
  const context = codec.CreateCodecsContext(), parameters = codec.CreateDecoderParameters();
  codec.SetConvertColorspaceToRgb(parameters, 0);
  codec.SetColumns(context, columns);
  codec.SetRows(context, rows);
  codec.SetBitsAllocated(context, precision <= 8 ? 8 : 16);
  codec.SetBitsStored(context, precision);
  codec.SetSamplesPerPixel(context, 1);
  codec.SetPixelRepresentation(context, 0);
  codec.SetPlanarConfiguration(context, 0);
  codec.SetPhotometricInterpretation(context, MONOCHROME2);
  codec.SetEncodedBufferSize(context, bytes.length);
  new Uint8Array(codec.memory.buffer).set(bytes, codec.GetEncodedBuffer(context));
  codec.DecodeJpeg(context, parameters);
  const start = codec.GetDecodedBuffer(context);
  const decoded = codec.memory.buffer.slice(start, start + codec.GetDecodedBufferSize(context));
  codec.ReleaseDecoderParameters(parameters);
  codec.ReleaseCodecsContext(context);
  return precision <= 8 ? new Uint8Array(decoded) : new Uint16Array(decoded);
}

/**
 * The frame of a sequential JPEG image, which is whole.
 *
 * @throws {DicomError} If the data are no sequential JPEG image of one component, or are cut off.
 */
export function readJpegFrame(bytes: Uint8Array, file: string): SingleScanFrame {
  return readSingleScanFrame(bytes, file, {
    name: "JPEG",
    markers: [FRAME_MARKER.baseline, FRAME_MARKER.extended],
    isPrecision: (bits) => bits === 8 || bits === 12,
  });
}
