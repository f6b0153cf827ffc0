import ndarray from "ndarray";
import type { NdArray } from "ndarray";
import { DicomError } from "../error.ts";
import { DicomDataSet } from "./data_set.ts";
import { type DicomHeader, headerOf, headerOfFrame } from "./header.ts";
import { type PixelFormat, toHounsfield } from "./hounsfield.ts";
import { inOrder } from "./notes.ts";
import { openPixelData, type StoredFrame } from "./pixel_data.ts";
import { mayBeWrapped, showsWrappedAir, unwrapAir, unwrappedValue } from "./wrapped_air.ts";

/** CT image or images with their header. */
export interface DicomSlice extends DicomHeader {
  /**
   * HU, of shape [rows, columns], or [frames, rows, columns] where the object holds several images
   * and none of them was asked for: int16 where every value is whole and fits, else float32. Where
   * the header has no slope or intercept (MR, say) they count as 1 and 0.
   */
  image: NdArray<Int16Array | Float32Array>;
  /** HU of the pixels outside the field of view, or null where the header does not say. */
  paddingValue: number | null;
  /** With it, padding is everything from the one to the other, or null. */
  paddingRangeLimit: number | null;
}

/** What {@link readDicom} may be asked. */
export interface ReadDicomOptions {
  /** Which of the object's images, from 0; all of them where it is left out. */
  frame?: number;
  /**
   * Whether the image may lie in memory that the next call in this thread uses again: saves a copy
   * for who is done with it by then. Default false.
   */
  shared?: boolean;
}

/** Images of one object may have this many pixels in all, or so many a byte of the file. */
const MOST_PIXELS = 2 ** 26;
const MOST_PIXELS_A_BYTE = 64;

/**
 * Reads a gray DICOM image in Hounsfield units, or all images of a multi-frame object: uncompressed
 * (implicit and explicit, little and big endian, deflated, encapsulated), RLE, JPEG Baseline and
 * Extended, JPEG Lossless, JPEG-LS or JPEG 2000. Files that break the standard are read as DCMTK, GDCM
 * or pydicom read them, with notes.
 *
 * @param bytes The whole DICOM Part 10 file.
 * @param file The file's name, for messages.
 * @throws {DicomError} If the bytes are not DICOM, are cut off or damaged, lack what an image needs,
 *   or are in a transfer syntax or of a kind that is not supported; if there is no such frame.
 *
 * @example
 * ```ts ignore
 * import { readDicom } from "hemoleak";
 * const slice = await readDicom(await Deno.readFile("CT000000.dcm"), "CT000000.dcm");
 * console.log(slice.image.shape, slice.image.get(256, 256), "HU");
 * ```
 */
export async function readDicom(
  bytes: Uint8Array,
  file: string,
  options: ReadDicomOptions = {},
): Promise<DicomSlice> {
  const data = DicomDataSet.parse(bytes, file);
  const header = headerOf(data);
  refuseOtherKinds(data, header);
  const bitsAllocated = readBitsAllocated(data);
  const { rows, columns, numberOfFrames } = header;
  const layout = { rows, columns, frames: numberOfFrames, bitsAllocated };
  const readFrame = openPixelData(data, layout, options.shared ?? false);
  const frames = framesToRead(data, header, options.frame);

  const images = new JoinedImages(frames.length, rows * columns);
  let first: Frame | null = null;
  for (const frame of frames) {
    const own = headerOfFrame(header, frame);
    const read = toFrame(await readFrame(frame), readFormat(data, own, bitsAllocated), own);
    if (read.isUnwrapped) data.notes.add("wrapped air");
    images.add(read.image);
    first ??= read;
  }
  const several = frames.length > 1;
  return {
    ...(several ? header : headerOfFrame(header, frames[0]!)),
    image: ndarray(images.data, several ? [frames.length, rows, columns] : [rows, columns]),
    // Padding is stated once, as a stored value: its HU are those of the first image.
    paddingValue: readPadding(data, 0x00280120, "PixelPaddingValue", first!),
    paddingRangeLimit: readPadding(data, 0x00280121, "PixelPaddingRangeLimit", first!),
    notes: inOrder(data.notes),
  };
}

/** The HU of images of equal size as one array: float32 as soon as one of them is. */
class JoinedImages {
  data: Int16Array | Float32Array = new Int16Array(0);
  #filled = 0;

  constructor(readonly count: number, readonly pixels: number) {}

