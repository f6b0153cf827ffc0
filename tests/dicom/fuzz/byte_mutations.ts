import { concat } from "../../fixtures/concat.ts";
import type { Random } from "hemoleak/random.ts";
import { type DicomLayout, elementOf, PIXEL_DATA, writeLayout } from "./dicom_layout.ts";
import { type Mutation, type Mutator, noise } from "./mutation.ts";
import type { Original } from "./originals.ts";

const TELLING_BYTES = [0, 1, 0x20, 0x7f, 0x80, 0xfe, 0xff];

/** Damage that needs no knowledge of the format. */
export const BYTE_MUTATIONS: Record<string, Mutator> = {
  "cut off": cutOff,
  "cut off within the header": cutOffInHeader,
  "bits flipped": (original, random) => {
    const bytes = original.bytes.slice();
    for (let i = 1 + random.integer(8); i > 0; i--) {
      bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
    }
    return { bytes, expected: "anything" };
  },
  "header's bytes replaced": (original, random) => {
    const bytes = original.bytes.slice();
    const end = Math.min(bytes.length, headerLength(original));
    for (let i = 1 + random.integer(6); i > 0; i--) {
      bytes[132 + random.integer(end - 132)] = random.pick(TELLING_BYTES);
    }
    return { bytes, expected: "anything" };
  },
  "block removed": (original, random) => spliced(original, random, () => []),
  "block repeated": (original, random) => spliced(original, random, (block) => [block, block]),
  "block of zeros": (original, random) =>
    spliced(original, random, (block) => [new Uint8Array(block.length)]),
  "block of noise": (original, random) =>
    spliced(original, random, (block) => [noise(random, block.length)]),
  "bytes inserted": (original, random) =>
    spliced(original, random, (block) => [noise(random, 1 + random.integer(16)), block]),
  "preamble filled": ({ bytes }, random) => ({
    bytes: concat([noise(random, 128), bytes.subarray(128)]),
    expected: "same",
  }),
  "something appended": ({ bytes }, random) => ({
    bytes: concat([bytes, noise(random, 1 + random.integer(600))]),
    expected: "same or refused",
  }),
  "nothing but a beginning": (_original, random) => {
    const start = concat([new Uint8Array(128), new TextEncoder().encode("DICM")]);
    return { bytes: concat([start, noise(random, random.integer(4000))]), expected: "refused" };
  },
  "unchanged": ({ bytes }) => ({ bytes: bytes.slice(), expected: "same" }),
};

/** A file that ends early must be refused unless only what follows the pixels is lost. */
function cutOff(original: Original, random: Random): Mutation {
  const { bytes, layout } = original;
  const length = random.integer(bytes.length);
  const within = layout !== null && length < bytes.length - lengthAfterPixels(layout);
  return { bytes: bytes.slice(0, length), expected: within ? "refused" : "same or refused" };
}

function cutOffInHeader(original: Original, random: Random): Mutation {
  const length = random.integer(Math.min(original.bytes.length, headerLength(original)));
  const expected = original.layout === null ? "same or refused" : "refused";
  return { bytes: original.bytes.slice(0, length), expected };
}

/** Bytes that the image can do without at the end of a file; all of them where this is not known. */
function lengthAfterPixels(layout: DicomLayout): number {
  if (layout.encoding.deflated) return Infinity;
  if (layout.fragments !== null) {
    const trailing = writeLayout({ ...layout, meta: [], elements: [], fragments: null }).length -
      132 - 12;
    return trailing + 8 + 1;
  }
  const at = layout.elements.findIndex(({ tag }) => tag === PIXEL_DATA);
  if (at < 0) return Infinity;
  const after = writeLayout({ ...layout, meta: [], elements: layout.elements.slice(at + 1) });
  return after.length - 132 - 12 +
    Math.max(0, elementOf(layout, PIXEL_DATA)!.length - needed(layout));
}

/** Bytes of uncompressed pixels that the header asks for. */
function needed(layout: DicomLayout): number {
  const word = (tag: number) => {
    const value = elementOf(layout, tag)?.value;
    if (value === undefined) return 1;
    return new DataView(value.buffer, value.byteOffset).getUint16(0, layout.encoding.littleEndian);
  };
  const frames = String.fromCharCode(...elementOf(layout, 0x00280008)?.value ?? [49]);
  return word(0x00280010) * word(0x00280011) * word(0x00280100) / 8 * Number(frames.trim());
}

/** Where the pixel data begin. */
function headerLength({ bytes, layout }: Original): number {
  if (layout === null || layout.encoding.deflated) return bytes.length;
  const pixels = layout.fragments ?? [elementOf(layout, PIXEL_DATA) ?? { value: new Uint8Array() }];
  return bytes.length - pixels.reduce((sum, { value }) => sum + value.length, 0);
}

function spliced(
  { bytes }: Original,
  random: Random,
  replace: (block: Uint8Array) => Uint8Array[],
): Mutation {
  const at = 132 + random.integer(bytes.length - 132);
  const end = Math.min(bytes.length, at + Math.ceil(2 ** random.uniform(0, 9)));
  const parts = [bytes.subarray(0, at), ...replace(bytes.subarray(at, end)), bytes.subarray(end)];
  return { bytes: concat(parts), expected: "anything" };
}
