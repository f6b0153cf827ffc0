import type { SliceImage } from "../../cohort/scan/slice_image.ts";
import { AIR } from "./background.ts";
import { type Image, sizeOf } from "./image.ts";

/**
 * Sees to it that padding around the field of view counts as no tissue, whatever number stands for it.
 *
 * @param slice Its image is changed where padding lies above the threshold, which is rare: no other
 *   copy is needed of what was decoded for this alone.
 * @param airThreshold HU above which a pixel is tissue.
 * @returns The image.
 */
export function padWithAir(
  { image, paddingValue, paddingRangeLimit }: Omit<SliceImage, "notes">,
  airThreshold: number,
): Image {
  if (paddingValue === null) return image;
  const range = paddingRange(paddingValue, paddingRangeLimit);
  if (range.most <= airThreshold) return image;
  return fillPadding(image, range, AIR);
}

/**
 * Sees to it that padding around the field of view does not stretch the range of an image that is no CT,
 * whatever number stands for it: it becomes the least value of the rest.
 *
 * @param slice Its image is changed where there is padding.
 * @returns The image.
 */
export function padWithLeast(
  { image, paddingValue, paddingRangeLimit }: Omit<SliceImage, "notes">,
): Image {
  if (paddingValue === null) return image;
  const range = paddingRange(paddingValue, paddingRangeLimit);
  let least = Infinity;
  for (const at of places(image)) {
    const value = image.data[at]!;
    if (value < least && (value < range.least || value > range.most)) least = value;
  }
  return least === Infinity ? image : fillPadding(image, range, least);
}

/** From which value to which pixels are padding. */
interface PaddingRange {
  least: number;
  most: number;
}

function paddingRange(value: number, limit: number | null): PaddingRange {
  return { least: Math.min(value, limit ?? value), most: Math.max(value, limit ?? value) };
}

function fillPadding(image: Image, { least, most }: PaddingRange, value: number): Image {
  const { data } = image;
  for (const at of places(image)) if (data[at]! >= least && data[at]! <= most) data[at] = value;
  return image;
}

/** Where in its data the pixels of an image are. */
function* places(image: Image): Generator<number> {
  const { rows, columns } = sizeOf(image);
  const { offset, stride: [rowStride, columnStride] } = image;
  for (let y = 0; y < rows; y++) {
    let at = offset + y * rowStride!;
    for (let x = 0; x < columns; x++, at += columnStride!) yield at;
  }
}
