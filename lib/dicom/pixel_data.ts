import { DicomError } from "../error.ts";
import { beginsFragments, checkRest, encapsulatedFrames, joined } from "./codecs/fragments.ts";
import { decodeJpeg, readJpegFrame } from "./codecs/jpeg.ts";
import { decodeJpeg2000 } from "./codecs/jpeg_2000.ts";
import { beginsJpeg2000, readJpeg2000Frame } from "./codecs/jpeg_2000_codestream.ts";
import {
  decodeJpegLossless,
  decodeJpegLosslessHounsfield,
  type JpegLosslessFormat,
} from "./codecs/jpeg_lossless.ts";
import { decodeJpegLs, readJpegLsFrame } from "./codecs/jpeg_ls.ts";
import { FRAME_MARKER, frameMarker } from "./codecs/jpeg_markers.ts";
import {
  nativeBytes,
  type NativeLayout,
  nativeLength,
  nativeWords,
  wholeFrames,
} from "./codecs/native_pixels.ts";
import { decodeRle } from "./codecs/rle.ts";
import type { Words } from "./codecs/words.ts";
import type { DicomDataSet } from "./data_set.ts";
import { UNDEFINED_LENGTH } from "./element_reader.ts";
import { type PixelFormat, toHounsfield } from "./hounsfield.ts";
import { isKnownSyntax, type PixelEncoding, unsupportedSyntax } from "./transfer_syntax.ts";

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
  if (isNative(data, layout)) {
    const bytes = nativeBytes(data, layout);
    const bytewise = layout.bitsAllocated === 8 && data.pixelData?.vr !== "OW";
    const swapped = !data.syntax.littleEndian && !bytewise;
    return (frame) => stored(nativeWords(bytes, frame, layout, swapped));
  }
  const { pixels } = data.syntax;
  if (pixels === null) {
    throw new DicomError({ file: data.file, problem: unsupportedSyntax(data.syntax) });
  }
  const frames = encapsulatedFrames(data, layout.frames);
  return (frame) => {
    const bytes = joined(frames[frame]!);
    refuseAbsurdSize(bytes, layout, data.file);
    const found = encodingByMarkers(bytes) ?? pixels;
    if (found !== pixels) data.notes.add("other compression");
    switch (found) {
      case "encapsulated native":
        return encapsulatedNative(bytes, layout, data);
      case "RLE":
        return rle(bytes, layout, data, frames[frame]!.length);
      case "JPEG":
        return jpeg(bytes, layout, data);
      case "JPEG Lossless":
        return jpegLossless(bytes, layout, data, shared);
      case "JPEG-LS":
        return jpegLs(bytes, layout, data);
      case "JPEG 2000":
        return jpeg2000(bytes, layout, data);
      case "native":
        throw new DicomError({
          file: data.file,
          expected: "uncompressed pixel data",
          found: "encapsulated ones",
        });
    }
  };
}

/**
 * Whether the pixel data are uncompressed and not in fragments. Of what is compressed the standard has
 * the length undefined: pixel data of a stated length that hold the whole image are plain, whatever
 * the transfer syntax says. GDCM reads them so.
 */
function isNative(data: DicomDataSet, layout: NativeLayout): boolean {
  const { syntax, pixelData, notes, file } = data;
  const length = pixelData?.length ?? UNDEFINED_LENGTH;
  if (syntax.pixels === null && !isKnownSyntax(syntax)) {
    throw new DicomError({ file, problem: unsupportedSyntax(syntax) });
  }
  if (length === UNDEFINED_LENGTH || beginsFragments(data)) return false;
  if (syntax.pixels === "native") return true;
  if (length < nativeLength(layout)) {
    throw new DicomError({ file, expected: "encapsulated pixel data", found: "a plain element" });
  }
  notes.add("native pixels");
  return true;
}

/** How a frame is compressed by its own first bytes, or null where they do not say. */
function encodingByMarkers(bytes: Uint8Array): PixelEncoding | null {
  const marker = frameMarker(bytes);
  if (marker === FRAME_MARKER.lossless) return "JPEG Lossless";
  if (marker === FRAME_MARKER.baseline || marker === FRAME_MARKER.extended) return "JPEG";
  if (marker === FRAME_MARKER.ls) return "JPEG-LS";
  return beginsJpeg2000(bytes) ? "JPEG 2000" : null;
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

/** Only zeros may follow: more may as well be data that are compressed after all. */
function encapsulatedNative(
  bytes: Uint8Array,
  layout: NativeLayout,
  data: DicomDataSet,
): StoredFrame {
  const one = { ...layout, frames: 1 }, needed = nativeLength(one);
  const rest = bytes.subarray(needed);
  if (rest.length > 1 && rest.some((byte) => byte !== 0)) {
    throw new DicomError({
      file: data.file,
      expected: `an encapsulated frame of ${needed} bytes`,
      found: bytes.length,
    });
  }
  return stored(nativeWords(wholeFrames(bytes, one, data), 0, one, false));
}

/** @param fragments How many the frame is made of. */
function rle(
  bytes: Uint8Array,
  layout: NativeLayout,
  data: DicomDataSet,
  fragments: number,
): StoredFrame {
  const { rows, columns, bitsAllocated } = layout;
  const { words, rest } = decodeRle(bytes, rows * columns, bitsAllocated, data.file);
  // RLE has no marker that another frame would be known by, if a damaged offset table put it behind.
  if (fragments > 1 && rest.some((byte) => byte !== 0)) {
    throw new DicomError({
      file: data.file,
      expected: "one whole image in its fragments",
      found: "more",
    });
  }
  checkRest(rest, data);
  return stored(words);
}

async function jpeg(
  bytes: Uint8Array,
  layout: NativeLayout,
  data: DicomDataSet,
): Promise<StoredFrame> {
  const { file } = data;
  const frame = readJpegFrame(bytes, file);
  refuseOtherSize(frame, layout, "JPEG", file);
  refuseLongSamples(frame.precision, layout, file);
  checkRest(frame.rest, data);
  return stored(await decodeJpeg(bytes, frame, file));
}

function jpegLossless(
  bytes: Uint8Array,
  layout: NativeLayout,
  data: DicomDataSet,
  shared: boolean,
): StoredFrame {
  const { file } = data;
  const checked = <Image extends JpegLosslessFormat>(image: Image): Image => {
    refuseLongSamples(image.precision, layout, file);
    checkRest(bytes.subarray(image.length), data);
    return image;
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
  data: DicomDataSet,
): Promise<StoredFrame> {
  const { file } = data;
  const frame = readJpegLsFrame(bytes, file);
  refuseOtherSize(frame, layout, "JPEG-LS", file);
  refuseLongSamples(frame.precision, layout, file);
  checkRest(frame.rest, data);
  return stored(await decodeJpegLs(bytes, frame, file));
}

async function jpeg2000(
  bytes: Uint8Array,
  layout: NativeLayout,
  data: DicomDataSet,
): Promise<StoredFrame> {
  const { file } = data;
  const frame = readJpeg2000Frame(bytes, file);
  refuseOtherSize(frame, layout, "JPEG 2000", file);
  checkRest(frame.rest, data);
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
