/**
 * A DICOM Part 10 file taken apart into its elements and put together again, after PS3.5 and PS3.10
 * and without any of the code under test: what the fuzzer edits, so that it knows what it changed.
 *
 * @module
 */
import { concat } from "../../fixtures/concat.ts";
import { deflateRawSync, inflateRawSync } from "node:zlib";

/** How the elements after the file meta information are written. */
export interface Encoding {
  littleEndian: boolean;
  explicit: boolean;
  deflated: boolean;
}

/** One element of the outermost level. */
export interface RawElement {
  /** As in 0x00280010. */
  tag: number;
  /** Empty in implicit VR. */
  vr: string;
  /** The bytes as they lie in the file; those of an undefined length end with their delimiter. */
  value: Uint8Array;
  /** What the length field says. */
  length: number;
}

/** A file by its parts. Pixel data of undefined length are in `fragments` instead of `elements`. */
export interface DicomLayout {
  preamble: Uint8Array;
  meta: RawElement[];
  elements: RawElement[];
  /** Elements after encapsulated pixel data. */
  trailing: RawElement[];
  encoding: Encoding;
  /** The items of encapsulated pixel data, the offset table first; null for native ones. */
  fragments: Fragment[] | null;
  /** Whether the sequence of fragments ends with its delimiter. */
  delimited: boolean;
  /** The VR of encapsulated pixel data: OB, though some write OW. */
  encapsulatedVr: string;
}

/** An item of encapsulated pixel data. */
export interface Fragment {
  tag: number;
  value: Uint8Array;
  length: number;
}

export const UNDEFINED_LENGTH = 0xffffffff;
export const PIXEL_DATA = 0x7fe00010;
export const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
export const SEQUENCE_END = 0xfffee0dd;
const TRANSFER_SYNTAX = 0x00020010;

/** VRs whose length takes four bytes after two empty ones (PS3.5 7.1.2). */
const LONG_VRS = "OB OD OF OL OV OW SQ SV UC UN UR UT UV".split(" ");

/** How a transfer syntax writes elements. */
export function encodingOf(syntax: string): Encoding {
  return {
    littleEndian: syntax !== "1.2.840.10008.1.2.2",
    explicit: syntax !== "1.2.840.10008.1.2",
    deflated: syntax === "1.2.840.10008.1.2.1.99",
  };
}

/** A copy whose parts can be replaced without changing the original's. */
export function copyLayout(layout: DicomLayout): DicomLayout {
  return {
    ...layout,
    meta: layout.meta.map((element) => ({ ...element })),
    elements: layout.elements.map((element) => ({ ...element })),
    trailing: layout.trailing.map((element) => ({ ...element })),
    fragments: layout.fragments?.map((fragment) => ({ ...fragment })) ?? null,
  };
}

/** The element with a tag, if it is there. */
export function elementOf(layout: DicomLayout, tag: number): RawElement | undefined {
  return [...layout.meta, ...layout.elements].find((element) => element.tag === tag);
}

/** The transfer syntax that the file names. */
export function syntaxOf(layout: DicomLayout): string {
  return elementOf(layout, TRANSFER_SYNTAX)?.value.reduce(
    (text, byte) => byte === 0 ? text : text + String.fromCharCode(byte),
    "",
  ) ?? "";
}

/** Names another transfer syntax without writing anything else differently. */
export function renameSyntax(layout: DicomLayout, uid: string): void {
  const value = new TextEncoder().encode(uid.length % 2 === 0 ? uid : `${uid}\0`);
  setElements(layout, [{ tag: TRANSFER_SYNTAX, vr: "UI", value, length: value.length }]);
}

/** Gives elements other values and adds those that are missing, of the file meta information too. */
export function setElements(layout: DicomLayout, elements: readonly RawElement[]): void {
  const isNew = ({ tag }: RawElement) => elements.some((element) => element.tag === tag);
  const isMeta = ({ tag }: RawElement) => tag >>> 16 === 2;
  const plain = elements.map((element) =>
    layout.encoding.explicit || isMeta(element) ? element : { ...element, vr: "" }
  );
  const all = [...layout.meta, ...layout.elements].filter((element) => !isNew(element))
    .concat(plain).sort((a, b) => a.tag - b.tag);
  layout.meta = all.filter(isMeta);
  layout.elements = all.filter((element) => !isMeta(element));
}

