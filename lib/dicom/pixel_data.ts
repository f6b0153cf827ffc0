import { DicomError } from "../error.ts";
import { encapsulatedFrames, isPadding, joined } from "./codecs/fragments.ts";
import { decodeJpeg2000 } from "./codecs/jpeg_2000.ts";
import { readJpeg2000Frame } from "./codecs/jpeg_2000_codestream.ts";
import {
  decodeJpegLossless,
  decodeJpegLosslessHounsfield,
  type JpegLosslessFormat,
} from "./codecs/jpeg_lossless.ts";
import { decodeJpegLs, readJpegLsFrame } from "./codecs/jpeg_ls.ts";
import { exactBytes, nativeBytes, type NativeLayout, nativeWords } from "./codecs/native_pixels.ts";
import { decodeRle } from "./codecs/rle.ts";
import type { Words } from "./codecs/words.ts";
import type { DicomDataSet } from "./data_set.ts";
import { type PixelFormat, toHounsfield } from "./hounsfield.ts";
import { unsupportedSyntax } from "./transfer_syntax.ts";

/** One image as it is stored. */
export interface StoredFrame {
  /** What the compressed data themselves say of their samples, where they do. */
  samples: { precision: number; signed: boolean } | null;
  /** Its words row by row, before any rescaling. */
  words(): Words;
  /** Its words as HU; as `toHounsfield`, which may be faster together with decoding. */
  hounsfield(format: PixelFormat): Int16Array | Float32Array;
}

/** Reads the images of an object one at a time. */
export type FrameReader = (frame: number) => StoredFrame | Promise<StoredFrame>;

/** A compressed image may have this many pixels, however few its bytes: blank ones have few. */
const ALWAYS_PIXELS = 2 ** 20;
/** Above that a byte may stand for this many pixels: no photograph of anything is blanker. */
const MOST_PIXELS_A_BYTE = 1024;
/** Above this, 4096 x 4096, decoding JPEG 2000 would take more than 400 MB of memory. */
const MOST_PIXELS = 2 ** 24;

/**
 * Opens the pixel data of a gray image.
 *
 * @param shared Whether a frame may lie in memory that the next frame uses again.
 * @returns A function that gives one frame. It, or what it gives, throws a `DicomError` where the
 *   frame is cut off or damaged.
 * @throws {DicomError} If the transfer syntax is not supported, or the pixel data are absent, cut
 *   off, damaged or absurdly large.
 */
export function openPixelData(
  data: DicomDataSet,
  layout: NativeLayout,
  shared: boolean,
): FrameReader {
  const { pixels, littleEndian } = data.syntax;
  if (pixels === null) {
    throw new DicomError({ file: data.file, problem: unsupportedSyntax(data.syntax) });
  }
  if (pixels === "native") {
    const bytes = nativeBytes(data, layout);
    const bytewise = layout.bitsAllocated === 8 && data.pixelData?.vr !== "OW";
    const swapped = !littleEndian && !bytewise;
    return (frame) => stored(nativeWords(bytes, frame, layout, swapped));
  }
  const frames = encapsulatedFrames(data, layout.frames);
  return (frame) => {
    const bytes = joined(frames[frame]!);
    refuseAbsurdSize(bytes, layout, data.file);
    switch (pixels) {
      case "encapsulated native":
        return encapsulatedNative(bytes, layout, data.file);
      case "RLE":
        return rle(bytes, layout, data.file);
      case "JPEG Lossless":
        return jpegLossless(bytes, layout, data.file, shared);
      case "JPEG-LS":
        return jpegLs(bytes, layout, data.file);
      case "JPEG 2000":
        return jpeg2000(bytes, layout, data.file);
    }
  };
}

function refuseAbsurdSize(bytes: Uint8Array, { rows, columns }: NativeLayout, file: string) {
  const most = Math.max(ALWAYS_PIXELS, bytes.length * MOST_PIXELS_A_BYTE);
  if (rows * columns > Math.min(most, MOST_PIXELS)) {
    throw new DicomError({
      file,
      expected: `a compressed image of at most ${Math.min(most, MOST_PIXELS)} pixels in ` +
        `${bytes.length} bytes`,
      found: `${rows} x ${columns}`,
    });
  }
}

function stored(words: Words, samples: StoredFrame["samples"] = null): StoredFrame {
  return { samples, words: () => words, hounsfield: (format) => toHounsfield(words, format) };
}

function encapsulatedNative(bytes: Uint8Array, layout: NativeLayout, file: string): StoredFrame {
  const one = { ...layout, frames: 1 };
  const exact = exactBytes(bytes, bytes.length, one, file);
  return stored(nativeWords(exact, 0, one, false));
}

function rle(bytes: Uint8Array, layout: NativeLayout, file: string): StoredFrame {
  const { rows, columns, bitsAllocated } = layout;
  return stored(decodeRle(bytes, rows * columns, bitsAllocated, file));
}

function jpegLossless(
  bytes: Uint8Array,
  layout: NativeLayout,
  file: string,
  shared: boolean,
): StoredFrame {
  const checked = <Image extends JpegLosslessFormat>(image: Image): Image => {
    refuseLongSamples(image.precision, layout, file);
    if (isPadding(bytes.subarray(image.length))) return image;
    throw new DicomError({
      file,
      expected: "one whole JPEG image",
      problem: "more data follow it",
    });
  };
  return {
    samples: null,
    words: () => checked(decodeJpegLossless(bytes, file, layout)).samples,
    hounsfield: (format) =>
      checked(decodeJpegLosslessHounsfield(bytes, file, format, layout, shared)).hounsfield,
  };
}

async function jpegLs(
  bytes: Uint8Array,
  layout: NativeLayout,
  file: string,
): Promise<StoredFrame> {
  const frame = readJpegLsFrame(bytes, file);
  refuseOtherSize(frame, layout, "JPEG-LS", file);
  refuseLongSamples(frame.precision, layout, file);
  return stored(await decodeJpegLs(bytes, frame, file));
}

async function jpeg2000(
  bytes: Uint8Array,
  layout: NativeLayout,
  file: string,
): Promise<StoredFrame> {
  const frame = readJpeg2000Frame(bytes, file);
  refuseOtherSize(frame, layout, "JPEG 2000", file);
  return stored(await decodeJpeg2000(frame, file), frame);
}

function refuseOtherSize(
  found: { rows: number; columns: number },
  { rows, columns }: NativeLayout,
  name: string,
  file: string,
): void {
  if (found.rows === rows && found.columns === columns) return;
  throw new DicomError({
    file,
    expected: `an image of ${rows} x ${columns} as the header says`,
    found: `${name} data of ${found.rows} x ${found.columns}`,
  });
}

function refuseLongSamples(precision: number, { bitsAllocated }: NativeLayout, file: string) {
  if (precision <= bitsAllocated) return;
  throw new DicomError({
    file,
    expected: `at most ${bitsAllocated} bits per pixel as the header says`,
    found: `JPEG data of ${precision}`,
  });
}
