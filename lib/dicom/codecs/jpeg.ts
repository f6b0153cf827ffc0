import { DicomError } from "../../error.ts";
import type { Found } from "../../fault.ts";
import { CodecLoader } from "./codec_loader.ts";
import { FRAME_MARKER, scanEnd } from "./jpeg_markers.ts";
import type { Words } from "./words.ts";

/** What the frame header of a JPEG image says (ITU-T T.81 annex B.2.2). */
export interface JpegFrame {
  /** Bits of a sample: 8, in the extended process also 12. */
  precision: number;
  rows: number;
  columns: number;
  /** What follows the image. */
  rest: Uint8Array;
}

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

const codecs = new CodecLoader<Codecs>(async () => {
  const binary = await import("dcmjs-codecs/build/dcmjs-native-codecs.wasm", {
    with: { type: "bytes" },
  });
  return { factory: instantiate, wasmBinary: binary.default };
});

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
  frame: JpegFrame,
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
  { precision, rows, columns }: JpegFrame,
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

const SOI = 0xd8, SOS = 0xda;

/**
 * Walks through a JPEG data stream from its first marker to its last, so that what is cut off or of
 * another kind is refused before it is decoded.
 *
 * @throws {DicomError} If the data are no sequential JPEG image of one component, or are cut off.
 */
export function readJpegFrame(bytes: Uint8Array, file: string): JpegFrame {
  const fail = (fault: Found): never => {
    throw new DicomError({ file, expected: "a JPEG image of one component", ...fault });
  };
  if (bytes[0] !== 0xff || bytes[1] !== SOI) fail({ problem: "its first bytes are not FF D8" });
  let frame: Omit<JpegFrame, "rest"> | null = null;
  for (let at = 2;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1]!;
    const length = bytes[at + 2]! << 8 | bytes[at + 3]!;
    if (bytes[at] !== 0xff || at + 2 + length > bytes.length || length < 2) {
      return fail({ problem: "it is cut off or damaged" });
    }
    const segment = bytes.subarray(at + 4, at + 2 + length);
    at += 2 + length;
    if (marker === FRAME_MARKER.baseline || marker === FRAME_MARKER.extended) {
      if (frame !== null) return fail({ found: "two frame headers" });
      frame = readFrame(segment, fail);
    }
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
  if (precision !== 8 && precision !== 12) fail({ found: `a precision of ${precision} bits` });
  return { precision, rows: rowsHigh << 8 | rowsLow, columns: columnsHigh << 8 | columnsLow };
}