/** The bytes of a file, the length of its file meta information corrected. */
export function writeLayout(layout: DicomLayout): Uint8Array {
  const explicit: Encoding = { littleEndian: true, explicit: true, deflated: false };
  const meta = concat(
    layout.meta.filter(({ tag }) => tag !== 0x00020000).map((e) => writeElement(e, explicit)),
  );
  const value = new Uint8Array(Uint32Array.of(meta.length).buffer);
  const group = writeElement({ tag: 0x00020000, vr: "UL", value, length: 4 }, explicit);
  const body = concat([
    ...layout.elements.map((element) => writeElement(element, layout.encoding)),
    ...encapsulated(layout),
    ...layout.trailing.map((element) => writeElement(element, layout.encoding)),
  ]);
  const written = layout.encoding.deflated ? new Uint8Array(deflateRawSync(body)) : body;
  return concat([layout.preamble, new TextEncoder().encode("DICM"), group, meta, written]);
}

/** The encapsulated pixel data with their items. */
function encapsulated(layout: DicomLayout): Uint8Array[] {
  const { fragments, delimited, encoding, encapsulatedVr: vr } = layout;
  if (fragments === null) return [];
  const pixelData = { tag: PIXEL_DATA, vr, value: new Uint8Array(0), length: UNDEFINED_LENGTH };
  const end = { tag: SEQUENCE_END, value: new Uint8Array(0), length: 0 };
  const items = delimited ? [...fragments, end] : fragments;
  return [
    writeElement(pixelData, encoding),
    ...items.map(({ tag, value, length }) => concat([itemHeader(tag, length), value])),
  ];
}

/** The eight bytes before an item. */
export function itemHeader(tag: number, length: number, littleEndian = true): Uint8Array {
  const head = new DataView(new ArrayBuffer(8));
  head.setUint16(0, tag >>> 16, littleEndian);
  head.setUint16(2, tag & 0xffff, littleEndian);
  head.setUint32(4, length, littleEndian);
  return new Uint8Array(head.buffer);
}

/** An element as bytes. */
export function writeElement(element: RawElement, { littleEndian, explicit }: Encoding) {
  const { tag, vr, value, length } = element;
  const long = LONG_VRS.includes(vr);
  const head = new DataView(new ArrayBuffer(explicit && long ? 12 : 8));
  head.setUint16(0, tag >>> 16, littleEndian);
  head.setUint16(2, tag & 0xffff, littleEndian);
  if (!explicit) {
    head.setUint32(4, length, littleEndian);
  } else {
    for (let i = 0; i < 2; i++) head.setUint8(4 + i, vr.charCodeAt(i));
    if (long) head.setUint32(8, length, littleEndian);
    else head.setUint16(6, length, littleEndian);
  }
  return concat([new Uint8Array(head.buffer), value]);
}

/** An element of text, padded to an even length. */
export function textElement(tag: number, vr: string, text: string): RawElement {
  const padding = text.length % 2 === 0 ? "" : vr === "UI" ? "\0" : " ";
  const value = new TextEncoder().encode(text + padding);
  return { tag, vr, value, length: value.length };
}

/** An element of VR US. */
export function uint16Element(tag: number, number: number, littleEndian: boolean): RawElement {
  const value = new Uint8Array(2);
  new DataView(value.buffer).setUint16(0, number, littleEndian);
  return { tag, vr: "US", value, length: 2 };
}

/** An item of encapsulated pixel data, padded to an even length. */
export function fragment(bytes: Uint8Array): Fragment {
  const value = bytes.length % 2 === 0 ? bytes : concat([bytes, new Uint8Array(1)]);
  return { tag: ITEM, value, length: value.length };
}

/** Words of 32 bits, little endian. */
export function uint32Bytes(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => view.setUint32(4 * i, value, true));
  return new Uint8Array(view.buffer);
}

/**
 * Takes a file apart.
 *
 * @throws {RangeError} Where it is not laid out as the standard says.
 */
