import type { SkullShape } from "./anatomy.ts";
import type { LatticeNoise } from "./lattice_noise.ts";
import { bell, coverage, ellipsoidDistance, smoothstep } from "./shape.ts";

/** Above this height there is only vault and brain, mm. */
const HIGHEST_BASE = -14;
const FAT_IN_ORBIT_HU = -85;
const EYE_MUSCLE_HU = 40;
const MASTOID_AIR_HU = -850;
const ETHMOID_AIR_HU = -920;

/** What lies under the brain: the floor of the skull in its three steps, orbits, sinuses. */
export class SkullBase {
  readonly #shape: SkullShape;
  readonly #noise: LatticeNoise;

  constructor(shape: SkullShape, noise: LatticeNoise) {
    this.#shape = shape;
    this.#noise = noise;
  }

  /** Depth below the floor of the brain's cavity in mm; negative inside the cavity. */
  depthBelow(x: number, y: number, z: number): number {
    if (z >= HIGHEST_BASE) return -9;
    const side = Math.abs(x);
    const anterior = smoothstep(y, 20 + 0.12 * side, 30 + 0.12 * side);
    const posterior = smoothstep(-y, 2 + 0.45 * side, 10 + 0.45 * side);
    const frontalFloor = 21 * anterior * (1 - 0.012 * Math.max(0, side - 10));
    const orbitRoof = 5 * anterior * bell(side - 26, 160);
    const petrousRidge = 19 * bell(y + 6 + 0.5 * side, 40 + 2.2 * side) * smoothstep(side, 8, 20);
    const sphenoidWing = 9 * bell(y - 25 - 0.12 * side, 30) * smoothstep(side, 6, 14);
    const sella = 6 * bell(y + 3, 12) * coverage(side - 9, 3);
    const floor = -42 + frontalFloor + orbitRoof - 26 * posterior +
      2.5 * this.#noise.at(0.1 * x, 0.1 * y, 9);
    return floor + petrousRidge + sphenoidWing + sella - z;
  }

  /** Density (HU) below the floor, `below` mm under it. */
  hu(x: number, y: number, z: number, below: number): number {
    const bone = 0.75 * this.#shape.corticalHu + 350 * this.#noise.atMm(x, y, z, 0.25);
    if (y < 12) return this.#temporalBone(x, y, z, below, bone);
    if (below < 2.6) return bone;
    return this.#orbit(x, y, z) ?? this.#ethmoid(x, y, z, bone);
  }

  /** Petrous bone and mastoid with its air cells; clivus and foramen magnum in the middle. */
  #temporalBone(x: number, y: number, z: number, below: number, bone: number): number {
    const side = Math.abs(x);
    const mastoid = coverage(ellipsoidDistance(side - 52, y + 26, z + 42, 13, 14, 18), 3);
    const cells = this.#noise.atMm(x, y, z, 0.28) + 0.6 * mastoid;
    if (side > 20 && cells > 0.42 / this.#shape.pneumatisation) return MASTOID_AIR_HU;
    if (side < 12 && y < -8) return bone * smoothstep(9 - below, 0, 4) + 35;
    return bone;
  }

  /** The eyeball with wall, vitreous and lens, fat and muscles behind it; null outside the orbit. */
  #orbit(x: number, y: number, z: number): number | null {
    const side = Math.abs(x);
    const eye = ellipsoidDistance(side - 30, y - 62, z + 36, 12, 12, 12);
    if (eye < 0) {
      if (ellipsoidDistance(side - 30, y - 71, z + 36, 4.5, 2, 4.5) < 0) return 70;
      return eye > -1 ? 45 : 12;
    }
    if (ellipsoidDistance(side - 29, y - 52, z + 36, 18, 30, 17) >= 0) return null;
    const isNerve = y < 52 && Math.abs(side - 24 - 0.12 * (y - 50)) < 1.8;
    return isNerve ? EYE_MUSCLE_HU : FAT_IN_ORBIT_HU;
  }

  #ethmoid(x: number, y: number, z: number, bone: number): number {
    const septum = Math.abs(this.#noise.at(0.22 * x, 0.22 * y, 0.16 * z));
    const isCell = Math.abs(x) < 13 && y > 5 && septum > 0.1 / this.#shape.pneumatisation;
    return isCell ? ETHMOID_AIR_HU : bone;
  }
}
