import type { Random } from "../random.ts";
import { BloodBoxes } from "./blood_boxes.ts";
import { blur } from "./blur.ts";
import type { Head } from "./head.ts";
import { NoiseTexture } from "./noise.ts";
import type { Acquisition, Headrest } from "./scanner.ts";
import { bell, length } from "./shape.ts";
import { AIR_HU } from "./skull.ts";

/** Values that a scanner with 12 bits can hold, HU. */
const LOWEST_HU = -1024;
const HIGHEST_HU = 3071;
/** Beyond this radius there is no head, mm. */
const HEAD_RADIUS = 115;
/** How far bone brightens what is beside it (beam hardening), mm. */
const CUPPING_MM = 7;
const BONE_HU = 300;
/** Thickness of the shell around the headrest's foam, and its density above the foam's. */
const SHELL_MM = 2.2;
const SHELL_ABOVE_FOAM_HU = 500;
const HEADREST_TOP = -45;

/** How a series is reconstructed. */
export interface SeriesGeometry {
  /** Rows and columns. */
  size: number;
  /** Height of each slice's middle at the centre of the head, mm, from the feet up. */
  heights: readonly number[];
  /** Thickness of a slice, mm. */
  thickness: number;
  /** Blur and noise as multiples of the acquisition's own (a bone kernel is sharp and noisy). */
  sharpness: number;
  noise: number;
}

/** A reconstructed series. */
export interface Series {
  /** HU, slice after slice from the feet up, each row by row. */
  hu: Int16Array;
  /** Where each slice is mostly extravasated blood. */
  blood: BloodBoxes[];
}

/**
 * Scans a head: samples it through the thickness of each slice, adds the headrest, beam hardening,
 * the kernel's blur and noise, and cuts to the circle of reconstruction.
 *
 * @param random Drawn from for noise only.
 */
export function reconstruct(
  head: Head,
  acquisition: Acquisition,
  geometry: SeriesGeometry,
  random: Random,
): Series {
  const { size, heights } = geometry;
  const pixels = size * size;
  const hu = new Int16Array(heights.length * pixels);
  const blood: BloodBoxes[] = [];
  const slice = new Float32Array(pixels), scratch = new Float32Array(pixels);
  const texture = new NoiseTexture(random, acquisition.grain);
  const sigma = acquisition.blur / geometry.sharpness * size / acquisition.fieldOfView;
  heights.forEach((height, index) => {
    blood.push(sampleSlice(head, acquisition, geometry, height, slice));
    addHeadrest(acquisition, size, slice);
    const hardening = measureHardening(acquisition, size, slice, index);
    blur(slice, scratch, size, sigma);
    harden(acquisition, size, slice, hardening);
    addNoise(acquisition, geometry, slice, texture, texture.place(random), hardening.bars);
    const target = hu.subarray(index * pixels, (index + 1) * pixels);
    cutToCircle(acquisition, size, slice, target);
  });
  return { hu, blood };
}

/** Fills in the head's density; returns where it is mostly blood. */
function sampleSlice(
  head: Head,
  { fieldOfView, yaw, roll, nod, offset }: Acquisition,
  { size, thickness }: SeriesGeometry,
  height: number,
  slice: Float32Array,
): BloodBoxes {
  const pixel = fieldOfView / size, cosine = Math.cos(yaw), sine = Math.sin(yaw);
  const blood = new BloodBoxes();
  for (let row = 0, at = 0; row < size; row++) {
    const down = offsetOf(row, size) * pixel - offset.y;
    for (let column = 0; column < size; column++, at++) {
      const across = offsetOf(column, size) * pixel - offset.x;
      const x = across * cosine + down * sine, y = across * sine - down * cosine;
      if (x * x + y * y > HEAD_RADIUS * HEAD_RADIUS) {
        slice[at] = AIR_HU;
        continue;
      }
      // Two points through the slice show partial volume at a quarter and three quarters.
      const z = height + x * roll + (y - 5) * nod;
      const lower = head.sample(x, y, z - thickness / 4);
      const lowerBlood = head.blood, lowerFinding = head.finding;
      const upper = head.sample(x, y, z + thickness / 4);
      slice[at] = (lower + upper) / 2;
      if (lowerBlood + head.blood > 1) {
        blood.add((lowerBlood > head.blood ? lowerFinding : head.finding)!, column, row);
      }
    }
  }
  return blood;
}

/** Distance of a pixel's middle from the image's middle, in pixels. */
function offsetOf(index: number, size: number): number {
  return index - size / 2 + 0.5;
}

/** Puts the headrest where there is air behind the head. */
function addHeadrest({ fieldOfView, headrest }: Acquisition, size: number, slice: Float32Array) {
  const pixel = fieldOfView / size;
  for (let row = 0, at = 0; row < size; row++) {
    const y = -offsetOf(row, size) * pixel - 10;
    if (y >= HEADREST_TOP) {
      at += size;
      continue;
    }
    for (let column = 0; column < size; column++, at++) {
      if (slice[at]! >= -950) continue;
      const hu = headrestHu(headrest, offsetOf(column, size) * pixel, y);
      if (hu !== null) slice[at] = hu;
    }
  }
}

