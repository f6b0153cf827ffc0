import type { Anatomy } from "./anatomy.ts";
import type { LatticeNoise } from "./lattice_noise.ts";
import { coverage, ellipsoidDistance, length, mix, type Tube, tubeDistance } from "./shape.ts";
import { noteBlood, paint, type Voxel } from "./voxel.ts";

/** A lateral ventricle: frontal horn, body, atrium, occipital and temporal horn. */
const LATERAL_VENTRICLE: readonly Tube[] = [
  { from: [7, 33, 3], to: [9, 12, 12], fromRadius: 4.2, toRadius: 5 },
  { from: [9, 12, 12], to: [14, -14, 19], fromRadius: 5, toRadius: 5.2 },
  { from: [14, -14, 19], to: [24, -36, 9], fromRadius: 5.2, toRadius: 7.5 },
  { from: [24, -36, 9], to: [21, -56, 4], fromRadius: 6, toRadius: 2.5 },
  { from: [25, -32, 2], to: [31, -6, -22], fromRadius: 4, toRadius: 2.4 },
];

/** The deep grey nuclei, the ventricles around them and the calcifications that gather there. */
export class DeepBrain {
  readonly #anatomy: Anatomy;
  readonly #noise: LatticeNoise;

  constructor(anatomy: Anatomy, noise: LatticeNoise) {
    this.#anatomy = anatomy;
    this.#noise = noise;
  }

  /** Paints all of it; nothing near the surface or high above. */
  paint(voxel: Voxel): void {
    if (voxel.depth <= 14 || voxel.z <= -26 || voxel.z >= 36) return;
    this.#paintNuclei(voxel);
    this.#paintVentricles(voxel);
    this.#paintCalcifications(voxel);
  }

  /** Head of the caudate, lentiform nucleus, thalamus: grey matter, pushed apart by the ventricles. */
  #paintNuclei(voxel: Voxel): void {
    const { y, z } = voxel;
    const side = Math.abs(voxel.x), { scale } = this.#anatomy.ventricles;
    const caudate = ellipsoidDistance(side - 12 - 2 * scale, y - 17, z - 8, 5, 10, 9);
    const lentiform = ellipsoidDistance(side - 24, y - 4, z - 3, 7.5, 16, 10);
    const thalamus = ellipsoidDistance(side - 11 - scale, y + 12, z - 5, 8.5, 13, 10);
    const nearest = Math.min(caudate, lentiform, thalamus);
    paint(voxel, this.#anatomy.tissue.grey + 1, coverage(nearest, 1.2));
  }

  #paintVentricles(voxel: Voxel): void {
    const share = Math.max(this.#lateralVentricle(voxel), this.#thirdVentricle(voxel));
    if (share === 0) return;
    const hu = this.#ventricularFluidHu(voxel);
    paint(voxel, hu, share);
    voxel.csf *= 1 - share;
    if (voxel.ventricularHu > 0 && hu > 40) noteBlood(voxel, share, "IVH");
  }

  #lateralVentricle({ x, y, z }: Voxel): number {
    const side = Math.abs(x), { scale, asymmetry } = this.#anatomy.ventricles;
    const radius = scale * (x > 0 ? 1 + asymmetry : 1 - asymmetry);
    const outwards = side - 1.2 * (scale - 0.8);
    let away = Infinity;
    for (const tube of LATERAL_VENTRICLE) {
      away = Math.min(away, tubeDistance(outwards, y, z, tube, radius));
    }
    const septum = 0.8 - side;
    return coverage(Math.max(away, septum), 1);
  }

  #thirdVentricle({ x, y, z }: Voxel): number {
    const width = 0.6 + 1.5 * this.#anatomy.ventricles.scale;
    return coverage(Math.max(Math.abs(x) - width, Math.abs(y + 4) - 13, Math.abs(z + 4) - 10), 0.8);
  }

  /** Blood in a ventricle settles at its back, as the patient lies supine. */
  #ventricularFluidHu({ y, z, ventricularHu }: Voxel): number {
    const fluid = this.#anatomy.tissue.csf;
    if (ventricularHu === 0) return fluid;
    const level = -8 - 18 * this.#noise.at(3, 0.05 * z, 1);
    return y < level ? ventricularHu : mix(fluid, ventricularHu, 0.3);
  }

  #paintCalcifications(voxel: Voxel): void {
    const { x, y, z } = voxel;
    const { choroid, pineal, basalGanglia } = this.#anatomy.calcifications;
    const side = Math.abs(x);
    if (choroid > 0) paintSpot(voxel, length(side - 24, y + 36, z - 9) - choroid, 150, 1);
    if (pineal > 0) paintSpot(voxel, length(x, y + 27, z - 2) - pineal, 190, 0.9);
    if (basalGanglia > 0) {
      const away = length(side - 19, y - 5, z - 2) - basalGanglia;
      paint(voxel, 95, 0.7 * coverage(away, 1.5));
    }
  }
}

function paintSpot(voxel: Voxel, distance: number, hu: number, softness: number): void {
  if (distance < softness) paint(voxel, hu, coverage(distance, softness));
}
