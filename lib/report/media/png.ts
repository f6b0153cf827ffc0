import { encode } from "fast-png";
import { float32Pixels, type Image, sizeOf } from "../../preprocess/chain/image.ts";
import { COLORS } from "./theme.ts";

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

/** The greatest value still lets the picture below be seen. */
const MOST_OPAQUE = 0.9;

/** Values from 0 to 1 as a PNG of one color, from transparent to nearly opaque. */
export function heatPng(heat: Image<Float32Array>): Uint8Array {
  const { rows, columns } = sizeOf(heat);
  const color = [1, 3, 5].map((at) => parseInt(COLORS.heat.slice(at, at + 2), 16));
  const data = Uint8Array.from(
    [...float32Pixels(heat)].flatMap((value) => [...color, Math.round(255 * MOST_OPAQUE * value)]),
  );
  return encode({ width: columns, height: rows, data, depth: 8, channels: 4 }, {
    zlib: { level: 9 },
  });
}

/** A PNG as an address that holds all of it. */
export function pngAddress(png: Uint8Array): string {
  // `toBase64` would do it, but is not in every browser yet.
  const characters = Array.from(png, (byte) => String.fromCharCode(byte)).join("");
  return `data:image/png;base64,${btoa(characters)}`;
}
