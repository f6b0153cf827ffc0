import type { Random } from "hemoleak/random.ts";
import {
  type DicomLayout,
  elementOf,
  type Fragment,
  fragment,
  ITEM,
  SEQUENCE_END,
  setElements,
  syntaxOf,
  uint16Element,
  uint32Bytes,
} from "./dicom_layout.ts";
import { concat } from "../../fixtures/concat.ts";
import { anyLength, type Edit, editing, type Mutator, noise } from "./mutation.ts";

const ROWS = 0x00280010, COLUMNS = 0x00280011;

/** Damage to encapsulated pixel data: fragments, offset table, the compressed streams themselves. */
export const PIXEL_MUTATIONS: Record<string, Mutator> = {
  "fragments cut anew": encapsulated((layout, random) => {
    if (framesOf(layout) !== 1) return null;
    const stream = concat(layout.fragments!.slice(1).map(({ value }) => value));
    const cuts = random.shuffled(
      new Set(Array.from(
        { length: 1 + random.integer(5) },
        () => 2 * random.integer(stream.length / 2),
      )),
    ).sort((a, b) => a - b);
    const pieces = [0, ...cuts].map((from, i) => fragment(stream.slice(from, cuts[i])));
    layout.fragments = [layout.fragments![0]!, ...pieces];
    return "same or refused";
  }),
  "empty fragments": encapsulated((layout, random) => {
    const at = 1 + random.integer(layout.fragments!.length);
    layout.fragments!.splice(at, 0, fragment(new Uint8Array(0)));
    return "same or refused";
  }),
  "fragment lost": encapsulated((layout, random) => {
    layout.fragments!.splice(1 + random.integer(layout.fragments!.length - 1), 1);
    return "refused";
  }),
  "fragment repeated": encapsulated((layout, random) => {
    const at = 1 + random.integer(layout.fragments!.length - 1);
    layout.fragments!.splice(at, 0, layout.fragments![at]!);
    return "same or refused";
  }),
  "many fragments": encapsulated((layout, random) => {
    const count = Math.ceil(10 ** random.uniform(1, 5.5));
    const empty = new Array<Fragment>(count).fill(fragment(new Uint8Array(0)));
    layout.fragments = layout.fragments!.concat(empty);
    return "same or refused";
  }),
  "wrong length of a fragment": encapsulated((layout, random) => {
    const one = random.pick(layout.fragments!.slice(1));
    const changes = [-1, 1, -2, 2, -8, 8].map((change) => one.length + change);
    one.length = random.pick([...changes, 0, 0xffffffff, 0x7fffffff, anyLength(random)]) >>> 0;
    return "same or refused";
  }),
  "wrong tag of a fragment": encapsulated((layout, random) => {
    const tags = [0xfffee00d, SEQUENCE_END, 0x00280010, 0xfffe0000, anyLength(random)];
    random.pick(layout.fragments!).tag = random.pick(tags);
    return "same or refused";
  }),
  "wrong offset table": encapsulated((layout, random) => {
    const before = layout.fragments![0]!.value;
    const count = random.bool() ? before.length / 4 : random.integer(6);
    const offset = () => random.pick([0, 2 * random.integer(3000), anyLength(random), 0xffffffff]);
    layout.fragments![0] = fragment(uint32Bytes(Array.from({ length: count }, offset)));
    return "same or refused";
  }),
  "offset table of odd length": encapsulated((layout, random) => {
    layout.fragments![0] = fragment(noise(random, 2 + 4 * random.integer(4)));
    return "same or refused";
  }),
  "no offset table": encapsulated((layout) => {
    layout.fragments!.shift();
    return "same or refused";
  }),
  "no delimiter": encapsulated((layout) => {
    layout.delimited = false;
    return "same or refused";
  }),
  "fragments in disorder": encapsulated((layout, random) => {
    const [table, ...fragments] = layout.fragments!;
    if (fragments.length < 2) return null;
    layout.fragments = [table!, ...random.shuffled(fragments)];
    return "anything";
  }),
  "stream cut off": stream((bytes, random) => [
    bytes.slice(
      0,
      random.bool() ? bytes.length - 1 - random.integer(8) : random.integer(bytes.length),
    ),
    "same or refused",
  ]),
  "stream damaged": stream((bytes, random) => {
    const damaged = bytes.slice();
    for (let i = 1 + random.integer(4); i > 0; i--) {
      damaged[random.integer(damaged.length)]! ^= 1 << random.integer(8);
    }
    return [damaged, "by reference or anything"];
  }),
  "stream's header damaged": stream((bytes, random) => {
    const damaged = bytes.slice();
    for (let i = 1 + random.integer(3); i > 0; i--) {
      damaged[2 + random.integer(Math.min(110, bytes.length - 2))] = random.pick([
        ...[0, 1, 2, 0x10, 0x7f, 0x80, 0xff],
        random.integer(256),
      ]);
    }
    return [damaged, "by reference or anything"];
  }),
  "stream of other dimensions": encapsulated((layout, random) => {
    const size = () => random.pick([0, 1, 2, 255, 4096, 30000, 65535]);
    return resizeStreams(layout, size(), size(), random.bool() ? "header too" : "stream only");
  }),
  "stream of noise": stream((bytes, random) => [noise(random, bytes.length), "refused"]),
  "stream of nothing": stream(() => [new Uint8Array(0), "refused"]),
};

