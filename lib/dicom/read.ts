import ndarray from "ndarray";
import type { NdArray } from "ndarray";
import { DicomError } from "../error.ts";
import { DicomDataSet } from "./data_set.ts";
import { type DicomHeader, headerOf } from "./header.ts";
import { type PixelFormat, toHounsfield } from "./hounsfield.ts";
import { readPixelData } from "./pixel_data.ts";

/** One CT image with its header. */
export interface DicomSlice extends DicomHeader {
  /**
   * HU, of shape [rows, columns]: int16 where every value is whole and fits, else float32. Where the
   * header has no slope or intercept (MR, say) they count as 1 and 0.
   */
  image: NdArray<Int16Array | Float32Array>;
  /** HU of the pixels outside the field of view, or null where the header does not tell. */
  paddingValue: number | null;
  /** With it, padding is everything from the one to the other, or null. */
  paddingRangeLimit: number | null;
}

/**
 * Reads a single-frame gray DICOM image in Hounsfield units: uncompressed (implicit and explicit,
 * little and big endian) or in JPEG Lossless.
 *
 * @param bytes The whole DICOM Part 10 file.
 * @param file The file's name, for messages.
 * @throws {DicomError} If the bytes are not DICOM, are cut off or damaged, lack what an image needs,
 *   or are in a transfer syntax or of a kind that is not supported.
 *
 * @example
 * ```ts ignore
 * import { readDicom } from "hemoleak";
 * const slice = readDicom(await Deno.readFile("CT000000.dcm"), "CT000000.dcm");
 * console.log(slice.image.shape, slice.image.get(256, 256), "HU");
 * ```
 */
export function readDicom(bytes: Uint8Array, file: string): DicomSlice {
  const data = DicomDataSet.parse(bytes, file);
  const header = headerOf(data);
  refuseOtherKinds(data, header);
  const bitsAllocated = readBitsAllocated(data);
  const format = readFormat(data, header, bitsAllocated);
  const { rows, columns, transferSyntax } = header;
  const words = readPixelData(data, { rows, columns, transferSyntax, bitsAllocated });
  return {
    ...header,
    image: ndarray(toHounsfield(words, format), [rows, columns]),
    paddingValue: readPadding(data, "x00280120", format),
    paddingRangeLimit: readPadding(data, "x00280121", format),
  };
}

/** Objects that are no single gray image, in which pixel values would not be HU. */
function refuseOtherKinds(data: DicomDataSet, header: DicomHeader): void {
  const { rows, columns, numberOfFrames } = header;
  const photometric = data.text("x00280004") || "MONOCHROME2";
  const samples = data.uint16("x00280002") ?? 1;
  if (!header.hasPixelData) refuse(data, "an image", `none (${header.modality || "no modality"})`);
  if (rows === 0 || columns === 0) {
    refuse(data, "Rows and Columns above 0", `${rows} and ${columns}`);
  }
  if (numberOfFrames !== 1) {
    refuse(data, "one frame", `${numberOfFrames}; multi-frame objects are not supported yet`);
  }
  if (samples !== 1 || !photometric.startsWith("MONOCHROME")) {
    refuse(data, "a gray image", `${samples} samples a pixel, ${photometric}`);
  }
  if (data.has("x00283000")) {
    refuse(data, "RescaleSlope and RescaleIntercept", "a ModalityLUTSequence, not supported yet");
  }
}

function readBitsAllocated(data: DicomDataSet): 8 | 16 {
  const bits = data.uint16("x00280100");
  if (bits !== 8 && bits !== 16) refuse(data, "BitsAllocated of 8 or 16", bits ?? "none");
  return bits;
}

function readFormat(data: DicomDataSet, header: DicomHeader, bitsAllocated: number): PixelFormat {
  const bitsStored = data.uint16("x00280101");
  if (bitsStored === null || bitsStored < 1 || bitsStored > bitsAllocated) {
    refuse(data, `BitsStored of 1 to ${bitsAllocated}`, bitsStored ?? "none");
  }
  const highBit = data.uint16("x00280102") ?? bitsStored - 1;
  if (highBit < bitsStored - 1 || highBit >= bitsAllocated) {
    refuse(data, `HighBit of ${bitsStored - 1} to ${bitsAllocated - 1}`, highBit);
  }
  const representation = data.uint16("x00280103");
  if (representation !== 0 && representation !== 1) {
    refuse(data, "PixelRepresentation of 0 or 1", representation ?? "none");
  }
  const rescaleSlope = header.rescaleSlope ?? 1;
  if (rescaleSlope === 0) refuse(data, "a RescaleSlope other than 0", 0);
  const rescaleIntercept = header.rescaleIntercept ?? 0;
  return { bitsStored, highBit, signed: representation === 1, rescaleSlope, rescaleIntercept };
}

/** A padding value in HU; its VR is US or SS as PixelRepresentation says (PS3.3 C.7.5.1.1.2). */
function readPadding(data: DicomDataSet, tag: string, format: PixelFormat): number | null {
  const stored = format.signed ? data.int16(tag) : data.uint16(tag);
  return stored === null ? null : stored * format.rescaleSlope + format.rescaleIntercept;
}

function refuse(data: DicomDataSet, expected: string, found: string | number): never {
  throw new DicomError(`${data.file}: expected ${expected} but found ${found}`);
}
