// @ts-nocheck: AssemblyScript, compiled to WebAssembly by `deno task wasm`

/**
 * The slice in HU, rows without gaps, as 16-bit integers or 32-bit floats. Functions that read it are
 * compiled for either type.
 *
 * @module
 */

import { rowOf } from "./bits";
import { columns, rows, share, words } from "./slice";

/** Where the host writes the slice. */
export let pixels: usize = 0;

/** Shares out the slice, large enough for either type. */
export function reservePixels(): void {
  pixels = share(<usize> rows * <usize> columns * sizeof<f32>());
}

/** Where a row begins. */
export function pixelRow<T>(y: i32): usize {
  return pixels + <usize> y * <usize> columns * sizeof<T>();
}

/** Four neighboring pixels as floats. */
export function fourPixels<T>(at: usize): v128 {
  if (isInteger<T>()) return f32x4.convert_i32x4_s(v128.load16x4_s(at));
  return v128.load(at);
}

/** Sets the bits of the pixels above a number of HU. */
export function threshold<T>(above: f32, target: usize): void {
  const whole = <i16> max<f32>(-32768, min<f32>(32767, floor(above)));
  const limit = isInteger<T>() ? i16x8.splat(whole) : f32x4.splat(above);
  const lastBits = u64.MAX_VALUE >>> (<u64> -columns & 63);
  for (let y = 0; y < rows; y++) {
    const bits = rowOf(target, y);
    const row = pixelRow<T>(y);
    let x: usize = 0;
    for (; x < <usize> columns; x += 16) {
      store<u16>(bits + (x >> 3), sixteenAbove<T>(row + x * sizeof<T>(), limit));
    }
    for (; x < <usize> words << 6; x += 16) store<u16>(bits + (x >> 3), 0);
    // The last vector reached into the next row.
    const last = bits + (<usize> ((columns - 1) >> 6) << 3);
    store<u64>(last, load<u64>(last) & lastBits);
  }
}

function sixteenAbove<T>(at: usize, limit: v128): i32 {
  if (isInteger<T>()) {
    const low = i16x8.gt_s(v128.load(at), limit);
    const high = i16x8.gt_s(v128.load(at, 16), limit);
    return i8x16.bitmask(i8x16.narrow_i16x8_s(low, high));
  }
  const low = i16x8.narrow_i32x4_s(
    f32x4.gt(v128.load(at), limit),
    f32x4.gt(v128.load(at, 16), limit),
  );
  const high = i16x8.narrow_i32x4_s(
    f32x4.gt(v128.load(at, 32), limit),
    f32x4.gt(v128.load(at, 48), limit),
  );
  return i8x16.bitmask(i8x16.narrow_i16x8_s(low, high));
}
