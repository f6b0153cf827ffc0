import type { Random } from "../random.ts";
import { blur } from "./blur.ts";

/** Side of the stored texture in pixels; a power of two, so that wrapping is a bit mask. */
const SIDE = 512;
/** How much of the low frequencies the ramp filter takes away. */
const RAMP = 0.95;

/**
 * Noise as filtered back-projection leaves it: grainy, with little power at low frequencies, as the
 * ramp filter takes it away (Riederer, Pelc, Chesler, *Phys. Med. Biol.* 23:446, 1978).
 *
 * One texture serves a series; each slice takes it from elsewhere, so slices share no noise.
 */
export class NoiseTexture {
  readonly #values = new Float32Array(SIDE * SIDE);

  /** @param grain Size of the grain in pixels (Gaussian sigma). */
  constructor(random: Random, grain: number) {
    const values = this.#values, scratch = new Float32Array(values.length);
    for (let i = 0; i < values.length; i += 2) fillNormalPair(random, values, i);
    blur(values, scratch, SIDE, grain);
    const coarse = values.slice();
    blur(coarse, scratch, SIDE, 2.6 * grain);
    let power = 0;
    for (let i = 0; i < values.length; i++) {
      values[i]! -= RAMP * coarse[i]!;
      power += values[i]! ** 2;
    }
    const deviation = Math.sqrt(power / values.length);
    for (let i = 0; i < values.length; i++) values[i]! /= deviation;
  }

  /** A random place in the texture, for one slice. */
  place(random: Random): number {
    return random.uint32() & (SIDE * SIDE - 1);
  }

  /** Noise of deviation 1 for a pixel of the slice that starts at `place`. */
  at(place: number, row: number, column: number): number {
    const y = ((place >> 9) + row) & (SIDE - 1), x = (place + column) & (SIDE - 1);
    return this.#values[y * SIDE + x]!;
  }
}

/** Two normal variates of one Box-Muller step: half the time of two calls. */
function fillNormalPair(random: Random, values: Float32Array, at: number): void {
  const radius = Math.sqrt(-2 * Math.log(1 - random.float()));
  const angle = 2 * Math.PI * random.float();
  values[at] = radius * Math.cos(angle);
  values[at + 1] = radius * Math.sin(angle);
}