function headrestHu(headrest: Headrest, x: number, y: number): number | null {
  const depth = Math.sqrt(x * x + y * y) - headrest.radius + headrest.lift;
  if (depth <= 0 || depth >= headrest.thickness) return null;
  const isShell = depth < SHELL_MM || depth > headrest.thickness - SHELL_MM;
  return isShell ? headrest.foamHu + SHELL_ABOVE_FOAM_HU : headrest.foamHu;
}

/** What the bone in a slice does to the rest of it. */
interface Hardening {
  /** Share of bone in the neighbourhood, on a grid of blocks of `BLOCK` pixels. */
  bone: Float32Array;
  /** Strength of the dark and bright bars between the petrous bones, and how bright this slice's are. */
  bars: number;
  brightness: number;
}

/** Side of the blocks on which the smooth effect of bone is computed, pixels. */
const BLOCK = 4;

function measureHardening(
  { fieldOfView, streaks, streakPhase }: Acquisition,
  size: number,
  slice: Float32Array,
  index: number,
): Hardening {
  const side = size / BLOCK;
  const bone = new Float32Array(side * side);
  let bonePixels = 0;
  for (let at = 0; at < slice.length; at++) {
    if (slice[at]! <= BONE_HU) continue;
    const row = Math.floor(at / size), column = at - row * size;
    bone[Math.floor(row / BLOCK) * side + Math.floor(column / BLOCK)]! += 1 / (BLOCK * BLOCK);
    bonePixels++;
  }
  blur(bone, new Float32Array(bone.length), side, CUPPING_MM / (fieldOfView / side));
  // A ring of vault covers a tenth of an image; more means skull base and its artefacts.
  const excess = Math.max(0, bonePixels / slice.length - 0.1);
  return {
    bone,
    bars: 10 * excess * streaks,
    brightness: 0.5 + 0.5 * Math.sin(1.7 * index + streakPhase),
  };
}

/** Brightens soft tissue near bone and darkens the bar between the petrous bones. */
function harden(
  { fieldOfView, gain, bias, cupping }: Acquisition,
  size: number,
  slice: Float32Array,
  { bone, bars, brightness }: Hardening,
): void {
  const pixel = fieldOfView / size, side = size / BLOCK;
  const acrossBar = Float32Array.from(
    { length: size },
    (_, column) => bell(offsetOf(column, size) * pixel, 2600),
  );
  for (let row = 0, at = 0; row < size; row++) {
    const bar = bars * (3 + 4 * brightness) * bell(offsetOf(row, size) * pixel - 12, 120);
    for (let column = 0; column < size; column++, at++) {
      const hu = slice[at]!;
      if (hu <= -200) continue;
      const nearBone = hu < 200 ? interpolate(bone, side, row / BLOCK, column / BLOCK) : 0;
      slice[at] = hu * gain + bias + 6 * cupping * nearBone - bar * acrossBar[column]!;
    }
  }
}

/** Bilinear interpolation between the middles of blocks. */
function interpolate(grid: Float32Array, side: number, row: number, column: number): number {
  const y = Math.min(side - 1.001, Math.max(0, row - 0.375));
  const x = Math.min(side - 1.001, Math.max(0, column - 0.375));
  const top = Math.floor(y), left = Math.floor(x), at = top * side + left;
  const above = grid[at]! + (grid[at + 1]! - grid[at]!) * (x - left);
  const below = grid[at + side]! + (grid[at + side + 1]! - grid[at + side]!) * (x - left);
  return above + (below - above) * (y - top);
}

/** Fewer photons pass the middle of the head than its rim, and fewer still a skull base. */
function addNoise(
  { fieldOfView, noise }: Acquisition,
  geometry: SeriesGeometry,
  slice: Float32Array,
  texture: NoiseTexture,
  place: number,
  bars: number,
): void {
  const { size } = geometry, pixel = fieldOfView / size;
  const deviation = noise * geometry.noise * (1 + 0.25 * bars);
  const fall = Float32Array.from(
    { length: size },
    (_, i) => bell(offsetOf(i, size) * pixel, 9800),
  );
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at++) {
      const attenuation = 0.55 + 0.6 * fall[row]! * fall[column]!;
      const air = slice[at]! < -500 ? 1.4 : 1;
      slice[at]! += texture.at(place, row, column) * deviation * attenuation * air;
    }
  }
}

/** Rounds to whole HU; outside the circle of reconstruction stands the scanner's padding. */
function cutToCircle(
  { scanner }: Acquisition,
  size: number,
  slice: Float32Array,
  target: Int16Array,
): void {
  const outside = scanner.padding === null ? null : scanner.padding.stored + scanner.intercept;
  const lowest = scanner.isSigned ? LOWEST_HU : Math.max(LOWEST_HU, scanner.intercept);
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at++) {
      const isOutside = length(offsetOf(row, size), offsetOf(column, size), 0) > size / 2;
      target[at] = isOutside && outside !== null
        ? outside
        : Math.max(lowest, Math.min(HIGHEST_HU, Math.round(slice[at]!)));
    }
  }
}
