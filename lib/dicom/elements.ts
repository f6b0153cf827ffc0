import { DicomError } from "../error.ts";
import type { ElementEncoding } from "./transfer_syntax.ts";

/** Where a data element's value lies in its file. */
export interface Element {
  /** Group and number as one, such as 0x00280010. */
  tag: number;
  /** The value representation; empty where the file does not state it. */
  vr: string;
  /** Where the value begins. */
  offset: number;
  /** The value's length in bytes, or {@link UNDEFINED_LENGTH}. */
  length: number;
}

/** The length of a sequence or encapsulated pixel data that end with a delimiter. */
export const UNDEFINED_LENGTH = 0xffffffff;
export const PIXEL_DATA = 0x7fe00010;
export const ITEM = 0xfffee000;
export const SEQUENCE_END = 0xfffee0dd;
const ITEM_END = 0xfffee00d;

/** PS3.5 section 7.1.2: these are written with a length of 32 bits, the others with one of 16. */
const LONG_VRS = new Set("OB OD OF OL OV OW SQ SV UC UN UR UT UV".split(" "));
const SHORT_VRS = new Set(
  "AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split(" "),
);
/** An element of unknown representation holds a sequence in this encoding (PS3.5 section 6.2.2). */
const UNKNOWN: ElementEncoding = { explicit: false, littleEndian: true };

/** More than any object has of elements, or a sequence of items: more are meant to fill the memory. */
const MOST_ELEMENTS = 2 ** 16;
const DEEPEST = 64;

/**
 * Finds the data elements in a part of a DICOM file (PS3.5 section 7). Values are not looked at:
 * sequences of known length are stepped over, others walked to their delimiter.
 */
export class ElementReader {
  readonly #view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    readonly encoding: ElementEncoding,
    /** The file's name, for messages. */
    readonly file: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * The elements from one position to another. Pixel data end them: their element is the last, and
   * may claim more bytes than there are.
   *
   * @param within Whether to go on, by an element's tag.
   * @returns The elements by tag, the last of equal ones, and where reading stopped.
   * @throws {DicomError} If an element is damaged or reaches beyond the end.
   */
  read(
    start: number,
    end: number,
    within: (tag: number) => boolean = () => true,
  ): { elements: Map<number, Element>; at: number } {
    const elements = new Map<number, Element>();
    let at = start;
    while (at < end) {
      // What comes after the last one within may be written in another way: only its tag is read.
      if (!within(this.#item(at, this.encoding).tag)) break;
      const element = this.#element(at, this.encoding);
      elements.set(element.tag, element);
      if (element.tag === PIXEL_DATA) break;
      if (elements.size > MOST_ELEMENTS) this.#fail(at, "found too many elements");
      at = this.#end(element, this.encoding, 0);
      if (at > end) this.#fail(at, "found an element that reaches beyond its sequence item");
    }
    return { elements, at };
  }

  /** The bounds of each item of a sequence. */
  items(sequence: Element): [start: number, end: number][] {
    const found: [number, number][] = [];
    const last = sequence.length === UNDEFINED_LENGTH
      ? this.bytes.length
      : sequence.offset + sequence.length;
    for (let at = sequence.offset; at < last;) {
      const { tag, offset, length } = this.#item(at, this.encoding);
      if (tag === SEQUENCE_END) break;
      if (tag !== ITEM) this.#fail(at, "expected a sequence item");
      if (length === UNDEFINED_LENGTH) {
        at = this.#itemEnd(offset, this.encoding, 0);
        found.push([offset, at - 8]);
      } else {
        at = offset + length;
        found.push([offset, at]);
      }
      if (at > last) this.#fail(at, "found an item that reaches beyond its sequence");
      if (found.length > MOST_ELEMENTS) this.#fail(at, "found too many sequence items");
    }
    return found;
  }

  /** Where an element's value ends. */
  #end(element: Element, encoding: ElementEncoding, depth: number): number {
    if (element.length !== UNDEFINED_LENGTH) {
      return this.#within(element.offset + element.length, element.offset);
    }
    return this.#sequenceEnd(element.offset, element.vr === "UN" ? UNKNOWN : encoding, depth);
  }

  #sequenceEnd(start: number, encoding: ElementEncoding, depth: number): number {
    if (depth > DEEPEST) this.#fail(start, "found sequences nested too deeply");
    for (let at = start;;) {
      const { tag, offset, length } = this.#item(at, encoding);
      if (tag === SEQUENCE_END) return offset;
      if (tag !== ITEM) this.#fail(at, "expected a sequence item");
      at = length === UNDEFINED_LENGTH
        ? this.#itemEnd(offset, encoding, depth)
        : this.#within(offset + length, at);
    }
  }

  #itemEnd(start: number, encoding: ElementEncoding, depth: number): number {
    for (let at = start;;) {
      const element = this.#element(at, encoding);
      if (element.tag === ITEM_END) return element.offset;
      at = this.#end(element, encoding, depth + 1);
    }
  }

  /** Reads an element's tag, representation and length. */
  #element(at: number, encoding: ElementEncoding): Element {
    const header = this.#item(at, encoding);
    if (!encoding.explicit || header.tag >>> 16 === 0xfffe) return header;
    const vr = String.fromCharCode(this.bytes[at + 4]!, this.bytes[at + 5]!);
    const { tag } = header;
    if (SHORT_VRS.has(vr)) {
      const length = this.#view.getUint16(at + 6, encoding.littleEndian);
      return { tag, vr, offset: at + 8, length };
    }
    // Some writers lay single elements out implicitly in explicit files; pydicom reads them so, too.
    if (!/^[A-Z?]{2}$/.test(vr)) return header;
    if (!LONG_VRS.has(vr)) this.#fail(at, "found an unknown value representation");
    this.#within(at + 12, at);
    const length = this.#view.getUint32(at + 8, encoding.littleEndian);
    return { tag, vr, offset: at + 12, length };
  }

  /** Reads a tag and the 32 bits after it as a length. */
  #item(at: number, { littleEndian }: ElementEncoding): Element {
    this.#within(at + 8, at);
    const group = this.#view.getUint16(at, littleEndian);
    const tag = group * 0x10000 + this.#view.getUint16(at + 2, littleEndian);
    const length = this.#view.getUint32(at + 4, littleEndian);
    return { tag, vr: "", offset: at + 8, length };
  }

  #within(end: number, at: number): number {
    if (end > this.bytes.length) {
      const beyond = end - this.bytes.length;
      this.#fail(at, `found a data element that reaches ${beyond} bytes beyond the end`);
    }
    return end;
  }

  #fail(at: number, what: string): never {
    throw new DicomError(`${this.file}: damaged or cut-off DICOM file: ${what} at byte ${at}`);
  }
}