export function parseLayout(bytes: Uint8Array): DicomLayout {
  const explicit: Encoding = { littleEndian: true, explicit: true, deflated: false };
  const head = new Reader(bytes, 132, explicit);
  const meta = head.elements((tag) => tag >>> 16 !== 2).elements;
  const layout: DicomLayout = {
    preamble: bytes.slice(0, 128),
    meta,
    elements: [],
    trailing: [],
    encoding: explicit,
    fragments: null,
    delimited: false,
    encapsulatedVr: "OB",
  };
  layout.encoding = encodingOf(syntaxOf(layout));
  const rest = layout.encoding.deflated
    ? new Uint8Array(inflateRawSync(bytes.subarray(head.at)))
    : bytes.subarray(head.at);
  const body = new Reader(rest, 0, layout.encoding).elements(() => false);
  return { ...layout, ...body, delimited: body.fragments !== null };
}

/** Walks over elements. */
class Reader {
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array, public at: number, readonly encoding: Encoding) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The elements from here to the first one that `stop` tells, or to the end. */
  elements(stop: (tag: number) => boolean) {
    const elements: RawElement[] = [];
    const trailing: RawElement[] = [];
    let fragments: Fragment[] | null = null;
    let encapsulatedVr = "OB";
    while (this.at < this.bytes.length && !stop(this.#tag())) {
      const { tag, vr, length } = this.#header();
      const from = this.at;
      if (tag === PIXEL_DATA && length === UNDEFINED_LENGTH) {
        fragments = this.#fragments();
        encapsulatedVr = vr;
        continue;
      }
      if (length === UNDEFINED_LENGTH) this.#skipItems(vr);
      else this.at += length;
      if (this.at > this.bytes.length) throw new RangeError("The file ends within an element");
      const value = this.bytes.slice(from, this.at);
      (fragments === null ? elements : trailing).push({ tag, vr, length, value });
    }
    return { elements, trailing, fragments, encapsulatedVr };
  }

  #header() {
    const { littleEndian, explicit } = this.encoding;
    const tag = this.#tag();
    this.at += 4;
    if (tag >>> 16 === 0xfffe || !explicit) {
      return { tag, vr: "", length: this.#uint32() };
    }
    const vr = String.fromCharCode(...this.bytes.subarray(this.at, this.at + 2));
    if (!/^[A-Z]{2}$/.test(vr)) throw new RangeError("Expected a VR");
    this.at += 4;
    if (LONG_VRS.includes(vr)) return { tag, vr, length: this.#uint32() };
    return { tag, vr, length: this.#view.getUint16(this.at - 2, littleEndian) };
  }

  /** The tag that comes next. */
  #tag(): number {
    const { littleEndian } = this.encoding;
    const group = this.#view.getUint16(this.at, littleEndian);
    return group * 0x10000 + this.#view.getUint16(this.at + 2, littleEndian);
  }

  /** Steps over the header of an item or delimiter. */
  #itemHeader() {
    const tag = this.#tag();
    this.at += 4;
    return { tag, length: this.#uint32() };
  }

  #uint32(): number {
    this.at += 4;
    return this.#view.getUint32(this.at - 4, this.encoding.littleEndian);
  }

  #fragments(): Fragment[] {
    const fragments: Fragment[] = [];
    for (;;) {
      const { tag, length } = this.#itemHeader();
      if (tag === SEQUENCE_END) return fragments;
      if (tag !== ITEM) throw new RangeError("Expected an item");
      fragments.push({ tag, length, value: this.bytes.slice(this.at, this.at + length) });
      this.at += length;
    }
  }

  /** Steps over the items of a sequence of undefined length; unknown ones are implicit inside. */
  #skipItems(vr: string): void {
    const encoding = vr === "UN" ? { ...this.encoding, explicit: false } : this.encoding;
    const inner = new Reader(this.bytes, this.at, encoding);
    for (;;) {
      const { tag, length } = inner.#itemHeader();
      if (tag === SEQUENCE_END) break;
      if (length !== UNDEFINED_LENGTH) inner.at += length;
      else {
        inner.elements((tag) => tag === ITEM_END);
        inner.at += 8;
      }
      if (inner.at > this.bytes.length) throw new RangeError("The file ends within a sequence");
    }
    this.at = inner.at;
  }
}
