/**
 * The files that the fuzzer damages: those of the corpus, which others made, and small ones made here
 * in every transfer syntax.
 *
 * @module
 */
import { basename } from "node:path";
import { deflateRawSync } from "node:zlib";
import { Random } from "hemoleak/random.ts";
import { corpusBytes, READABLE, REFUSED } from "../../fixtures/dicom_corpus.ts";
import { EVEN_CODE, writeJpegLossless } from "../../fixtures/jpeg_lossless_writer.ts";
import {
  type DicomLayout,
  encodingOf,
  type Fragment,
  fragment,
  ITEM,
  itemHeader,
  parseLayout,
  PIXEL_DATA,
  type RawElement,
  renameSyntax,
  textElement,
  uint16Element,
  uint32Bytes,
  writeElement,
  writeLayout,
} from "./dicom_layout.ts";
import { concat } from "../../fixtures/concat.ts";
import { encodeJpeg2000, encodeJpegLs } from "./encoders.ts";

/** A file to be damaged. */
export interface Original {
  name: string;
  bytes: Uint8Array;
  /** Its parts; null where it is not laid out as the standard says. */
  layout: DicomLayout | null;
}

/** In every text of the files made here: no message may hold it. */
export const CANARY = "CANARY";

/** Files larger than this are left out of a quick run. */
const QUICK_BYTES = 160_000;

/** All files, or only those that are read in a few milliseconds. */
export async function originals(options: { quick: boolean }): Promise<Original[]> {
  const made = generatedFiles().map(({ name, bytes }) => original(name, bytes));
  const real: Original[] = [];
  for (const file of [...READABLE, ...REFUSED]) {
    real.push(original(basename(file.path), await corpusBytes(file)));
  }
  return [...made, ...real.filter(({ bytes }) => !options.quick || bytes.length < QUICK_BYTES)];
}

