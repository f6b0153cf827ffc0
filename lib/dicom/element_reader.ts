import dicomParser from "dicom-parser";
import { DicomError } from "../error.ts";
import type { DicomNote } from "./notes.ts";
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

/** Where an item's content begins and ends. */
type Bounds = [start: number, end: number];

/** The length of a sequence or encapsulated pixel data that end with a delimiter. */
export const UNDEFINED_LENGTH = 0xffffffff;
export const PIXEL_DATA = 0x7fe00010;
export const ITEM = 0xfffee000;
export const SEQUENCE_END = 0xfffee0dd;
const ITEM_END = 0xfffee00d;

/** PS3.5 section 6.2. dicom-parser takes what is none for one with a length of 16 bits. */
const VRS =
  ("AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL " +
    "UN UR US UT UV").split(" ");
/** 1 at the two letters of each, as a number: it is looked up for every element. */
const IS_VR = new Uint8Array(2 ** 16);
for (const vr of VRS) IS_VR[vr.charCodeAt(0) << 8 | vr.charCodeAt(1)] = 1;
/** Their length has 32 bits (PS3.5 section 7.1.2), of which dicom-parser 1.8.21 does not know. */
const NEWER_VRS = new Set(["OV", "SV", "UV"]);
/** An element of unknown representation holds a sequence in this encoding (PS3.5 section 6.2.2). */
const UNKNOWN: ElementEncoding = { explicit: false, littleEndian: true };

/** More than any object has of elements, or a sequence of items: more are meant to fill the memory. */
const MOST_ELEMENTS = 2 ** 16;
const DEEPEST = 64;

/**
 * Finds the data elements in a part of a DICOM file (PS3.5 section 7). Values are not looked at:
 * sequences of known length are stepped over, others walked to their delimiter.
 *
 * dicom-parser reads the elements, one at a time. The loops over them are here because its own have no
 * bounds: they build all sequences down to any depth, however many elements those have, take the
 * file's end for the end of what is cut off, and refuse a file for damage in a sequence that nobody
 * asked for. `element_reader_test.ts` shows each.
 */
export class ElementReader {
  #stream: dicomParser.ByteStream | undefined;

