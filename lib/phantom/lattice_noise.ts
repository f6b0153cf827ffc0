import type { Random } from "../random.ts";

/** Lattice points along an axis; a power of two, so that wrapping is a bit mask. */
const PERIOD = 32;
const MASK = PERIOD - 1;
const ROW_SHIFT = 5;
const PLANE_SHIFT = 10;

/**
 * Smooth noise in space: random values in [-1, 1] on a cubic lattice, interpolated with a Hermite
 * blend (value noise, K. Perlin, *An image synthesizer*, SIGGRAPH 1985). Repeats every 32 units.
 */
export class LatticeNoise {
  readonly #values = new Float32Array(PERIOD ** 3);

  constructor(random: Random) {
    for (let i = 0; i < this.#values.length; i++) this.#values[i] = random.uniform(-1, 1);
  }

  /** The noise at a point, in lattice units: one unit is the size of one blob. */
  at(x: number, y: number, z: number): number {
    const values = this.#values;
    const cellX = Math.floor(x), cellY = Math.floor(y), cellZ = Math.floor(z);
    const u = blend(x - cellX), v = blend(y - cellY), w = blend(z - cellZ);
    const left = cellX & MASK, right = (cellX + 1) & MASK;
    const near = (cellY & MASK) << ROW_SHIFT, far = ((cellY + 1) & MASK) << ROW_SHIFT;
    const low = (cellZ & MASK) << PLANE_SHIFT, high = ((cellZ + 1) & MASK) << PLANE_SHIFT;
    const nearLow = lerp(values[left | near | low]!, values[right | near | low]!, u);
    const farLow = lerp(values[left | far | low]!, values[right | far | low]!, u);
    const nearHigh = lerp(values[left | near | high]!, values[right | near | high]!, u);
    const farHigh = lerp(values[left | far | high]!, values[right | far | high]!, u);
    return lerp(lerp(nearLow, farLow, v), lerp(nearHigh, farHigh, v), w);
  }

  /** The noise at a point in mm, with `perMm` lattice units a mm and an offset that picks a field. */
  atMm(x: number, y: number, z: number, perMm: number, field = 0): number {
    return this.at(x * perMm, y * perMm, z * perMm + field);
  }
}

function blend(t: number): number {
  return t * t * (3 - 2 * t);
}

function lerp(from: number, to: number, t: number): number {
  return from + (to - from) * t;
}
