import { removeBackground } from "../../preprocess/chain/background.ts";
import type { Image } from "../../preprocess/chain/image.ts";
import { resize } from "../../preprocess/chain/resize.ts";

/** Fresh blood in HU: above gray matter (about 40), below bone and calcification. */
const BLOOD = { low: 55, high: 100 };
/** Above this many HU there is bone in a pixel, below this many air. */
const BONE = 120;
const AIR = -50;
/** Side of the image that is looked at: coarse, so that noise averages out. */
const SIDE = 128;
/** Pixels so near to bone or air hold a part of it and are left out. */
const MARGIN = 2;

/**
 * How much of a slice is as dense as fresh blood. It serves to pick a slice worth showing out of a
 * scan and judges nothing: faint blood is missed, and calcifications or the skull base may win.
 *
 * @param image In HU, `[rows, columns]`.
 * @returns Share of the image's pixels, in [0, 1]; 0 where the slice holds no head.
 */
export function bloodDensityShare(image: Image): number {
  const { data } = resize(removeBackground(image).image, SIDE);
  const excluded = nearBoneOrAir(data);
  let dense = 0;
  for (let y = MARGIN; y < SIDE - MARGIN; y++) {
    for (let x = MARGIN; x < SIDE - MARGIN; x++) {
      if (excluded[y * SIDE + x]) continue;
      const density = meanAround(data, y, x);
      if (density >= BLOOD.low && density <= BLOOD.high) dense++;
    }
  }
  return dense / SIDE ** 2;
}

/** 1 on pixels within the margin of bone or air. */
function nearBoneOrAir(data: Float32Array): Uint8Array {
  const near = new Uint8Array(SIDE * SIDE);
  for (let at = 0; at < data.length; at++) {
    if (data[at]! <= BONE && data[at]! >= AIR) continue;
    const [row, column] = [Math.floor(at / SIDE), at % SIDE];
    const [left, right] = [Math.max(0, column - MARGIN), Math.min(SIDE, column + MARGIN + 1)];
    const bottom = Math.min(SIDE - 1, row + MARGIN);
    for (let y = Math.max(0, row - MARGIN); y <= bottom; y++) {
      near.fill(1, y * SIDE + left, y * SIDE + right);
    }
  }
  return near;
}

/** Mean of the 3 x 3 pixels around one that is not on the border. */
function meanAround(data: Float32Array, row: number, column: number): number {
  let sum = 0;
  for (let y = row - 1; y <= row + 1; y++) {
    for (let x = column - 1; x <= column + 1; x++) sum += data[y * SIDE + x]!;
  }
  return sum / 9;
}