  constructor(
    readonly bytes: Uint8Array,
    readonly encoding: ElementEncoding,
    /** The file's name, for messages. */
    readonly file: string,
    /** Gets what is out of the ordinary. */
    readonly notes: Set<DicomNote> = new Set(),
  ) {}

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
    within?: (tag: number) => boolean,
  ): { elements: Map<number, Element>; at: number } {
    const elements = new Map<number, Element>();
    let at = start;
    while (at < end) {
      // What comes after the last one within may be written in another way: only its tag is read.
      if (within && !within(this.#item(at, this.encoding).tag)) break;
      const element = this.#element(at, this.encoding);
      elements.set(element.tag, element);
      if (element.tag === PIXEL_DATA) break;
      if (elements.size > MOST_ELEMENTS) this.#fail(at, "found too many elements");
      at = this.#end(element, this.encoding, 0);
      if (at > end) this.#fail(at, "found an element that reaches beyond its sequence item");
    }
    return { elements, at };
  }

  /**
   * The bounds of each item of a sequence.
   *
   * @throws {DicomError} If an item is damaged or reaches beyond the sequence.
   */
  items(sequence: Element): Bounds[] {
    const found: Bounds[] = [];
    this.#walk(sequence, this.encoding, 0, found);
    return found;
  }

  /** Where an element's value ends. */
  #end(element: Element, encoding: ElementEncoding, depth: number): number {
    const { vr, offset, length } = element;
    if (length !== UNDEFINED_LENGTH) return this.#within(offset + length, offset);
    return this.#walk(element, vr === "UN" ? UNKNOWN : encoding, depth);
  }

  /** Where a sequence ends, after the last of the items that are found in it. */
  #walk(sequence: Element, encoding: ElementEncoding, depth: number, found?: Bounds[]): number {
    const isOpen = sequence.length === UNDEFINED_LENGTH;
    const last = isOpen ? Infinity : sequence.offset + sequence.length;
    let at = sequence.offset;
    if (depth > DEEPEST) this.#fail(at, "found sequences nested too deeply");
    while (at < last) {
      const { tag, offset, length } = this.#item(at, encoding);
      if (tag === SEQUENCE_END) return offset;
      if (tag !== ITEM) this.#fail(at, "expected a sequence item");
      const end = length === UNDEFINED_LENGTH
        ? this.#itemEnd(offset, encoding, depth)
        : offset + length;
      if (end > last) this.#fail(end, "found an item that reaches beyond its sequence");
      at = this.#within(end, at);
      found?.push([offset, length === UNDEFINED_LENGTH ? end - 8 : end]);
      if (found && found.length > MOST_ELEMENTS) this.#fail(at, "found too many sequence items");
    }
    return at;
  }

  #itemEnd(start: number, encoding: ElementEncoding, depth: number): number {
    for (let at = start;;) {
      const element = this.#element(at, encoding);
      if (element.tag === ITEM_END) return element.offset;
      at = this.#end(element, encoding, depth + 1);
    }
  }

  /**
   * Reads an element's tag, representation and length. Told that its own tag is the last one to read,
   * dicom-parser leaves the value alone, however deep the sequences in it.
   */
  #element(at: number, encoding: ElementEncoding): Element {
    const item = this.#item(at, encoding);
    // Items and delimiters state no representation in any encoding.
    if (item.tag >>> 16 === 0xfffe) return item;
    const text = tagText(item.tag), stream = this.#streamAt(at, encoding);
    const { vr = "", dataOffset, length } = encoding.explicit && isKnownVr(this.bytes, at + 4)
      ? this.#explicitElement(stream, text)
      : encoding.explicit && isUnknownVr(this.bytes, at + 4)
      ? this.#unknownElement(at)
      // Some writers lay single elements out implicitly in explicit files; pydicom reads them, too.
      : dicomParser.readDicomElementImplicit(stream, text);
    return { tag: item.tag, vr, offset: dataOffset, length };
  }

  /** Reads a tag and the 32 bits after it as a length. */
  #item(at: number, encoding: ElementEncoding): Element {
    this.#within(at + 8, at);
    const stream = this.#streamAt(at, encoding);
    const tag = stream.readUint16() * 0x10000 + stream.readUint16();
    return { tag, vr: "", length: stream.readUint32(), offset: stream.position };
  }

  /** One stream for all, once an element is known to be there: none can be made of no bytes. */
  #streamAt(at: number, { littleEndian }: ElementEncoding): dicomParser.ByteStream {
    const { ByteStream, littleEndianByteArrayParser, bigEndianByteArrayParser } = dicomParser;
    const stream = this.#stream ??= new ByteStream(littleEndianByteArrayParser, this.bytes, at);
    stream.byteArrayParser = littleEndian ? littleEndianByteArrayParser : bigEndianByteArrayParser;
    stream.position = at;
    return stream;
  }

  #explicitElement(stream: dicomParser.ByteStream, tag: string): dicomParser.Element {
    const at = stream.position;
    try {
      const element = dicomParser.readDicomElementExplicit(stream, [], tag);
      if (!NEWER_VRS.has(element.vr!)) return element;
      return { ...element, length: stream.readUint32(), dataOffset: stream.position };
    } catch {
      // It throws strings. Eight bytes are there: what was not is a length of 32 bits after them.
      return this.#beyond(at + 12, at);
    }
  }

  /**
   * An element of a representation that the standard does not know. Newer ones have a length of 32 bits
   * after two zero bytes (PS3.5 section 7.1.2); in what writers make up, a length of 16 bits may take
   * their place. It is one of 0 where the next element follows at once.
   */
  #unknownElement(at: number): dicomParser.Element {
    this.notes.add("unknown VR");
    const stream = this.#streamAt(at + 6, this.encoding);
    const short = stream.readUint16();
    const isEmpty = short === 0 && isKnownVr(this.bytes, at + 12);
    if (short > 0 || isEmpty) {
      return { tag: "", vr: "UN", length: short, dataOffset: at + 8 };
    }
    this.#within(at + 12, at);
    return { tag: "", vr: "UN", length: stream.readUint32(), dataOffset: at + 12 };
  }

  #within(end: number, at: number): number {
    return end > this.bytes.length ? this.#beyond(end, at) : end;
  }

  #beyond(end: number, at: number): never {
    const beyond = end - this.bytes.length;
    this.#fail(at, `found a data element that reaches ${beyond} bytes beyond the end`);
  }

  #fail(at: number, what: string): never {
    throw new DicomError({
      file: this.file,
      problem: `damaged or cut-off DICOM file: ${what} at byte ${at}`,
    });
  }
}

/** Whether a value representation of the standard is stated at a position. */
export function isKnownVr(bytes: Uint8Array, at: number): boolean {
  return IS_VR[bytes[at]! << 8 | bytes[at + 1]!] === 1;
}

/** Whether there is what looks like one: two capital letters, or the question marks of some writers. */
function isUnknownVr(bytes: Uint8Array, at: number): boolean {
  return /^[A-Z?]{2}$/.test(String.fromCharCode(bytes[at]!, bytes[at + 1]!));
}

/** A tag as dicom-parser writes it, such as x00280010. */
function tagText(tag: number): string {
  return `x${tag.toString(16).padStart(8, "0")}`;
}
