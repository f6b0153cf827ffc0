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
  const least = Math.min(paddingValue, paddingRangeLimit ?? paddingValue);
  const most = Math.max(paddingValue, paddingRangeLimit ?? paddingValue);
  if (most <= airThreshold) return image;
  const { rows, columns } = sizeOf(image);
  const { data, offset, stride: [rowStride, columnStride] } = image;
  for (let y = 0; y < rows; y++) {
    let at = offset + y * rowStride!;
    for (let x = 0; x < columns; x++, at += columnStride!) {
      if (data[at]! >= least && data[at]! <= most) data[at] = AIR;
    }
  }
  return image;
}
