import { concat } from "../../fixtures/concat.ts";
import type { Random } from "hemoleak/random.ts";
import {
  type DicomLayout,
  elementOf,
  ITEM,
  itemHeader,
  PIXEL_DATA,
  type RawElement,
  renameSyntax,
  SEQUENCE_END,
  setElements,
  syntaxOf,
  textElement,
  uint16Element,
  UNDEFINED_LENGTH,
  writeElement,
} from "./dicom_layout.ts";
import {
  anyLength,
  type Edit,
  editing,
  harmlessElements,
  isHarmless,
  type Mutation,
  type Mutator,
  nativePixelData,
  noise,
} from "./mutation.ts";
import { CANARY, deflatedZeros, type Original } from "./originals.ts";

const ROWS = 0x00280010, COLUMNS = 0x00280011, FRAMES = 0x00280008;
const BITS_ALLOCATED = 0x00280100, BITS_STORED = 0x00280101, HIGH_BIT = 0x00280102;
const SIGN = 0x00280103, INTERCEPT = 0x00281052, SLOPE = 0x00281053;

const PER_FRAME_GROUPS = 0x52009230;

/** Damage to elements and to what they say. */
export const ELEMENT_MUTATIONS: Record<string, Mutator> = {
  "harmless value damaged": editing((layout, random) => {
    const candidates = harmlessElements(layout).filter(({ value }) => value.length > 0);
    if (candidates.length === 0) return null;
    const element = random.pick(candidates);
    element.value = random.bool() ? noise(random, element.value.length) : shaken(element, random);
    return "same or refused";
  }),
  "harmless value replaced": editing((layout, random) => {
    const candidates = harmlessElements(layout);
    if (candidates.length === 0) return null;
    const element = random.pick(candidates);
    element.value = noise(random, 2 * random.integer(40));
    element.length = element.value.length;
    return "same or refused";
  }),
  "wrong length": editing(wrongLength),
  "wrong length of the pixel data": editing(wrongLengthOfPixelData),
  "wrong VR": editing(wrongVr),
  "element removed": editing(removed),
  "element repeated": editing((layout, random) => {
    const at = random.integer(layout.elements.length);
    layout.elements.splice(at, 0, { ...layout.elements[at]! });
    return "same or refused";
  }),
  "element contradicted": editing((layout, random) => {
    const at = random.integer(layout.elements.length);
    const element = layout.elements[at]!;
    layout.elements.splice(at, 0, { ...element, value: noise(random, element.value.length) });
    return isHarmless(element) ? "same or refused" : "anything";
  }),
  "pixel data before other elements": editing((layout, random) => {
    const pixelData = nativePixelData(layout);
    if (pixelData === undefined) return null;
    layout.elements = layout.elements.filter((element) => element !== pixelData);
    layout.elements.splice(random.integer(layout.elements.length), 0, pixelData);
    return "same or refused";
  }),
  "elements in disorder": editing((layout, random) => {
    const pixelData = nativePixelData(layout);
    const others = layout.elements.filter((element) => element !== pixelData);
    layout.elements = random.shuffled(others);
    if (pixelData !== undefined) layout.elements.push(pixelData);
    return "same or refused";
  }),
  "other transfer syntax named": editing((layout, random) => {
    const [other, before] = [random.pick(SYNTAXES), syntaxOf(layout)];
    if (other === before) return null;
    renameSyntax(layout, other);
    return "same or refused";
  }),
  "absurd dimensions": editing(absurdDimensions),
  "other dimensions": editing((layout, random) => {
    const tag = random.pick([ROWS, COLUMNS]);
    const before = elementOf(layout, tag)?.value;
    if (before === undefined) return null;
    const value = random.bool() ? random.integer(600) : before[0]! + random.integer(5) - 2;
    setUint16(layout, tag, Math.max(0, value));
    if (layout.fragments !== null && elementOf(layout, tag)!.value.join() !== before.join()) {
      return isRle(layout) ? "by reference" : "refused";
    }
    return "by reference";
  }),
  "other number of frames": editing((layout, random) => {
    const frames = random.pick(["0", "1", "2", "3", "5", "-1", "4294967296", "1e9", "1.5", "NaN"]);
    setElements(layout, [textElement(FRAMES, "IS", frames)]);
    if (layout.fragments === null || isRle(layout)) return "by reference";
    return "anything";
  }),
  "other pixel format": editing((layout, random) => {
    setUint16(
      layout,
      random.pick([BITS_STORED, HIGH_BIT, SIGN, BITS_ALLOCATED]),
      random.pick([0, 1, 2, 7, 8, 11, 12, 13, 15, 16, 17, 24, 31, 32, 33, 64, 255, 65535]),
    );
    return "by reference";
  }),
  "other rescaling": editing((layout, random) => {
    const tag = random.pick([SLOPE, INTERCEPT]);
    const value = random.pick(["2", "-1", "0.5", "1e-3", "-2000", "1E400", "", "+3.25", "1,5"]);
    setElements(layout, [textElement(tag, "DS", value)]);
    return "by reference";
  }),
  "color": editing((layout, random) => {
    if (random.bool()) setUint16(layout, 0x00280002, 2 + random.integer(3));
    else setElements(layout, [textElement(0x00280004, "CS", random.pick(["RGB", "YBR_FULL"]))]);
    return "refused";
  }),
  "deeply nested sequences": editing((layout, random) => {
    const depth = Math.ceil(10 ** random.uniform(0, 5.2));
    setElements(layout, [nested(layout, depth, random.bool())]);
    return "same or refused";
  }),
  "sequence without an end": editing((layout, random) => {
    const inner = nested(layout, 1 + random.integer(5), true);
    const cut = 8 * (1 + random.integer(2));
    setElements(layout, [{ ...inner, value: inner.value.slice(0, -cut) }]);
    return "same or refused";
  }),
  "many elements": editing((layout, random) => {
    const element = textElement(0x00291002, "LO", `${CANARY} `);
    const bytes = writeElement(
      layout.encoding.explicit ? element : { ...element, vr: "" },
      layout.encoding,
    );
    const item = concat([
      itemHeader(ITEM, bytes.length, layout.encoding.littleEndian),
      bytes,
    ]);
    const value = concat(new Array<Uint8Array>(Math.ceil(10 ** random.uniform(1, 4.7))).fill(item));
    const vr = layout.encoding.explicit ? "SQ" : "";
    setElements(layout, [{ tag: 0x00291003, vr, value, length: value.length }]);
    return "same or refused";
  }),
  "frame's group lost": editing((layout) => {
    const groups = elementOf(layout, PER_FRAME_GROUPS);
    if (groups === undefined || groups.length !== groups.value.length) return null;
    const { buffer, byteOffset } = groups.value;
    const first = new DataView(buffer, byteOffset).getUint32(4, layout.encoding.littleEndian);
    if (first > groups.length - 8) return null;
    groups.value = groups.value.slice(8 + first);
    groups.length = groups.value.length;
    return "refused";
  }),
  "deflate bomb": bomb,
};

