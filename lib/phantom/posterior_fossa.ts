import type { Anatomy } from "./anatomy.ts";
import type { LatticeNoise } from "./lattice_noise.ts";
import { coverage, ellipsoidDistance, length, smoothstep } from "./shape.ts";
import { noteBlood, paint, type Voxel } from "./voxel.ts";

/** Above this height there is no brain stem, cerebellum or basal cistern, mm. */
const TOP = 2;

/** Brain stem and cerebellum below the tentorium, and the cisterns around the stem. */
export class PosteriorFossa {
  readonly #anatomy: Anatomy;
  readonly #noise: LatticeNoise;

  constructor(anatomy: Anatomy, noise: LatticeNoise) {
    this.#anatomy = anatomy;
    this.#noise = noise;
  }

  /** Marks what is behind the tentorium, whose edge rises like a tent towards the middle. */
  locate(voxel: Voxel): void {
    const { x, y, z } = voxel;
    const side = Math.abs(x);
    const tentorium = -9 - 0.22 * side + 0.3 * Math.max(0, -y - 45);
    voxel.posteriorFossa = coverage(z - tentorium, 2.2) * coverage(y + 20 - 0.5 * side, 2.5);
  }

  /** Paints it; nothing above the midbrain. */
  paint(voxel: Voxel): void {
    if (voxel.z >= TOP) return;
    if (voxel.posteriorFossa > 0) this.#paintCerebellum(voxel);
    this.#paintStemAndCisterns(voxel);
    this.#paintFourthVentricle(voxel);
  }

  /** Grey all through at CT's resolution, with fine parallel folds beside the vermis. */
  #paintCerebellum(voxel: Voxel): void {
    const { x, y, folds, posteriorFossa } = voxel;
    const rings = Math.sqrt(0.7 * x * x + (y + 30) ** 2) + 1.6 * folds;
    const folia = 1.6 * Math.sin(1.6 * rings) * smoothstep(Math.abs(x), 2, 14);
    paint(voxel, this.#anatomy.tissue.grey - 1.2 + folia, posteriorFossa);
    voxel.csf *= 1 - 0.75 * posteriorFossa;
  }

  #paintStemAndCisterns(voxel: Voxel): void {
    const { x, y, z } = voxel;
    const side = Math.abs(x), low = smoothstep(-z, 4, 12);
    const waviness = this.#noise.atMm(x, y, z, 0.13, 40);
    const interpeduncularNotch = 2.6 * coverage(side - 3, 3) * coverage(-6 - y, 3);
    const stem = ellipsoidDistance(x, y + 14, z + 30, 15, 11.5, 40) + interpeduncularNotch +
      1.8 * waviness;
    const stemShare = coverage(stem, 1.2) * low;
    paint(voxel, this.#anatomy.tissue.white + 4, stemShare);
    const cisterns = Math.max(
      this.#suprasellarCistern(voxel, waviness),
      this.#ambientCistern(voxel, stem, waviness) * low,
      this.#quadrigeminalCistern(voxel),
    );
    voxel.csf = Math.max(voxel.csf * (1 - stemShare), cisterns);
  }

  /** The five-pointed star of fluid above the sella. */
  #suprasellarCistern({ x, y, z, subarachnoid }: Voxel, waviness: number): number {
    const height = Math.abs(z + 20) - 7;
    if (height >= 1) return 0;
    const points = 2.6 * Math.cos(5 * Math.atan2(x, y - 6) + Math.PI);
    const radius = 8.5 + 4 * this.#anatomy.atrophy + points + 2 * waviness +
      4 * subarachnoid;
    return coverage(Math.max(length(x, y - 6, 0) - radius, height), 1);
  }

  /** The thin shell of fluid around the midbrain. */
  #ambientCistern({ x, y, z, subarachnoid }: Voxel, stem: number, waviness: number): number {
    if (y > -6 && Math.abs(x) > 7) return 0;
    const half = 0.5 + this.#anatomy.atrophy + 1.1 * waviness + 2.5 * subarachnoid;
    return coverage(Math.max(Math.abs(stem - 1.2) - half, -z - 30, z + 5), 0.8);
  }

  #quadrigeminalCistern({ x, y, z }: Voxel): number {
    const depth = 3.2 + 2 * this.#anatomy.atrophy;
    return coverage(ellipsoidDistance(x, y + 29, z + 9, 9, depth, 8), 1);
  }

  #paintFourthVentricle(voxel: Voxel): void {
    const { x, y, z, ventricularHu } = voxel;
    const { scale } = this.#anatomy.ventricles;
    const share = coverage(
      ellipsoidDistance(x, y + 35, z + 33, 5 + 3 * scale, 3.5 + 2 * scale, 10),
      1,
    );
    if (share === 0) return;
    paint(voxel, ventricularHu > 0 ? ventricularHu : this.#anatomy.tissue.csf, share);
    voxel.csf *= 1 - share;
    if (ventricularHu > 0) noteBlood(voxel, share, "IVH");
  }
}
