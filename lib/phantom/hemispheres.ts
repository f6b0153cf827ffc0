import type { Anatomy } from "./anatomy.ts";
import type { LatticeNoise } from "./lattice_noise.ts";
import { coverage, length, mix, smoothstep } from "./shape.ts";
import { paint, type Voxel } from "./voxel.ts";

const CORTEX_MM = 3.1;
/** How dense the dura is above flowing blood, HU. */
const DURA_ABOVE_BLOOD_HU = 6;

/** The cerebral hemispheres: cortex and sulci, white matter, fissures, and the dura around them. */
export class Hemispheres {
  readonly #anatomy: Anatomy;
  readonly #noise: LatticeNoise;

  constructor(anatomy: Anatomy, noise: LatticeNoise) {
    this.#anatomy = anatomy;
    this.#noise = noise;
  }

  /** White matter, the cortical ribbon along surface and sulci, and the fluid in the sulci. */
  paintCortex(voxel: Voxel): void {
    const { x, y, z, depth } = voxel;
    const { cortex, tissue } = this.#anatomy;
    voxel.folds = this.#folds(voxel);
    const sulcusDepth = (cortex.sulcusDepth + 7 * smoothstep(-z, -8, 12)) *
      (1 + 0.5 * this.#noise.at(0.09 * x, 0.09 * y + 4, 0.09 * z));
    const toSulcus = Math.abs(voxel.folds) * cortex.gyrusWidth * 0.85;
    const toFold = length(toSulcus, Math.max(0, depth - sulcusDepth), 0);
    const ribbon = Math.max(
      coverage(toFold - CORTEX_MM, 1.3),
      coverage(medialDepth(voxel) - cortex.rim - 3.6, 1.5),
    );
    voxel.hu = mix(tissue.white - this.#leukoaraiosis(voxel), tissue.grey, ribbon);
    // Blood in the subarachnoid space holds the sulci open a little.
    const opening = (cortex.sulcusWidth + 0.25 * voxel.subarachnoid) *
      (1 - depth / (1.05 * sulcusDepth)) * 0.8;
    const sulcus = depth < sulcusDepth ? coverage(toSulcus / cortex.gyrusWidth - opening, 0.07) : 0;
    voxel.csf = Math.max(0.9 * sulcus, coverage(depth - cortex.rim, 0.9));
  }

  /** Sulci run inwards, so the pattern depends mostly on direction and only a little on depth. */
  #folds({ x, y, z, depth }: Voxel): number {
    const distance = Math.sqrt(x * x + y * y + z * z) + 1e-3;
    const scale = 62 / (distance * this.#anatomy.cortex.gyrusWidth) *
      (1 - 0.15 * Math.min(1, Math.max(0, depth / 40)));
    const coarse = this.#noise.atMm(x, y, z, scale, 11);
    const fine = this.#noise.at(2 * scale * x + 3, 2 * scale * y, 2 * scale * z);
    return coarse + 0.35 * fine;
  }

  /** Periventricular loss of density in the old, HU. */
  #leukoaraiosis({ x, y, z, depth }: Voxel): number {
    const most = this.#anatomy.cortex.leukoaraiosis;
    if (most === 0 || depth < 22) return 0;
    const patchy = 0.6 + 0.4 * this.#noise.atMm(x, y, z, 0.12);
    return most * smoothstep(depth, 22, 32) * coverage(Math.abs(x) - 30, 8) * patchy;
  }

  /** The Sylvian fissure with the insula at its bottom. */
  paintSylvianFissure(voxel: Voxel): void {
    const { x, y, z } = voxel;
    const side = Math.abs(x);
    if (z <= -16 || z >= 24 || side <= 30) return;
    const open = 0.7 + 2.2 * this.#anatomy.atrophy + 3 * voxel.subarachnoid +
      0.9 * this.#noise.atMm(x, y, z, 0.1, 17);
    const fissure = Math.abs(y - 9 - 0.35 * (side - 40) + 0.7 * z) - open;
    const insula = Math.max(
      Math.abs(side - 37 - 0.004 * (y - 5) ** 2) - 0.8 * open,
      Math.abs(y - 7 + 0.4 * z) - 15,
    );
    const away = side > 37 ? Math.min(fissure, insula) : insula;
    const share = 0.95 * coverage(away, 1) * smoothstep(24 - Math.abs(z - 4), 0, 8);
    voxel.csf = Math.max(voxel.csf, share);
  }

  /** The cleft between the hemispheres. */
  paintInterhemisphericFissure(voxel: Voxel): void {
    if (!isInFissure(voxel)) return;
    const width = 0.5 + 1.4 * this.#anatomy.atrophy * smoothstep(voxel.y, -40, 60) +
      1.5 * voxel.subarachnoid;
    const share = 0.85 * coverage(Math.abs(voxel.x) - width, 0.8) * (1 - voxel.posteriorFossa);
    voxel.csf = Math.max(voxel.csf, share);
  }

  /** Falx, superior sagittal sinus and the edge of the tentorium. */
  paintDura(voxel: Voxel): void {
    const { x, y, z, depth, posteriorFossa } = voxel;
    const { tissue } = this.#anatomy;
    const side = Math.abs(x), bloodHu = tissue.blood + tissue.enhancement;
    if (z > -5 && isInFissure(voxel)) {
      const falx = 0.65 * coverage(side - 0.4, 0.5) * (1 - posteriorFossa);
      paint(voxel, bloodHu + DURA_ABOVE_BLOOD_HU, falx);
    }
    this.#paintFalxCalcification(voxel);
    if (y < -20 || z > 30) {
      const sinus = Math.max(side - Math.max(0, 5 - 0.7 * depth), depth - 7);
      paint(voxel, bloodHu + 4, coverage(sinus, 0.8));
    }
    if (side > 8 && posteriorFossa > 0 && posteriorFossa < 1) {
      const edge = 1 - Math.abs(2 * posteriorFossa - 1);
      paint(voxel, bloodHu, 0.3 * edge);
    }
  }

  #paintFalxCalcification(voxel: Voxel): void {
    const { falx } = this.#anatomy.calcifications;
    const side = Math.abs(voxel.x);
    if (falx === null || side >= 2.4) return;
    if (Math.abs(voxel.y - falx.y) >= 7 || Math.abs(voxel.z - falx.z) >= 5) return;
    paint(voxel, 260, coverage(side - 1.3, 0.7));
  }
}

/** Depth below any surface that cortex covers: the outside or the cleft between the hemispheres. */
function medialDepth({ x, y, z, depth }: Voxel): number {
  const corpusCallosum = z < 24 ? 24 * smoothstep(40 - Math.abs(y + 5), 0, 12) : 0;
  return Math.min(depth, Math.abs(x) + corpusCallosum);
}

/** The cleft reaches the surface everywhere but at the corpus callosum and the nuclei under it. */
function isInFissure({ y, z, depth }: Voxel): boolean {
  return z > 20 || Math.abs(y + 5) > 37 || depth < 30;
}