const SYNTAXES = [
  ...["", ".1", ".2", ".5", ".1.98", ".1.99"],
  ...["50", "51", "57", "70", "80", "81", "90", "91", "92", "93", "100", "201", "203"]
    .map((end) => `.4.${end}`),
  ".77",
].map((end) => `1.2.840.10008.1.2${end}`);

function isRle(layout: DicomLayout): boolean {
  return syntaxOf(layout).endsWith(".1.2.5");
}

function setUint16(layout: DicomLayout, tag: number, value: number): void {
  setElements(layout, [uint16Element(tag, value, layout.encoding.littleEndian)]);
}

function shaken({ value }: RawElement, random: Random): Uint8Array {
  const copy = value.slice();
  copy[random.integer(copy.length)] = random.integer(256);
  return copy;
}

function wrongLength(layout: DicomLayout, random: Random): ReturnType<Edit> {
  const candidates = layout.elements.filter(({ tag }) => tag !== PIXEL_DATA);
  if (candidates.length === 0) return null;
  const element = random.pick(candidates);
  const off = [-2, -1, 1, 2, 8, 100].map((change) => Math.max(0, element.length + change));
  const absurd = [0, 0xfffe, 0xffff, 0x7fffffff, 0xfffffffe, UNDEFINED_LENGTH, anyLength(random)];
  const length = random.pick([...off, ...absurd]);
  if (length === element.length) return null;
  element.length = length;
  return "anything";
}

function wrongLengthOfPixelData(layout: DicomLayout, random: Random): ReturnType<Edit> {
  const pixelData = nativePixelData(layout);
  if (pixelData === undefined) return null;
  const { length } = pixelData;
  const shorter = random.integer(length);
  const longer = random.pick([length + 2, 2 * length, 0x7fffffff, 0xfffffffe, UNDEFINED_LENGTH]);
  pixelData.length = random.bool() ? shorter : longer;
  if (pixelData.length === UNDEFINED_LENGTH) return "refused";
  if (pixelData.length > length) return "same or refused";
  const value = pixelData.value.slice(0, pixelData.length);
  const elements = [
    ...layout.elements.filter((element) => element !== pixelData),
    { ...pixelData, value },
  ];
  // What is not read of the pixels is read as an element, which must not be in the way.
  Object.assign(layout, { elements });
  return "by reference";
}

