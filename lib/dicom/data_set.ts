import dicomParser from "dicom-parser";
import type { DataSet, Element } from "dicom-parser";
import { DicomError } from "../error.ts";
import { transferSyntax, unsupportedSyntax } from "./transfer_syntax.ts";

const PREAMBLE_LENGTH = 128;
const PIXEL_DATA = "x7fe00010";
const DEFLATED = "1.2.840.10008.1.2.1.99";

/** The elements of a DICOM file that precede its pixel data, with what can go wrong made typed. */
export class DicomDataSet {
  readonly #dataSet: DataSet;

  private constructor(
    /** The file's bytes, or its first ones. */
    readonly bytes: Uint8Array,
    /** The file's name, for messages. */
    readonly file: string,
    dataSet: DataSet,
  ) {
    this.#dataSet = dataSet;
  }

  /**
   * Parses a DICOM Part 10 file (PS3.10) up to its pixel data, which are left alone.
   *
   * @param bytes The file, or so many of its first bytes that the pixel data's tag is among them.
   * @throws {DicomError} If the bytes are not DICOM or are damaged.
   */
  static parse(bytes: Uint8Array, file: string): DicomDataSet {
    if (!isDicom(bytes)) {
      throw new DicomError(`${file}: not a DICOM file: expected "DICM" at byte 128`);
    }
    const inflater = () => {
      throw new DicomError(`${file}: ${unsupportedSyntax(transferSyntax(DEFLATED))}`);
    };
    return guarded(file, () => {
      const dataSet = dicomParser.parseDicom(bytes, { untilTag: PIXEL_DATA, inflater });
      return new DicomDataSet(bytes, file, dataSet);
    });
  }

  /** The pixel data's element: where it begins and how long it claims to be. */
  get pixelData(): Element | undefined {
    return this.#dataSet.elements[PIXEL_DATA];
  }

  /** Whether an element is there, empty or not. */
  has(tag: string): boolean {
    return this.#dataSet.elements[tag] !== undefined;
  }

  /** An element's text without the padding; empty when it is absent. */
  text(tag: string): string {
    return guarded(this.file, () => this.#dataSet.string(tag) ?? "").trim();
  }

  /** A text element's values, split at the backslash; none when it is absent or empty. */
  texts(tag: string): string[] {
    const text = this.text(tag);
    return text === "" ? [] : text.split("\\").map((value) => value.trim());
  }

  /**
   * The numbers in a DS or IS element, or null when it is absent or empty.
   *
   * @throws {DicomError} If a value is not a finite number or there is another number of values.
   */
  numbers(tag: string, name: string, count: number): number[] | null {
    const texts = this.texts(tag);
    if (texts.length === 0) return null;
    const numbers = texts.map((text) => text === "" ? NaN : Number(text));
    if (numbers.length !== count || !numbers.every(Number.isFinite)) {
      const found = JSON.stringify(texts.join("\\").slice(0, 60));
      const expected = count === 1 ? "a number" : `${count} numbers`;
      throw new DicomError(`${this.file}: expected ${expected} in ${name} but found ${found}`);
    }
    return numbers;
  }

  /** The number in a DS or IS element, or null when it is absent or empty; else as `numbers`. */
  number(tag: string, name: string): number | null {
    return this.numbers(tag, name, 1)?.[0] ?? null;
  }

  /** The number in an element that an image is readable without: null also when it is malformed. */
  optionalNumber(tag: string): number | null {
    const text = this.text(tag);
    const number = text === "" ? NaN : Number(text);
    return Number.isFinite(number) ? number : null;
  }

  /** An element of VR US, or null when it is absent or empty. */
  uint16(tag: string): number | null {
    return guarded(this.file, () => this.#dataSet.uint16(tag) ?? null);
  }

  /** The same two bytes read as VR SS. */
  int16(tag: string): number | null {
    return guarded(this.file, () => this.#dataSet.int16(tag) ?? null);
  }
}

/** Whether bytes begin as a DICOM Part 10 file does. */
export function isDicom(bytes: Uint8Array): boolean {
  const [d, i, c, m] = bytes.subarray(PREAMBLE_LENGTH, PREAMBLE_LENGTH + 4);
  return d === 0x44 && i === 0x49 && c === 0x43 && m === 0x4d;
}

/** Runs a part of the parser, which throws texts and plain objects, and throws a DicomError instead. */
function guarded<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof DicomError) throw thrown;
    throw new DicomError(`${file}: damaged or cut-off DICOM file: ${cause(thrown)}`);
  }
}

function cause(thrown: unknown): string {
  if (thrown instanceof RangeError) return "sequences are nested too deeply";
  if (thrown instanceof Error) return cause(thrown.message);
  // The parser's texts begin with the name of its function.
  if (typeof thrown === "string") {
    return thrown.replace(/^\w*(dicomParser|ByteArrayParser)[.:][\w.]*:?\s*(-\s*)?/, "");
  }
  if (typeof thrown === "object" && thrown !== null && "exception" in thrown) {
    return cause(thrown.exception);
  }
  return "unreadable elements";
}
