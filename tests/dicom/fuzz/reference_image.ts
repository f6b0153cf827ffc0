/**
 * What the pixels of a file are, read off its parts in the plainest way: the fuzzer's opinion beside
 * the decoder's. It knows uncompressed and RLE images, and says so where it does not know.
 *
 * @module
 */
import {
  type DicomLayout,
  elementOf,
  PIXEL_DATA,
  type RawElement,
  syntaxOf,
  UNDEFINED_LENGTH,
} from "./dicom_layout.ts";
import { concat } from "../../fixtures/concat.ts";

/** Pixels in HU, and their shape as `readDicom` gives it. */
export interface ReferenceImage {
  shape: number[];
  values: Float64Array;
}

/** The pixels; or that there are none and the file must be refused; or that this is not known. */
export type Reference = ReferenceImage | "refused" | "unknown";

/** Thrown to leave {@link referenceImage} from anywhere. */
class Verdict extends Error {
  constructor(readonly reference: "refused" | "unknown") {
    super(reference);
  }
}

const RLE = "1.2.840.10008.1.2.5";
const NATIVE = ["", ".1", ".2", ".1.99"].map((end) => `1.2.840.10008.1.2${end}`);
/** Elements that say what pixels are in ways that are not looked into here. */
const BEYOND = [0x00283000, 0x52009229, 0x52009230, 0x7fe00008, 0x7fe00009, 0x7fe00001];

/** Reads the image in a file's parts. */
export function referenceImage(layout: DicomLayout): Reference {
  try {
    return imageIn(layout);
  } catch (thrown) {
    if (thrown instanceof Verdict) return thrown.reference;
    throw thrown;
  }
}

function imageIn(layout: DicomLayout): ReferenceImage {
  requirePlainElements(layout);
  if ((uint16(layout, 0x00280002) ?? 1) !== 1) throw new Verdict("refused");
  const photometric = text(layout, 0x00280004);
  if (!["MONOCHROME1", "MONOCHROME2"].includes(photometric)) {
    throw new Verdict(photometric === "" ? "unknown" : "refused");
  }
  const rows = uint16(layout, 0x00280010) ?? 0, columns = uint16(layout, 0x00280011) ?? 0;
  // 0 frames and a slope of 0 are taken for 1.
  const frames = number(layout, 0x00280008) || 1;
  if (rows === 0 || columns === 0) throw new Verdict("refused");
  if (!Number.isInteger(frames) || frames < 1) throw new Verdict("unknown");
  const format = formatIn(layout);
  const words = wordsIn(layout, rows * columns, frames, format.bitsAllocated);
  const values = Float64Array.from(words, (word) => hounsfield(word, format));
  return { shape: frames === 1 ? [rows, columns] : [frames, rows, columns], values };
}

/** Gives up on a file whose elements are not what their lengths and order say. */
function requirePlainElements({ meta, elements, trailing }: DicomLayout): void {
  const all = [...meta, ...elements];
  const odd = all.some(({ length, value }) =>
    length !== value.length && length !== UNDEFINED_LENGTH
  );
  const sorted = all.every(({ tag }, i) => i === 0 || all[i - 1]!.tag < tag);
  const beyond = [...all, ...trailing].some(({ tag }) => BEYOND.includes(tag));
  if (odd || !sorted || beyond) throw new Verdict("unknown");
}

function uint16(layout: DicomLayout, tag: number): number | null {
  const element = elementOf(layout, tag);
  if (element === undefined) return null;
  const { vr, value } = element;
  if (!["", "US"].includes(vr) || value.length !== 2) throw new Verdict("unknown");
  return new DataView(value.buffer, value.byteOffset).getUint16(0, layout.encoding.littleEndian);
}

function text(layout: DicomLayout, tag: number): string {
  return String.fromCharCode(...elementOf(layout, tag)?.value ?? []).replace(/[\0 ]+$/, "").trim();
}

function number(layout: DicomLayout, tag: number): number | null {
  const element = elementOf(layout, tag);
  if (element === undefined) return null;
  if (!["", "DS", "IS"].includes(element.vr)) throw new Verdict("unknown");
  const written = text(layout, tag).replace(",", ".");
  if (written === "") return null;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(written)) throw new Verdict("refused");
  return Number(written);
}

interface Format {
  bitsAllocated: number;
  bitsStored: number;
  highBit: number;
  signed: boolean;
  slope: number;
  intercept: number;
}

