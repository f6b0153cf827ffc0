import dcmjs from "dcmjs";
import { encodeJpegLossless } from "./jpeg_lossless_encoder.ts";
import { TRANSFER_SYNTAXES, type TransferSyntax } from "./scanner.ts";
import { seededUid } from "./uid.ts";

/** The part of dcmjs that is used here; the package declares no types. */
interface DicomDict {
  dict: Elements;
  write(options: { fragmentMultiframe: boolean }): ArrayBuffer;
}
const { DicomDict } = dcmjs.data as {
  DicomDict: new (meta: Elements) => DicomDict;
};

/** One element: its value representation and values. */
export interface Element {
  vr: string;
  Value: readonly (string | number | ArrayBuffer)[];
}

/** Elements by tag, eight hexadecimal digits. */
export type Elements = Record<string, Element>;

const CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";
const IMPLEMENTATION_VERSION = "HEMOLEAK_1";

/** An image as stored: one value per pixel, row by row. */
export interface StoredImage {
  /** Stored values; signed ones in two's complement. */
  values: Uint16Array;
  rows: number;
  columns: number;
}

/** An element with the values given; none for an empty one. */
export function element(vr: string, ...values: (string | number)[]): Element {
  return { vr, Value: values };
}

/** A number as a decimal string (VR DS) of at most 16 characters. */
export function decimalString(value: number): string {
  const rounded = Math.round(value * 1e8) / 1e8;
  return String(Object.is(rounded, -0) ? 0 : rounded).slice(0, 16);
}

/**
 * A CT image as the bytes of a DICOM Part 10 file.
 *
 * @param elements All elements but the file's meta information and the pixels.
 */
export function dicomFile(
  elements: Elements,
  image: StoredImage,
  transferSyntax: TransferSyntax,
): Uint8Array {
  const file = new DicomDict({
    "00020001": { vr: "OB", Value: [Uint8Array.of(0, 1).buffer] },
    "00020002": element("UI", CT_IMAGE_STORAGE),
    "00020003": elements["00080018"]!,
    "00020010": element("UI", TRANSFER_SYNTAXES[transferSyntax]),
    "00020012": element("UI", seededUid("implementation")),
    "00020013": element("SH", IMPLEMENTATION_VERSION),
  });
  file.dict = {
    "00080016": element("UI", CT_IMAGE_STORAGE),
    ...elements,
    "00280010": element("US", image.rows),
    "00280011": element("US", image.columns),
    "7FE00010": pixelData(image, transferSyntax),
  };
  return new Uint8Array(file.write({ fragmentMultiframe: false }));
}

function pixelData({ values, rows, columns }: StoredImage, syntax: TransferSyntax): Element {
  if (syntax === "jpegLossless") {
    const stream = encodeJpegLossless(values, rows, columns);
    return { vr: "OB", Value: [stream.slice().buffer] };
  }
  const bytes = new ArrayBuffer(2 * values.length), view = new DataView(bytes);
  const isLittleEndian = syntax !== "explicitBigEndian";
  values.forEach((value, i) => view.setUint16(2 * i, value, isLittleEndian));
  return { vr: "OW", Value: [bytes] };
}
