/**
 * Generated heads for benchmarks: ellipses of random size and gray.
 *
 * @module
 */
import { Random } from "hemoleak/random.ts";
import type { ImageSource } from "hemoleak/train/image_source.ts";

/**
 * Head-like images with random labels, in memory. Like real slices, and unlike noise, they light up whole
 * regions at once, which is where first steps at usual rates get rough.
 */
export function heads(
  count: number,
  size: number,
): { images: Uint8Array<ArrayBuffer>; source: ImageSource; labels: number[] } {
  const random = new Random(7, "heads"), pixels = size * size;
  const all = new Uint8Array(count * pixels), labels: number[] = [];
  for (let image = 0; image < count; image++) {
    labels.push(random.integer(2));
    const gray = 60 + random.integer(180);
    const [rx, ry] = [random.uniform(0.3, 0.45) * size, random.uniform(0.3, 0.45) * size];
    for (let pixel = 0; pixel < pixels; pixel++) {
      const x = pixel % size - size / 2, y = Math.floor(pixel / size) - size / 2;
      if ((x / rx) ** 2 + (y / ry) ** 2 < 1) all[image * pixels + pixel] = gray;
    }
  }
  const read: ImageSource["read"] = (indices, out = new Uint8Array(indices.length * pixels)) => {
    indices.forEach((index, i) =>
      out.set(all.subarray(index * pixels, (index + 1) * pixels), i * pixels)
    );
    return out;
  };
  return { images: all, source: { size, read }, labels };
}
