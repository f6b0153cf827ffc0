/** A rectangle of pixels: rows from `top` to before `bottom`, columns likewise. */
export interface Box {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/**
 * Where anything can change: the pixels that are not 0, and as far around them as the filter
 * reaches. Zeros beside zeros stay zeros, and most of a slice is air.
 */
export function activeBox(
  pixels: Float32Array,
  rows: number,
  columns: number,
  reach: number,
): Box | null {
  let top = rows;
  let bottom = -1;
  let left = columns;
  let right = -1;
  for (let y = 0; y < rows; y++) {
    const row = pixels.subarray(y * columns, (y + 1) * columns);
    const first = row.findIndex((value) => value !== 0);
    if (first < 0) continue;
    const last = row.findLastIndex((value) => value !== 0);
    top = Math.min(top, y);
    bottom = y;
    left = Math.min(left, first);
    right = Math.max(right, last);
  }
  if (bottom < 0) return null;
  return {
    top: Math.max(0, top - reach),
    bottom: Math.min(rows, bottom + 1 + reach),
    left: Math.max(0, left - reach),
    right: Math.min(columns, right + 1 + reach),
  };
}
