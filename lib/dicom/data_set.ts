import { inflateRawSync } from "node:zlib";
import { DicomError } from "../error.ts";
import { decodeText } from "./character_set.ts";
import {
  type Element,
  ElementReader,
  isKnownVr,
  PIXEL_DATA,
  UNDEFINED_LENGTH,
} from "./element_reader.ts";
import { actualSyntax, readFileStart } from "./file_start.ts";
import type { DicomNote } from "./notes.ts";
import { isBinaryVr, isTextVr, readBinaryNumbers } from "./numeric_values.ts";
import { DEFLATED, type TransferSyntax } from "./transfer_syntax.ts";

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
    /** What is out of the ordinary in the file, as far as it was read. */
    readonly notes: Set<DicomNote>,
  ) {}

  /**
   * Parses a DICOM file (PS3.10) up to its pixel data, which are left alone.
   *
   * @param bytes The file, or enough of its first bytes that the pixel data's tag is among them
   *   (a deflated file must be whole).
   * @throws {DicomError} If the bytes are not DICOM or are damaged.
   */
  static parse(bytes: Uint8Array, file: string): DicomDataSet {
    const notes = new Set<DicomNote>();
    const { syntax: stated, start } = readFileStart(bytes, file, notes);
    const deflated = stated.uid === DEFLATED && !isKnownVr(bytes, start + 4);
    const content = deflated ? inflate(bytes.subarray(start), file) : bytes;
    if (stated.uid === DEFLATED && !deflated) notes.add("other encoding");
    const first = deflated ? 0 : start;
    const syntax = actualSyntax(content, first, stated, notes);
    const { elements } = new ElementReader(content, syntax, file, notes)
      .read(first, content.length);
    const characterSet = textOf(content, elements.get(SPECIFIC_CHARACTER_SET), "");
    return new DicomDataSet(content, file, syntax, characterSet, elements, notes);
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
    const reader = new ElementReader(this.bytes, encoding, this.file, this.notes);
    return reader.items(sequence).map(([start, end]) => {
      const syntax = { ...this.syntax, ...encoding };
      const { elements } = reader.read(start, end);
      const { bytes, file, characterSet, notes } = this;
      return new DicomDataSet(bytes, file, syntax, characterSet, elements, notes);
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
   * The numbers in an element, or null when it is absent or empty. Usually they are text (VR DS or IS);
   * of another representation they are read by that one.
   *
   * @throws {DicomError} If a value is not a finite number or there is another number of values.
   */
  numbers(tag: number, name: string, count: number): number[] | null {
    const numbers = this.#numbers(tag, DECIMAL);
    if (numbers === null) return null;
    if (numbers.length !== count || !numbers.every(Number.isFinite)) {
      const expected = count === 1 ? "a number" : `${count} numbers`;
      const found = numbers.length === count ? "what is none" : `${numbers.length} values`;
      throw new DicomError({ file: this.file, expected: `${expected} in ${name}`, found });
    }
    return numbers;
  }

  /** The number in an element, or null when it is absent or empty; else as `numbers`. */
  number(tag: number, name: string): number | null {
    return this.numbers(tag, name, 1)?.[0] ?? null;
  }

  /** The numbers in an element that HU do not need: null also when they are malformed, with a note. */
  geometry(tag: number, count: number): number[] | null {
    const numbers = this.#numbers(tag, DECIMAL);
    if (numbers === null) return null;
    if (numbers.length === count && numbers.every(Number.isFinite)) return numbers;
    this.notes.add("malformed geometry");
    return null;
  }

  /** The number in an element that an image is readable without: null also when it is malformed. */
  optionalNumber(tag: number): number | null {
    const [number = NaN] = this.#numbers(tag, DECIMAL) ?? [];
    return Number.isFinite(number) ? number : null;
  }

  /**
   * The 16 bits in an element of VR US or SS, or null when it is absent or empty.
   *
   * @throws {DicomError} If it has another representation and holds no such number.
   */
  uint16(tag: number, name: string): number | null {
    const element = this.elements.get(tag);
    if (element === undefined || element.length === 0) return null;
    const { vr, offset, length } = element;
    if (length >= 2 && length !== UNDEFINED_LENGTH && WORD.includes(vr)) {
      const { buffer, byteOffset } = this.bytes;
      return new DataView(buffer, byteOffset + offset, 2).getUint16(0, this.syntax.littleEndian);
    }
    const [number = NaN] = this.#numbers(tag, WORD) ?? [];
    if (Number.isInteger(number) && number >= -(2 ** 15) && number < 2 ** 16) {
      return number & 0xffff;
    }
    throw new DicomError({
      file: this.file,
      expected: `a whole number of 16 bits in ${name}`,
      found: "what is none",
    });
  }

  /**
   * All numbers in an element by its representation, NaN for what is none; null when it is absent or
   * empty.
   *
   * @param usual Representations that need no note.
   */
  #numbers(tag: number, usual: readonly string[]): number[] | null {
    const element = this.elements.get(tag);
    if (element === undefined || element.length === 0) return null;
    const { vr, offset, length } = element;
    if (!usual.includes(vr)) this.notes.add("other VR");
    if (isBinaryVr(vr) && length !== UNDEFINED_LENGTH) {
      const value = this.bytes.subarray(offset, offset + length);
      return readBinaryNumbers(value, vr, this.syntax.littleEndian);
    }
    if (!isTextVr(vr)) return [NaN];
    const texts = this.texts(tag);
    return texts.length === 0 ? null : texts.map((text) => this.#parse(text));
  }

  #parse(text: string): number {
    const number = parseNumber(text);
    if (!Number.isNaN(number) || GROUPED.test(text)) return number;
    const repaired = parseNumber(text.replace(",", "."));
    if (!Number.isNaN(repaired)) this.notes.add("decimal comma");
    return repaired;
  }

  /**
   * Refuses a file whose header goes on after its pixel data, where it is not read. Elements are in
   * the order of their tags (PS3.5 section 7.1): only padding and signatures may follow, and what is no
   * element at all.
   *
   * @param at Where the pixel data end.
   * @throws {DicomError} If an element of a lower tag is there.
   */
  refuseElementsAt(at: number): void {
    if (at + 8 > this.bytes.length) return;
    const { bytes, syntax: { explicit, littleEndian } } = this;
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, 8);
    const group = view.getUint16(0, littleEndian);
    if (group === 0 || group >= PIXEL_DATA >>> 16) return;
    const isElement = explicit
      ? isKnownVr(bytes, at + 4)
      : at + 8 + view.getUint32(4, littleEndian) <= bytes.length;
    if (!isElement) {
      this.notes.add("excess bytes");
      return;
    }
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

/** Representations of numbers in text, and of 16 bits; without one the tag says that it is such. */
const DECIMAL: readonly string[] = ["DS", "IS", "", "UN"],
  WORD: readonly string[] = ["US", "SS", "", "UN"];

/** `1,024` may be a thousand and twenty-four as well. */
const GROUPED = /^[+-]?[1-9]\d{0,2},\d{3}$/;

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
