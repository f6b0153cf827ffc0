/** How one image has to be altered to come nearest to another. */
export interface Alteration {
  /** Mirrored: left and right, top and bottom, or both, which is half a turn. */
  flip: Flip;
  /** Degrees, counterclockwise. */
  rotation: number;
  /** In shares of the image's side, to the right and down. */
  shift: [right: number, down: number];
  /** By which gray levels are multiplied. */
  gain: number;
}

/** An image as it is, or mirrored. */
export type Flip = "none" | "left-right" | "top-bottom" | "both";

/** All flips, the image as it is first. */
export const FLIPS: readonly Flip[] = ["none", "left-right", "top-bottom", "both"];

const SIDE = 32, PIXELS = SIDE ** 2, CENTER = (SIDE - 1) / 2;
/** Alterations go no farther: 15 degrees, a tenth of the side, a quarter of the gray levels. */
const MOST_ROTATION = Math.PI / 12, MOST_SHIFT = SIDE / 10, MOST_GAIN = 1.25;
const STEPS = 8;
/** A step goes no farther, lest it leave the neighborhood that it was made for. */
const LONGEST_SHIFT = 1.5, LONGEST_ROTATION = 0.15;

/** Mirrors images of 32 x 32 pixels. @param images `[count, 32, 32]`. */
export function flipped(images: Uint8Array, flip: Flip): Uint8Array {
  if (flip === "none") return images;
  const found = new Uint8Array(images.length);
  for (let at = 0; at < images.length; at++) {
    const pixel = at % PIXELS, row = Math.floor(pixel / SIDE), column = pixel % SIDE;
    const y = flip === "left-right" ? row : SIDE - 1 - row;
    const x = flip === "top-bottom" ? column : SIDE - 1 - column;
    found[at - pixel + y * SIDE + x] = images[at]!;
  }
  return found;
}

/** An image blurred by [1 2 1] / 4 along both axes, so that half a pixel's shift leaves little of edges. */
export function blurred(image: ArrayLike<number>): Float64Array {
  const across = new Float64Array(PIXELS), both = new Float64Array(PIXELS);
  const inside = (place: number) => Math.max(0, Math.min(SIDE - 1, place));
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const beside = (step: number) => image[row * SIDE + inside(column + step)]!;
      across[row * SIDE + column] = (beside(-1) + 2 * beside(0) + beside(1)) / 4;
    }
  }
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const beside = (step: number) => across[inside(row + step) * SIDE + column]!;
      both[row * SIDE + column] = (beside(-1) + 2 * beside(0) + beside(1)) / 4;
    }
  }
  return both;
}

/**
 * The least root mean squared difference that two blurred images come to when the second is turned by up
 * to 15 degrees, shifted by up to a tenth of its side and made brighter or darker by up to a quarter: by
 * Gauss and Newton's steps from the image as it is (Lucas and Kanade 1981, IJCAI, 674; Baker and Matthews
 * 2004, Int J Comput Vis 56:221), the gain in closed form. A local minimum; it is no farther than the
 * images are as they stand.
 *
 * @param fixed Of {@linkcode blurred}.
 * @param moved The same; outside of it lies what is black.
 */
export function registered(
  fixed: Float64Array,
  moved: Float64Array,
): { distance: number; alteration: Omit<Alteration, "flip"> } {
  const warp = new Warp(moved);
  let right = 0, down = 0, angle = 0, last = Infinity;
  let best = { distance: Infinity, right, down, angle, gain: 1 };
  for (let step = 0; step <= STEPS; step++) {
    warp.to(right, down, angle);
    const { gain, distance, move } = warp.against(fixed, angle);
    if (distance < best.distance) best = { distance, right, down, angle, gain };
    if (distance > 0.999 * last || move === null) break;
    last = distance;
    right = limited(right + limited(move[0], LONGEST_SHIFT), MOST_SHIFT);
    down = limited(down + limited(move[1], LONGEST_SHIFT), MOST_SHIFT);
    angle = limited(angle + limited(move[2], LONGEST_ROTATION), MOST_ROTATION);
  }
  return {
    distance: best.distance,
    alteration: {
      rotation: best.angle * 180 / Math.PI,
      // The pixel at a place comes from where it is looked up: the image moves the other way.
      shift: [-best.right / SIDE, -best.down / SIDE],
      gain: best.gain,
    },
  };
}

