import { inflateRawSync } from "node:zlib";
import { DicomError } from "../error.ts";
import { decodeText } from "./character_set.ts";
import { type Element, ElementReader, PIXEL_DATA, UNDEFINED_LENGTH } from "./element_reader.ts";
import {
  DEFLATED,
  type ElementEncoding,
  type TransferSyntax,
  transferSyntax,
} from "./transfer_syntax.ts";

const PREAMBLE_LENGTH = 128;
const META: ElementEncoding = { explicit: true, littleEndian: true };
const TRANSFER_SYNTAX_UID = 0x00020010;
const SPECIFIC_CHARACTER_SET = 0x00080005;

/** A deflated data set may become this long, or longer by a factor that no image reaches. */
const INFLATED_BYTES = 2 ** 26;
const INFLATED_FACTOR = 16;

/** The elements of a DICOM data set, or of one item of a sequence in it, up to its pixel data. */
export class DicomDataSet {
  private constructor(
    /** What the elements lie in: the file's bytes, or what they inflate to. */
    readonly bytes: Uint8Array,
    /** The file's name, for messages. */
    readonly file: string,
    readonly syntax: TransferSyntax,
    readonly characterSet: string,
    readonly elements: ReadonlyMap<number, Element>,
  ) {}

  /**
   * Parses a DICOM Part 10 file (PS3.10) up to its pixel data, which are left alone.
   *
   * @param bytes The file, or enough of its first bytes that the pixel data's tag is among them
   *   (a deflated file must be whole).
   * @throws {DicomError} If the bytes are not DICOM or are damaged.
   */
  static parse(bytes: Uint8Array, file: string): DicomDataSet {
    if (!isDicom(bytes)) {
      throw new DicomError({ file, problem: 'not a DICOM file: expected "DICM" at byte 128' });
    }
    const { syntax, start } = readMeta(bytes, file);
    const deflated = syntax.uid === DEFLATED;
    const content = deflated ? inflate(bytes.subarray(start), file) : bytes;
    const reader = new ElementReader(content, syntax, file);
    const { elements } = reader.read(deflated ? 0 : start, content.length);
    const characterSet = textOf(content, elements.get(SPECIFIC_CHARACTER_SET), "");
    return new DicomDataSet(content, file, syntax, characterSet, elements);
  }

  /** The pixel data's element: where it begins and how long it claims to be. */
  get pixelData(): Element | undefined {
    return this.elements.get(PIXEL_DATA);
  }

  /** Whether an element is there, empty or not. */
  has(tag: number): boolean {
    return this.elements.has(tag);
  }

  /**
   * The items of a sequence; none when it is absent or empty.
   *
   * @throws {DicomError} If the sequence is damaged.
   */
  items(tag: number): DicomDataSet[] {
    const sequence = this.elements.get(tag);
    if (sequence === undefined) return [];
    const encoding = sequence.vr === "UN" ? { explicit: false, littleEndian: true } : this.syntax;
    const reader = new ElementReader(this.bytes, encoding, this.file);
    return reader.items(sequence).map(([start, end]) => {
      const syntax = { ...this.syntax, ...encoding };
      const { elements } = reader.read(start, end);
      return new DicomDataSet(this.bytes, this.file, syntax, this.characterSet, elements);
    });
  }

  /** An element's text without the padding; empty when it is absent. */
  text(tag: number): string {
    return textOf(this.bytes, this.elements.get(tag), this.characterSet);
  }

  /** A text element's values, split at the backslash; none when it is absent or empty. */
  texts(tag: number): string[] {
    const text = this.text(tag);
    return text === "" ? [] : text.split("\\").map((value) => value.trim());
  }

  /**
   * The numbers in a DS or IS element, or null when it is absent or empty.
   *
   * @throws {DicomError} If a value is not a finite number or there is another number of values.
   */
  numbers(tag: number, name: string, count: number): number[] | null {
    const texts = this.texts(tag);
    if (texts.length === 0) return null;
    const numbers = texts.map(parseNumber);
    if (numbers.length !== count || !numbers.every(Number.isFinite)) {
      const expected = count === 1 ? "a number" : `${count} numbers`;
      const found = numbers.length === count ? "what is none" : `${numbers.length} values`;
      throw new DicomError({ file: this.file, expected: `${expected} in ${name}`, found });
    }
    return numbers;
  }