function formatIn(layout: DicomLayout): Format {
  const bitsAllocated = uint16(layout, 0x00280100);
  const bitsStored = uint16(layout, 0x00280101);
  const representation = uint16(layout, 0x00280103);
  if (bitsAllocated === null) throw new Verdict("refused");
  if (bitsStored === null || representation === null) throw new Verdict("unknown");
  if (![8, 16, 32].includes(bitsAllocated)) {
    throw new Verdict([1, 64].includes(bitsAllocated) ? "unknown" : "refused");
  }
  if (bitsStored < 1 || bitsStored > bitsAllocated || representation > 1) {
    throw new Verdict("refused");
  }
  const stated = uint16(layout, 0x00280102) ?? bitsStored - 1;
  const highBit = bitsStored - 1 <= stated && stated < bitsAllocated ? stated : bitsStored - 1;
  const slope = number(layout, 0x00281053) || 1, intercept = number(layout, 0x00281052) ?? 0;
  // Files whose header forgets the intercept begin so, and may be corrected.
  const isSuspicious = bitsStored === 12 && representation === 0 && intercept > -100;
  if (isSuspicious) throw new Verdict("unknown");
  return { bitsAllocated, bitsStored, highBit, signed: representation === 1, slope, intercept };
}

function hounsfield(word: number, format: Format): number {
  const { bitsStored, highBit, signed, slope, intercept } = format;
  const modulus = 2 ** bitsStored;
  const stored = Math.floor(word / 2 ** (highBit - bitsStored + 1)) % modulus;
  return slope * (signed && stored >= modulus / 2 ? stored - modulus : stored) + intercept;
}

function wordsIn(layout: DicomLayout, pixels: number, frames: number, bits: number): number[] {
  const syntax = syntaxOf(layout);
  const native = elementOf(layout, PIXEL_DATA);
  if (NATIVE.includes(syntax)) {
    if (native === undefined) throw new Verdict("refused");
    return nativeWords(native, pixels * frames, bits, layout.encoding.littleEndian);
  }
  if (layout.fragments === null) throw new Verdict("refused");
  if (syntax !== RLE) throw new Verdict("unknown");
  return rleFrames(layout.fragments.slice(1).map(({ value }) => value), frames)
    .flatMap((frame) => rleWords(frame, pixels, bits / 8));
}

function nativeWords({ vr, value, length }: RawElement, count: number, bits: number, le: boolean) {
  if (length === UNDEFINED_LENGTH || value.length < count * bits / 8) throw new Verdict("refused");
  const view = new DataView(value.buffer, value.byteOffset);
  if (bits === 8) {
    const swapped = !le && vr === "OW";
    if (swapped && count % 2 === 1) throw new Verdict("unknown");
    return Array.from({ length: count }, (_, i) => value[swapped ? i ^ 1 : i]!);
  }
  if (bits === 16) return Array.from({ length: count }, (_, i) => view.getUint16(2 * i, le));
  if (!le) throw new Verdict("unknown");
  return Array.from({ length: count }, (_, i) => view.getUint32(4 * i, le));
}

function rleFrames(fragments: readonly Uint8Array[], frames: number): Uint8Array[] {
  if (frames === 1) return [concat(fragments)];
  if (fragments.length !== frames) throw new Verdict("unknown");
  return [...fragments];
}

/** PS3.5 annex G: a segment a byte of the words, the highest first. */
function rleWords(frame: Uint8Array, pixels: number, bytes: number): number[] {
  const header = new DataView(frame.buffer, frame.byteOffset, frame.length);
  if (frame.length < 64 || header.getUint32(0, true) !== bytes) throw new Verdict("refused");
  const starts = Array.from({ length: bytes }, (_, i) => header.getUint32(4 + 4 * i, true));
  const ends = [...starts.slice(1), frame.length];
  const planes = starts.map((start, i) => {
    if (start > frame.length) throw new Verdict("refused");
    if (start < 64 || ends[i]! < start) throw new Verdict("unknown");
    return unpackBits(frame.subarray(start, ends[i]), pixels);
  });
  return Array.from(
    { length: pixels },
    (_, at) => planes.reduce((word, plane) => word * 256 + plane[at]!, 0),
  );
}

function unpackBits(segment: Uint8Array, length: number): number[] {
  const out: number[] = [];
  for (let at = 0; out.length < length;) {
    const control = segment[at++];
    if (control === undefined) throw new Verdict("refused");
    if (control === 128) continue;
    const count = control < 128 ? control + 1 : 257 - control;
    const run = control < 128
      ? segment.subarray(at, at + count)
      : new Array<number | undefined>(count).fill(segment[at]);
    at += control < 128 ? count : 1;
    for (const byte of run) {
      if (byte === undefined) throw new Verdict("refused");
      out.push(byte);
    }
  }
  // A run that goes on beyond the image is damage that not every decoder sees.
  if (out.length > length) throw new Verdict("unknown");
  return out;
}