function wrongVr(layout: DicomLayout, random: Random): ReturnType<Edit> {
  if (!layout.encoding.explicit) return null;
  const element = random.pick(layout.elements);
  const short = ["AE", "CS", "DS", "FD", "FL", "IS", "LO", "SH", "SL", "SS", "UI", "UL", "US"];
  const other = ["OB", "SQ", "UN", "UT", "XX", "??", "\0\0", "ox"];
  const wasShort = short.includes(element.vr);
  element.vr = random.pick(random.bool() ? short : other);
  const stays = wasShort && short.includes(element.vr) && isHarmless(element);
  return stays ? "same or refused" : "anything";
}

function removed(layout: DicomLayout, random: Random): ReturnType<Edit> {
  if (random.bool(0.2)) {
    layout.meta = layout.meta.filter(({ tag }) => tag !== 0x00020010);
    return "anything";
  }
  const gone = random.pick(layout.elements);
  layout.elements = layout.elements.filter((element) => element !== gone);
  if ([ROWS, COLUMNS, BITS_ALLOCATED, PIXEL_DATA].includes(gone.tag)) return "refused";
  return isHarmless(gone) ? "same or refused" : "by reference";
}

function absurdDimensions(layout: DicomLayout, random: Random): ReturnType<Edit> {
  for (const tag of [ROWS, COLUMNS]) {
    if (random.bool(0.8)) setUint16(layout, tag, random.pick([16384, 32768, 46341, 65535]));
  }
  if (random.bool(0.3)) {
    const frames = random.pick(["65536", "2147483647", "4294967295", "99999999999"]);
    setElements(layout, [textElement(FRAMES, "IS", frames)]);
  }
  return "by reference";
}

/**
 * A sequence in a sequence in a sequence, and in the innermost an image of other size.
 *
 * @param open Whether all are of undefined length.
 */
function nested(layout: DicomLayout, depth: number, open: boolean): RawElement {
  const { encoding } = layout;
  const heads: Uint8Array[] = [], ends: Uint8Array[] = [];
  const vr = encoding.explicit ? "SQ" : "";
  const empty = new Uint8Array(0);
  const image = concat([
    writeElement(uint16Element(ROWS, 1, encoding.littleEndian), encoding),
    writeElement({ tag: PIXEL_DATA, vr: "OW", value: Uint8Array.of(9, 9), length: 2 }, encoding),
  ]);
  let length = image.length;
  const end = concat(
    [0xfffee00d, SEQUENCE_END].map((tag) => itemHeader(tag, 0, encoding.littleEndian)),
  );
  for (let level = 0; level < depth; level++) {
    heads.push(itemHeader(ITEM, open ? UNDEFINED_LENGTH : length, encoding.littleEndian));
    if (open) ends.push(end);
    length += 8 + (open ? end.length : 0);
    if (level === depth - 1) break;
    const said = open ? UNDEFINED_LENGTH : length;
    const head = writeElement({ tag: 0x00291004, vr, value: empty, length: said }, encoding);
    heads.push(head);
    length += head.length;
  }
  const value = concat([...heads.reverse(), image, ...ends]);
  return { tag: 0x00291004, vr, value, length: open ? UNDEFINED_LENGTH : value.length };
}

/** Deflated zeros in a private element or in the pixel data: much from little. */
function bomb({ layout, bytes }: Original, random: Random): Mutation | null {
  if (layout === null || !layout.encoding.deflated) return null;
  const megabytes = Math.ceil(10 ** random.uniform(1, 3.5));
  const size = megabytes * 2 ** 20;
  const pixelData = layout.elements.find(({ tag }) => tag === PIXEL_DATA);
  if (pixelData === undefined) return null;
  const inPixels = random.bool();
  const head = (element: RawElement, length: number) =>
    writeElement({ ...element, value: new Uint8Array(0), length }, layout.encoding);
  const others = layout.elements.filter((element) => element !== pixelData)
    .map((element) => writeElement(element, layout.encoding));
  const start = inPixels
    ? [...others, head(pixelData, pixelData.length + size), pixelData.value]
    : [...others, head({ ...pixelData, tag: 0x7fe00001 - 0x10000, vr: "OB" }, size)];
  const end = inPixels ? new Uint8Array(0) : writeElement(pixelData, layout.encoding);
  const deflatedFrom = 132 + layout.meta.reduce(
    (sum, element) => sum + writeElement(element, { ...layout.encoding, explicit: true }).length,
    0,
  );
  return {
    bytes: concat([
      bytes.subarray(0, deflatedFrom),
      deflatedZeros(concat(start), megabytes, end),
    ]),
    expected: "same or refused",
  };
}