  add(image: Int16Array | Float32Array): void {
    if (this.count === 1) {
      this.data = image;
      return;
    }
    if (this.#filled === 0) this.data = new Int16Array(this.count * this.pixels);
    if (image instanceof Float32Array && this.data instanceof Int16Array) {
      this.data = Float32Array.from(this.data);
    }
    this.data.set(image, this.#filled);
    this.#filled += this.pixels;
  }
}

interface Frame {
  image: Int16Array | Float32Array;
  format: PixelFormat;
  /** Whether negative HU had wrapped around and were corrected. */
  isUnwrapped: boolean;
}

function toFrame(stored: StoredFrame, headerFormat: PixelFormat, header: DicomHeader): Frame {
  const format = formatOfSamples(stored, headerFormat);
  const { bitsStored, signed } = format;
  if (mayBeWrapped({ ...header, bitsStored, pixelRepresentation: signed ? 1 : 0 })) {
    const words = stored.words();
    if (showsWrappedAir(words, format)) {
      const unwrapped = unwrapAir(words, format);
      const image = toHounsfield(unwrapped.words, unwrapped.format);
      return { image, format, isUnwrapped: true };
    }
  }
  return { image: stored.hounsfield(format), format, isUnwrapped: false };
}

/**
 * How the words are to be read where compressed data say themselves how many bits a sample has. A
 * sign that either the header or they speak of is there: GDCM and pydicom, too, give an image that
 * was coded as unsigned the header's sign.
 */
function formatOfSamples({ samples }: StoredFrame, format: PixelFormat): PixelFormat {
  if (samples === null) return format;
  const { precision } = samples;
  const signed = format.signed || samples.signed;
  return { ...format, bitsStored: precision, highBit: precision - 1, signed };
}

/** Objects that are no gray image, in which pixel values would not be HU. */
function refuseOtherKinds(data: DicomDataSet, header: DicomHeader): void {
  const { rows, columns, numberOfFrames } = header;
  const samples = data.uint16(0x00280002, "SamplesPerPixel") ?? 1;
  const photometric = photometricInterpretation(data);
  if (!header.hasPixelData) refuse(data, "an image", "none");
  if (rows === 0 || columns === 0) {
    refuse(data, "Rows and Columns above 0", `${rows} and ${columns}`);
  }
  if (!Number.isInteger(numberOfFrames) || numberOfFrames < 1) {
    refuse(data, "a NumberOfFrames that is whole and above 0", "another");
  }
  if (samples !== 1 || !GRAY.includes(photometric)) {
    const color = COLORS.includes(photometric) ? photometric : "no known color space";
    const shown = GRAY.includes(photometric) ? photometric : color;
    refuse(data, "a gray image", `${samples} samples a pixel, ${shown}`);
  }
  if (data.has(0x00283000)) {
    refuse(data, "RescaleSlope and RescaleIntercept", "a ModalityLUTSequence, not supported");
  }
}

const GRAY = ["MONOCHROME1", "MONOCHROME2"];

/** As the standard spells it; some write it without the number, or with a blank. */
function photometricInterpretation(data: DicomDataSet): string {
  const stated = data.text(0x00280004) || "MONOCHROME2";
  if (GRAY.includes(stated) || !/^MONOCHROME[ _]?[12]?$/i.test(stated)) return stated;
  data.notes.add("other photometric name");
  return "MONOCHROME2";
}

/** PS3.3 C.7.6.3.1.2. Only these words are repeated from a header. */
const COLORS = [
  ...["PALETTE COLOR", "RGB", "HSV", "ARGB", "CMYK", "XYB", "YBR_FULL", "YBR_FULL_422"],
  ...["YBR_PARTIAL_422", "YBR_PARTIAL_420", "YBR_ICT", "YBR_RCT"],
];

/** The frames that are asked for, none of which exists only by the header's word. */
function framesToRead(data: DicomDataSet, header: DicomHeader, frame: number | undefined) {
  const { rows, columns, numberOfFrames } = header;
  if (frame !== undefined) {
    if (Number.isInteger(frame) && frame >= 0 && frame < numberOfFrames) return [frame];
    throw new DicomError({
      file: data.file,
      expected: "one of the file's frames, counted from 0,",
      problem: `was asked for ${frame}`,
    });
  }
  const most = Math.max(MOST_PIXELS, data.bytes.length * MOST_PIXELS_A_BYTE);
  if (numberOfFrames > 1 && rows * columns * numberOfFrames > most) {
    refuse(data, `at most ${most} pixels in all frames`, "more; read the frames one at a time");
  }
  return [...Array(numberOfFrames).keys()];
}

function readBitsAllocated(data: DicomDataSet): number {
  const bits = data.uint16(0x00280100, "BitsAllocated");
  if (bits !== 8 && bits !== 16 && bits !== 32) {
    refuse(data, "BitsAllocated of 8, 16 or 32", bits ?? "none");
  }
  return bits;
}

function readFormat(data: DicomDataSet, header: DicomHeader, bitsAllocated: number): PixelFormat {
  const { bitsStored, pixelRepresentation, rescaleSlope, rescaleIntercept } = header;
  if (bitsStored === null || bitsStored < 1 || bitsStored > bitsAllocated) {
    refuse(data, `BitsStored of 1 to ${bitsAllocated}`, bitsStored ?? "none");
  }
  if (pixelRepresentation !== 0 && pixelRepresentation !== 1) {
    refuse(data, "PixelRepresentation of 0 or 1", pixelRepresentation ?? "none");
  }
  return {
    bitsStored,
    highBit: readHighBit(data, bitsStored, bitsAllocated),
    signed: pixelRepresentation === 1,
    rescaleSlope: rescaleSlope ?? 1,
    rescaleIntercept: rescaleIntercept ?? 0,
  };
}

/** One that BitsStored leaves no room for is wrong: GDCM, DCMTK and pydicom ignore it, too. */
function readHighBit(data: DicomDataSet, bitsStored: number, bitsAllocated: number): number {
  const stated = data.uint16(0x00280102, "HighBit") ?? bitsStored - 1;
  if (stated >= bitsStored - 1 && stated < bitsAllocated) return stated;
  data.notes.add("other high bit");
  return bitsStored - 1;
}

/**
 * A padding value in HU. Its VR is US or SS as PixelRepresentation says (PS3.3 C.7.5.1.1.2), whatever
 * the file states: some write SS for all.
 */
function readPadding(
  data: DicomDataSet,
  tag: number,
  name: string,
  { format: { signed, rescaleSlope, rescaleIntercept }, isUnwrapped }: Frame,
): number | null {
  const word = data.uint16(tag, name);
  if (word === null) return null;
  if (isUnwrapped) return unwrappedValue(word);
  const stored = signed ? word << 16 >> 16 : word;
  return stored * rescaleSlope + rescaleIntercept;
}

function refuse(data: DicomDataSet, expected: string, found: string | number): never {
  throw new DicomError({ file: data.file, expected, found });
}
