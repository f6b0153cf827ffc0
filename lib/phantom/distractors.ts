import type { Anatomy } from "./anatomy.ts";
import type { LatticeNoise } from "./lattice_noise.ts";
import { coverage, ellipsoidDistance, length } from "./shape.ts";
import { paint, type Voxel } from "./voxel.ts";

/** Paints old and fresh infarcts, lacunes and a mass: abnormal, and no hemorrhage. */
export function paintDistractors(voxel: Voxel, anatomy: Anatomy, noise: LatticeNoise): void {
  const { infarct, lacune, mass } = anatomy.distractors;
  const { x, y, z } = voxel;
  if (infarct !== null) {
    const [cx, cy, cz] = infarct.centre, [rx, ry, rz] = infarct.radii;
    const away = ellipsoidDistance(x - cx, y - cy, z - cz, rx, ry, rz) +
      4 * noise.atMm(x, y, z, 0.12, 20);
    paint(voxel, infarct.hu, coverage(away, 2.5) * (1 - voxel.csf));
  }
  if (lacune !== null) {
    const [cx, cy, cz] = lacune.centre;
    const away = length(x - cx, y - cy, z - cz) - lacune.radius;
    paint(voxel, anatomy.tissue.csf + 4, coverage(away, 1));
  }
  if (mass !== null) {
    const [cx, cy, cz] = mass.centre, [rx, ry, rz] = mass.radii;
    const away = ellipsoidDistance(x - cx, y - cy, z - cz, rx, ry, rz) +
      2.5 * noise.atMm(x, y, z, 0.15, 30);
    paint(voxel, anatomy.tissue.white - 6, coverage(away - mass.edema, 2.5));
    paint(voxel, mass.hu + anatomy.tissue.enhancement / 2, coverage(away, 1.3));
    voxel.csf *= 1 - coverage(away, 1);
  }
}