function limited(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

/** An image looked up elsewhere, with its slopes there. */
class Warp {
  readonly #image: Float64Array;
  readonly #values = new Float64Array(PIXELS);
  readonly #across = new Float64Array(PIXELS);
  readonly #along = new Float64Array(PIXELS);

  constructor(image: Float64Array) {
    this.#image = image;
  }

  /** Looks up, between four pixels, what lies turned about the center and then shifted. */
  to(right: number, down: number, angle: number): void {
    const cos = Math.cos(angle), sin = Math.sin(angle), image = this.#image;
    for (let row = 0, at = 0; row < SIDE; row++) {
      for (let column = 0; column < SIDE; column++, at++) {
        const x = column - CENTER, y = row - CENTER;
        const u = cos * x - sin * y + CENTER + right, v = sin * x + cos * y + CENTER + down;
        if (u < 0 || u > SIDE - 1 || v < 0 || v > SIDE - 1) {
          this.#values[at] = this.#across[at] = this.#along[at] = 0;
          continue;
        }
        const left = Math.min(SIDE - 2, Math.floor(u)), top = Math.min(SIDE - 2, Math.floor(v));
        const a = u - left, b = v - top, from = top * SIDE + left;
        const p = image[from]!, q = image[from + 1]!;
        const r = image[from + SIDE]!, s = image[from + SIDE + 1]!;
        this.#values[at] = (1 - b) * ((1 - a) * p + a * q) + b * ((1 - a) * r + a * s);
        this.#across[at] = (1 - b) * (q - p) + b * (s - r);
        this.#along[at] = (1 - a) * (r - p) + a * (s - q);
      }
    }
  }

  /** How far it is from another image with the best gain, and where to move next; null if nowhere. */
  against(fixed: Float64Array, angle: number) {
    const values = this.#values;
    let product = 0, square = 0;
    for (let at = 0; at < PIXELS; at++) {
      product += fixed[at]! * values[at]!;
      square += values[at]! ** 2;
    }
    const gain = square === 0 ? 1 : Math.max(1 / MOST_GAIN, Math.min(MOST_GAIN, product / square));
    const cos = Math.cos(angle), sin = Math.sin(angle);
    let error = 0, h00 = 0, h01 = 0, h02 = 0, h11 = 0, h12 = 0, h22 = 0, g0 = 0, g1 = 0, g2 = 0;
    for (let row = 0, at = 0; row < SIDE; row++) {
      for (let column = 0; column < SIDE; column++, at++) {
        const x = column - CENTER, y = row - CENTER, off = fixed[at]! - gain * values[at]!;
        const j0 = gain * this.#across[at]!, j1 = gain * this.#along[at]!;
        const j2 = j0 * (-sin * x - cos * y) + j1 * (cos * x - sin * y);
        error += off * off;
        h00 += j0 * j0;
        h01 += j0 * j1;
        h02 += j0 * j2;
        h11 += j1 * j1;
        h12 += j1 * j2;
        h22 += j2 * j2;
        g0 += j0 * off;
        g1 += j1 * off;
        g2 += j2 * off;
      }
    }
    const move = solved([h00, h01, h02, h11, h12, h22], [g0, g1, g2]);
    return { gain, distance: Math.sqrt(error / PIXELS), move };
  }
}

/** x of a symmetric 3 x 3 system, by Cramer's rule; null where there is none. */
function solved(
  [a, b, c, d, e, f]: readonly [number, number, number, number, number, number],
  [x, y, z]: readonly [number, number, number],
): [number, number, number] | null {
  const determinant = a * (d * f - e * e) - b * (b * f - e * c) + c * (b * e - d * c);
  if (!(Math.abs(determinant) > 1e-9 * a * d * f)) return null;
  return [
    (x * (d * f - e * e) - b * (y * f - e * z) + c * (y * e - d * z)) / determinant,
    (a * (y * f - z * e) - x * (b * f - e * c) + c * (b * z - y * c)) / determinant,
    (a * (d * z - e * y) - b * (b * z - y * c) + x * (b * e - d * c)) / determinant,
  ];
}