  /** The number in a DS or IS element, or null when it is absent or empty; else as `numbers`. */
  number(tag: number, name: string): number | null {
    return this.numbers(tag, name, 1)?.[0] ?? null;
  }

  /** The number in an element that an image is readable without: null also when it is malformed. */
  optionalNumber(tag: number): number | null {
    const number = parseNumber(this.text(tag));
    return Number.isFinite(number) ? number : null;
  }

  /** An element of VR US, or null when it is absent or empty. */
  uint16(tag: number): number | null {
    const element = this.elements.get(tag);
    if (element === undefined || element.length < 2) return null;
    const { buffer, byteOffset } = this.bytes;
    const view = new DataView(buffer, byteOffset + element.offset, 2);
    return view.getUint16(0, this.syntax.littleEndian);
  }

  /**
   * Refuses a file whose header goes on after its pixel data, where it is not read. Elements are in
   * the order of their tags (PS3.5 section 7.1): only padding and signatures may follow.
   *
   * @param at Where the pixel data end.
   * @throws {DicomError} If an element of a lower tag is there.
   */
  refuseElementsAt(at: number): void {
    if (at + 8 > this.bytes.length) return;
    const { buffer, byteOffset } = this.bytes;
    const view = new DataView(buffer, byteOffset + at, 2);
    const group = view.getUint16(0, this.syntax.littleEndian);
    if (group === 0 || group >= PIXEL_DATA >>> 16) return;
    throw new DicomError({
      file: this.file,
      expected: "the pixel data at the end",
      found: "more of the header after them",
    });
  }

  /** The bytes of an element, or null when it is absent, empty or of undefined length. */
  value(tag: number): Uint8Array | null {
    const element = this.elements.get(tag);
    if (element === undefined || element.length === 0) return null;
    if (element.length === UNDEFINED_LENGTH) return null;
    return this.bytes.subarray(element.offset, element.offset + element.length);
  }
}

/** Whether bytes begin as a DICOM Part 10 file does. */
export function isDicom(bytes: Uint8Array): boolean {
  const [d, i, c, m] = bytes.subarray(PREAMBLE_LENGTH, PREAMBLE_LENGTH + 4);
  return d === 0x44 && i === 0x49 && c === 0x43 && m === 0x4d;
}

/** The file meta information: how the data set is written and where it starts. */
function readMeta(bytes: Uint8Array, file: string): { syntax: TransferSyntax; start: number } {
  const reader = new ElementReader(bytes, META, file);
  const isMeta = (tag: number) => tag >>> 16 === 2;
  const { elements, at } = reader.read(PREAMBLE_LENGTH + 4, bytes.length, isMeta);
  const uid = textOf(bytes, elements.get(TRANSFER_SYNTAX_UID), "");
  if (uid === "") {
    throw new DicomError({ file, problem: "the DICOM file states no transfer syntax" });
  }
  return { syntax: transferSyntax(uid), start: at };
}

function inflate(deflated: Uint8Array, file: string): Uint8Array {
  const maxOutputLength = Math.max(INFLATED_BYTES, deflated.length * INFLATED_FACTOR);
  try {
    const { buffer, byteOffset, byteLength } = inflateRawSync(deflated, { maxOutputLength });
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (error) {
    const tooLong = (error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE";
    throw new DicomError(
      tooLong
        ? {
          file,
          expected: `a deflated data set of at most ${maxOutputLength} bytes`,
          found: "a longer one",
          hint: "it is no image but a zip bomb",
        }
        : { file, problem: "the deflated data set is cut off or damaged" },
    );
  }
}

/** As long as a text may be where its length has 16 bits. */
const LONGEST_TEXT = 2 ** 16;

/** A value's text up to its padding: spaces, or NULs. */
function textOf(bytes: Uint8Array, element: Element | undefined, characterSet: string): string {
  if (element === undefined || element.length === UNDEFINED_LENGTH) return "";
  const { offset, length } = element;
  const value = bytes.subarray(offset, offset + Math.min(length, LONGEST_TEXT));
  const end = value.indexOf(0);
  return decodeText(end === -1 ? value : value.subarray(0, end), characterSet).trim();
}

/** A decimal or integer string (PS3.5 section 6.2); NaN where it is none. */
function parseNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : NaN;
}