function original(name: string, bytes: Uint8Array): Original {
  try {
    return { name, bytes, layout: parseLayout(bytes) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { name, bytes, layout: null };
  }
}

/** A file made here, and what is in it. */
export interface GeneratedFile {
  name: string;
  bytes: Uint8Array;
  shape: number[];
  /** HU. */
  values: number[];
}

interface Recipe {
  syntax: string;
  frames?: number;
  bitsAllocated?: 8 | 16 | 32;
  bitsStored?: number;
  highBit?: number;
  signed?: boolean;
  photometric?: string;
  intercept?: number;
  /** Makes the compressed stream of a frame. */
  encode?: (words: number[], bits: number) => Uint8Array;
  /** Fragments that a frame is cut into. */
  pieces?: number;
  functionalGroups?: boolean;
}

const ROWS = 20, COLUMNS = 24;
const UID = "1.2.840.10008.1.2";

const jpeg = (predictor: number, restartRows = 0) => (words: number[], precision: number) =>
  writeJpegLossless(words, {
    ...{ rows: ROWS, columns: COLUMNS, precision, predictor, pointTransform: 0, restartRows },
    codeLengths: EVEN_CODE,
  });
const jpegLs = (words: number[], bits: number) => encodeJpegLs(words, ROWS, COLUMNS, bits);
const jpeg2000 = (words: number[], bits: number) => encodeJpeg2000(words, ROWS, COLUMNS, bits);
const plain = (words: number[]) => new Uint8Array(Uint16Array.from(words).buffer);
const rle = (bytes: number) => (words: number[]) => encodeRle(words, bytes);

const RECIPES: Record<string, Recipe> = {
  implicit: { syntax: UID },
  explicit: { syntax: `${UID}.1` },
  big_endian: { syntax: `${UID}.2` },
  deflated: { syntax: `${UID}.1.99` },
  explicit_8: { syntax: `${UID}.1`, bitsAllocated: 8, intercept: 0 },
  explicit_32: { syntax: `${UID}.1`, bitsAllocated: 32, bitsStored: 20, signed: true },
  big_endian_8: { syntax: `${UID}.2`, bitsAllocated: 8, intercept: 0 },
  shifted: { syntax: `${UID}.1`, bitsStored: 12, highBit: 15, signed: true },
  monochrome1: { syntax: `${UID}`, photometric: "MONOCHROME1", bitsStored: 12 },
  frames: { syntax: `${UID}.1`, frames: 3 },
  enhanced: { syntax: `${UID}.1`, frames: 3, functionalGroups: true },
  enhanced_rle: { syntax: `${UID}.5`, frames: 3, functionalGroups: true, encode: rle(2) },
  encapsulated_frames: { syntax: `${UID}.1.98`, frames: 3, encode: plain },
  rle: { syntax: `${UID}.5`, encode: rle(2) },
  rle_8: { syntax: `${UID}.5`, encode: rle(1), bitsAllocated: 8, intercept: 0 },
  rle_32: { syntax: `${UID}.5`, encode: rle(4), bitsAllocated: 32, bitsStored: 20 },
  rle_frames: { syntax: `${UID}.5`, encode: rle(2), frames: 4 },
  jpeg_lossless: { syntax: `${UID}.4.70`, encode: jpeg(1) },
  jpeg_lossless_pieces: { syntax: `${UID}.4.70`, encode: jpeg(1), pieces: 3 },
  jpeg_lossless_restart: { syntax: `${UID}.4.57`, encode: jpeg(6, 4), bitsStored: 12 },
  jpeg_lossless_frames: { syntax: `${UID}.4.57`, encode: jpeg(4), frames: 3 },
  jpeg_ls: { syntax: `${UID}.4.80`, encode: jpegLs, bitsStored: 12 },
  jpeg_ls_frames: { syntax: `${UID}.4.81`, encode: jpegLs, frames: 2 },
  jpeg_2000: { syntax: `${UID}.4.90`, encode: jpeg2000, bitsStored: 12 },
  jpeg_2000_frames: { syntax: `${UID}.4.91`, encode: jpeg2000, frames: 2 },
};

/** One small file for every way of writing an image. */
export function generatedFiles(): GeneratedFile[] {
  return Object.entries(RECIPES).map(([name, recipe]) => generate(`${name}.dcm`, recipe));
}

function generate(name: string, recipe: Recipe): GeneratedFile {
  const { syntax, frames = 1, bitsAllocated = 16, photometric = "MONOCHROME2" } = recipe;
  const { bitsStored = bitsAllocated, highBit = bitsStored - 1, signed = false } = recipe;
  const { intercept = -1024 } = recipe;
  const images = Array.from({ length: frames }, (_, i) => smoothNoise(new Random(i, name), 7 + i));
  const stored = signed ? images.map((image) => image.map((value) => value - 40)) : images;
  const words = stored.map((image) =>
    image.map((value) => (value & (2 ** bitsStored - 1)) << (highBit - bitsStored + 1) >>> 0)
  );
  const encoding = encodingOf(syntax);
  const short = (tag: number, value: number) => uint16Element(tag, value, encoding.littleEndian);
  const text = (tag: number, vr: string, value: string) => textElement(tag, vr, value);
  const groups = recipe.functionalGroups === true;
  const elements = [
    ...identity(groups),
    ...(frames > 1 ? [text(0x00280008, "IS", String(frames))] : []),
    short(0x00280002, 1),
    text(0x00280004, "CS", photometric),
    short(0x00280010, ROWS),
    short(0x00280011, COLUMNS),
    text(0x00280030, "DS", "0.5\\0.5"),
    short(0x00280100, bitsAllocated),
    short(0x00280101, bitsStored),
    short(0x00280102, highBit),
    short(0x00280103, signed ? 1 : 0),
    ...(groups
      ? functionalGroups(frames, intercept, encoding.explicit)
      : [text(0x00281052, "DS", String(intercept)), text(0x00281053, "DS", "1")]),
  ];
  const layout: DicomLayout = {
    preamble: new Uint8Array(128),
    meta: [],
    elements: elements.sort((a, b) => a.tag - b.tag),
    trailing: [],
    encoding,
    fragments: null,
    delimited: true,
    encapsulatedVr: "OB",
  };
  renameSyntax(layout, syntax);
  if (recipe.encode) {
    const streams = words.map((frame) => recipe.encode!(frame, bitsStored));
    layout.fragments = fragmentsOf(streams, recipe.pieces ?? 1);
  } else {
    layout.elements.push(nativeElement(words.flat(), bitsAllocated, layout));
  }
  if (!encoding.explicit) { for (const element of layout.elements) element.vr = ""; }
  return {
    name,
    bytes: writeLayout(layout),
    shape: frames === 1 ? [ROWS, COLUMNS] : [frames, ROWS, COLUMNS],
    values: stored.flatMap((image, i) => image.map((v) => v + intercept - (groups ? i : 0))),
  };
}

/** Gray values of up to 8 bits, smooth as an image is and noisy as a scan is. */
function smoothNoise(random: Random, scale: number): number[] {
  return Array.from({ length: ROWS * COLUMNS }, (_, at) => {
    const x = at % COLUMNS, y = Math.floor(at / COLUMNS);
    return Math.round(120 + 80 * Math.sin(x / scale) * Math.cos(y / scale) + random.integer(9));
  });
}

/** Who and what the image is of; only PatientID, sex and age may be shown. */
function identity(enhanced: boolean): RawElement[] {
  const text = (tag: number, vr: string, value: string) => textElement(tag, vr, value);
  return [
    text(0x00080005, "CS", "ISO_IR 192"),
    text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL"),
    text(0x00080016, "UI", `1.2.840.10008.5.1.4.1.1.2${enhanced ? ".1" : ""}`),
    text(0x00080018, "UI", "2.25.17"),
    text(0x00080020, "DA", "20240102"),
    text(0x00080050, "SH", `${CANARY}-ACC`),
    text(0x00080060, "CS", "CT"),
    text(0x00080080, "LO", `${CANARY} HOSPITAL`),
    text(0x00081030, "LO", `${CANARY} STUDY`),
    text(0x0008103e, "LO", `${CANARY} SERIES`),
    text(0x00100010, "PN", `${CANARY}^PATIENT`),
    text(0x00100020, "LO", "P-17"),
    text(0x00100040, "CS", "F"),
    text(0x00101010, "AS", "061Y"),
    text(0x00104000, "LT", `${CANARY} COMMENT`),
    text(0x00181210, "SH", `${CANARY}-K`),
    text(0x0020000d, "UI", "2.25.18"),
    text(0x0020000e, "UI", "2.25.19"),
    text(0x00200011, "IS", "2"),
    text(0x00200013, "IS", "5"),
    text(0x00200032, "DS", "-120\\-110.5\\30"),
    text(0x00200037, "DS", "1\\0\\0\\0\\1\\0"),
    text(0x00204000, "LT", `${CANARY} IMAGE COMMENT`),
    text(0x00290010, "LO", `${CANARY} PRIVATE`),
    text(0x00291001, "ST", `${CANARY} PRIVATE TEXT`),
  ];
}

/** Each frame one HU lower than the one before (PS3.3 C.7.6.16.2.9). */
function functionalGroups(frames: number, intercept: number, explicit: boolean): RawElement[] {
  const encoding = { littleEndian: true, explicit, deflated: false };
  const sequence = (tag: number, ...items: RawElement[][]): RawElement => {
    const value = concat(items.flatMap((item) => {
      const body = concat(item.map((element) => writeElement(element, encoding)));
      return [itemHeader(ITEM, body.length), body];
    }));
    return { tag, vr: explicit ? "SQ" : "", value, length: value.length };
  };
  const text = (tag: number, value: string) => {
    const element = textElement(tag, "DS", value);
    return explicit ? element : { ...element, vr: "" };
  };
  const rescaling = (value: number) =>
    sequence(0x00289145, [text(0x00281052, String(value)), text(0x00281053, "1")]);
  const place = (z: number) => sequence(0x00209113, [text(0x00200032, `-120\\-110\\${z}`)]);
  const frameItems = Array.from(
    { length: frames },
    (_, i) => [place(5 * i), rescaling(intercept - i)],
  );
  return [
    sequence(0x52009229, [
      sequence(0x00209116, [text(0x00200037, "1\\0\\0\\0\\1\\0")]),
      sequence(0x00289110, [text(0x00180050, "5"), text(0x00280030, "0.5\\0.5")]),
    ]),
    sequence(0x52009230, ...frameItems),
  ];
}

function nativeElement(words: number[], bits: number, { encoding }: DicomLayout): RawElement {
  const value = new Uint8Array(words.length * bits / 8);
  const view = new DataView(value.buffer);
  const le = encoding.littleEndian;
  words.forEach((word, i) => {
    if (bits === 8) view.setUint8(le ? i : i ^ 1, word);
    else if (bits === 16) view.setUint16(2 * i, word, le);
    else view.setUint32(4 * i, word, le);
  });
  return { tag: PIXEL_DATA, vr: "OW", value, length: value.length };
}

/** Frames as fragments, after an offset table where there are several (PS3.5 annex A.4). */
function fragmentsOf(streams: readonly Uint8Array[], pieces: number): Fragment[] {
  const offsets: number[] = [];
  const fragments: Fragment[] = [];
  let offset = 0;
  for (const stream of streams) {
    offsets.push(offset);
    const size = 2 * Math.ceil(stream.length / pieces / 2);
    for (let at = 0; at < stream.length; at += size) {
      fragments.push(fragment(stream.slice(at, at + size)));
      offset += 8 + fragments.at(-1)!.length;
    }
  }
  const table = streams.length === 1 ? new Uint8Array(0) : uint32Bytes(offsets);
  return [fragment(table), ...fragments];
}

/** RLE (PS3.5 annex G) of literal runs and repeats, row by row. */
function encodeRle(words: number[], bytes: number): Uint8Array {
  const segments = Array.from({ length: bytes }, (_, plane) => {
    const values = words.map((word) => (word >>> (8 * (bytes - 1 - plane))) & 0xff);
    const packed: number[] = [];
    for (let row = 0; row < ROWS; row++) {
      packed.push(...packBits(values.slice(row * COLUMNS, (row + 1) * COLUMNS)));
    }
    return packed.length % 2 === 0 ? packed : [...packed, 0];
  });
  const starts = segments.map((_, i) =>
    segments.slice(0, i).reduce((sum, { length }) => sum + length, 64)
  );
  const header = [bytes, ...starts, ...new Array(15 - bytes).fill(0)];
  return concat([uint32Bytes(header), Uint8Array.from(segments.flat())]);
}

function packBits(values: number[]): number[] {
  const packed: number[] = [];
  for (let at = 0; at < values.length;) {
    let run = 1;
    while (values[at + run] === values[at]) run++;
    if (run > 1) packed.push(257 - run, values[at]!);
    else packed.push(0, values[at]!);
    at += run;
  }
  return packed;
}

/** Deflates zeros without end: `megabytes` of them in about a thousandth of that. */
export function deflatedZeros(start: Uint8Array, megabytes: number, end: Uint8Array): Uint8Array {
  const flushed = (bytes: Uint8Array) =>
    new Uint8Array(deflateRawSync(bytes, { finishFlush: FULL_FLUSH }));
  const block = flushed(new Uint8Array(1 << 20));
  return concat([
    flushed(start),
    ...new Array<Uint8Array>(megabytes).fill(block),
    new Uint8Array(deflateRawSync(end)),
  ]);
}

/** zlib's Z_FULL_FLUSH: what follows does not look back, so that blocks can be repeated. */
const FULL_FLUSH = 3;