/** An edit of files whose pixel data are encapsulated. */
function encapsulated(edit: Edit): Mutator {
  return editing((layout, random) => {
    const some = layout.fragments !== null && layout.fragments.length > 1;
    return some ? edit(layout, random) : null;
  });
}

/** An edit of one fragment's bytes. RLE is judged by the reference; damage elsewhere may show. */
function stream(
  edit: (
    bytes: Uint8Array,
    random: Random,
  ) => [Uint8Array, "refused" | "same or refused" | "by reference or anything"],
): Mutator {
  return encapsulated((layout, random) => {
    const at = 1 + random.integer(layout.fragments!.length - 1);
    if (layout.fragments![at]!.value.length < 8) return null;
    const [bytes, expected] = edit(layout.fragments![at]!.value, random);
    layout.fragments![at] = fragment(bytes);
    if (syntaxOf(layout).endsWith(".1.2.5")) return "by reference";
    // Plain pixels may be anything.
    if (syntaxOf(layout).endsWith(".1.98")) return "anything";
    return expected === "by reference or anything" ? "anything" : expected;
  });
}

function framesOf(layout: DicomLayout): number {
  return Number(String.fromCharCode(...elementOf(layout, 0x00280008)?.value ?? [49]).trim());
}

/**
 * Writes other dimensions into JPEG, JPEG-LS and JPEG 2000 streams, which then lack pixels, unless
 * the new image is smaller: then it may be read.
 */
function resizeStreams(
  layout: DicomLayout,
  rows: number,
  columns: number,
  where: "stream only" | "header too",
): "refused" | "anything" | null {
  for (const one of layout.fragments!.slice(1)) {
    const value = one.value.slice();
    if (!resizeStream(value, rows, columns)) return null;
    one.value = value;
    one.tag = ITEM;
  }
  if (where === "stream only") return "refused";
  const { littleEndian } = layout.encoding;
  const before = pixelsOf(layout);
  setElements(layout, [uint16Element(ROWS, rows, littleEndian)]);
  setElements(layout, [uint16Element(COLUMNS, columns, littleEndian)]);
  return rows * columns > 2 * before || rows * columns === 0 ? "refused" : "anything";
}

function pixelsOf(layout: DicomLayout): number {
  const [rows, columns] = [ROWS, COLUMNS].map((tag) => {
    const { buffer, byteOffset } = elementOf(layout, tag)!.value;
    return new DataView(buffer, byteOffset).getUint16(0, layout.encoding.littleEndian);
  });
  return rows! * columns!;
}

function resizeStream(bytes: Uint8Array, rows: number, columns: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length > 50 && view.getUint32(0) === 0xff4fff51) {
    view.setUint32(8, columns);
    view.setUint32(12, rows);
    return true;
  }
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = bytes[at + 1]!;
    const isFrame = (marker >= 0xc0 && marker <= 0xc3) || marker === 0xf7;
    if (!isFrame) continue;
    view.setUint16(at + 5, rows);
    view.setUint16(at + 7, columns);
    return true;
  }
  return false;
}
