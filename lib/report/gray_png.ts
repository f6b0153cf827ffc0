import { encode } from "fast-png";
import { float32Pixels, type Image, sizeOf } from "../preprocess/image.ts";

/**
 * An image as an 8-bit gray PNG.
 *
 * @param image `[rows, columns]`, in any unit.
 * @param range The values that become black and white; values beyond are cut off.
 */
export function grayPng(image: Image, [black, white]: readonly [number, number]): Uint8Array {
  const { rows, columns } = sizeOf(image);
  const scale = 255 / (white - black);
  const data = Uint8ClampedArray.from(float32Pixels(image), (value) => (value - black) * scale);
  return encode(
    { width: columns, height: rows, data: new Uint8Array(data.buffer), depth: 8, channels: 1 },
    { zlib: { level: 9 } },
  );
}
