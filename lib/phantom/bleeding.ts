import type { Hemorrhage } from "../cohort/slice_row.ts";
import {
  type Bleed,
  type EpiduralBleed,
  FINDING,
  type IntraparenchymalBleed,
  type SubarachnoidBleed,
  type SubduralBleed,
} from "./hemorrhage.ts";
import type { LatticeNoise } from "./lattice_noise.ts";
import { bell, coverage, ellipsoidDistance, length, mix, smoothstep } from "./shape.ts";
import { noteBlood, paint, type Voxel } from "./voxel.ts";

/** How far a clot's push reaches, mm. */
const PUSH_REACH = 45;
const LARGEST_PUSH = 9;
/** How the brain gives way behind blood on its surface, mm. */
const COMPRESSION_REACH = 28;
/** Edema is darker than white matter by this much, HU. */
const EDEMA_BELOW_WHITE_HU = 5;

/** Lets a bleed spread: marks its blood in the voxel and moves the brain out of its way. */
export function spread(bleed: Bleed, voxel: Voxel, noise: LatticeNoise): void {
  switch (bleed.kind) {
    case "intraparenchymal":
      return spreadInBrain(bleed, voxel, noise);
    case "subdural":
    case "epidural":
      return spreadOnBrain(bleed, voxel, noise);
    case "subarachnoid":
      return spreadInFluid(bleed, voxel);
  }
}

/** Paints the edema and the clots that the bleeds have marked. */
export function paintBleeds(voxel: Voxel, whiteHu: number): void {
  const { edema, bleed } = voxel;
  if (edema > 0) {
    paint(voxel, Math.min(voxel.hu, whiteHu - EDEMA_BELOW_WHITE_HU), 0.9 * edema * (1 - bleed));
  }
  if (bleed > 0) {
    paint(voxel, voxel.bleedHu, bleed);
    noteBlood(voxel, bleed, voxel.bleedFinding);
  }
}

/** Paints fluid, or blood where it has spread in the fluid. */
export function paintSubarachnoidSpace(voxel: Voxel, csfHu: number, noise: LatticeNoise): void {
  const { x, y, z, csf, subarachnoid, subarachnoidHu } = voxel;
  if (subarachnoid === 0) return paint(voxel, csfHu, csf);
  const mixed = subarachnoid * (0.75 + 0.25 * noise.atMm(x, y, z, 0.3));
  paint(voxel, mix(csfHu, subarachnoidHu, mixed), csf);
  const share = subarachnoid * csf;
  if (share > 0.35) noteBlood(voxel, share, "SAH");
}

function spreadInBrain(bleed: IntraparenchymalBleed, voxel: Voxel, noise: LatticeNoise): void {
  const { headX, headY, headZ } = voxel;
  const [centreX, centreY, centreZ] = bleed.centre, [radiusX, radiusY, radiusZ] = bleed.radii;
  const dx = headX - centreX, dy = headY - centreY, dz = headZ - centreZ;
  const radius = (radiusX + radiusY + radiusZ) / 3;
  const away = length(dx, dy, dz) + 1e-3;
  if (away < 3 * radius + 20) {
    const ragged = noise.at(0.11 * headX + 5, 0.11 * headY, 0.11 * headZ) +
      0.5 * noise.at(0.25 * headX, 0.25 * headY + 7, 0.25 * headZ);
    const distance = ellipsoidDistance(dx, dy, dz, radiusX, radiusY, radiusZ) +
      ragged * bleed.raggedness * radius;
    const clotted = 5 * noise.atMm(headX, headY, headZ, 0.3) - 4 * smoothstep(distance, -5, 0);
    markBlood(voxel, coverage(distance, 1.1), bleed.hu + clotted, FINDING[bleed.kind]);
    const edema = coverage(distance - bleed.edema * (1 + 0.5 * ragged), 2.5);
    voxel.edema = Math.max(voxel.edema, edema);
  }
  const push = 0.6 * Math.min(LARGEST_PUSH, radius ** 3 / (away * away + radius * radius)) *
    Math.exp(-away / PUSH_REACH) * smoothstep(voxel.depth, 0, 18) / away;
  voxel.x -= dx * push;
  voxel.y -= dy * push;
  voxel.z -= dz * push;
  if (bleed.reachesVentricles) voxel.ventricularHu = Math.max(voxel.ventricularHu, bleed.hu - 6);
}

function spreadOnBrain(
  bleed: SubduralBleed | EpiduralBleed,
  voxel: Voxel,
  noise: LatticeNoise,
): void {
  const { headX, headY, headZ, depth, distance } = voxel;
  const thickness = localThickness(bleed, voxel, noise);
  // A subdural bleed does not cross the midline: the falx holds it.
  if (thickness > 0 && !(bleed.kind === "subdural" && Math.abs(headX) < 3 && headZ > 0)) {
    const layer = bleed.kind === "subdural" && bleed.layering > 0
      ? bleed.layering * (0.5 - smoothstep(headY, -45, 15))
      : 0;
    const clotted = 4 * noise.atMm(headX, headY, headZ, 0.25);
    const hu = bleed.hu + clotted + layer;
    markBlood(voxel, coverage(depth - thickness, 0.9), hu, FINDING[bleed.kind]);
    const compression = thickness * Math.exp(-Math.max(0, depth - thickness) / COMPRESSION_REACH) /
      distance;
    voxel.x += headX * compression;
    voxel.y += headY * compression;
    voxel.z += headZ * compression * 0.5;
    voxel.depth -= thickness;
  }
  const push = bleed.kind === "subdural" ? 0.175 : 0.21;
  voxel.x += bleed.side * push * bleed.thickness *
    bell(headZ - bleed.z, 2 * bleed.halfHeight ** 2) *
    bell(headX * bleed.side - 12, 900) * smoothstep(70 - Math.abs(headY), 0, 60);
}

/** Thickness of blood between skull and brain in a voxel's direction, mm. */
function localThickness(
  bleed: SubduralBleed | EpiduralBleed,
  { headZ, angle }: Voxel,
  noise: LatticeNoise,
): number {
  const turn = angle - bleed.angle;
  const around = (turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI))) / bleed.halfAngle;
  const along = (headZ - bleed.z) / bleed.halfHeight;
  if (bleed.kind === "epidural") {
    return bleed.thickness * Math.max(0, 1 - around * around - along * along);
  }
  const crescent = Math.max(0, 1 - around ** 4) * Math.max(0, 1 - along ** 4);
  if (crescent === 0) return 0;
  const ragged = 1 + 0.8 * bleed.raggedness * noise.at(4 * angle, 0.05 * headZ, 1.7);
  return bleed.thickness * Math.sqrt(crescent) * ragged;
}

function spreadInFluid(bleed: SubarachnoidBleed, voxel: Voxel): void {
  const share = subarachnoidShare(bleed, voxel);
  if (share <= voxel.subarachnoid) return;
  voxel.subarachnoid = share;
  voxel.subarachnoidHu = Math.max(voxel.subarachnoidHu, bleed.hu);
}

function subarachnoidShare(bleed: SubarachnoidBleed, voxel: Voxel): number {
  const { headX: x, headY: y, headZ: z } = voxel, { reach } = bleed;
  if (bleed.place === "convexity") {
    const [centreX, centreY, centreZ] = bleed.centre;
    return coverage(length(x - centreX, y - centreY, z - centreZ) - reach, 6);
  }
  const sylvian = coverage(length(x - bleed.side * 44, y - 10, z - 2) - reach, 7);
  if (bleed.place === "sylvian") return sylvian;
  const basal = length(0.55 * x, 0.775 * (y - 2), 1.095 * (z + 18));
  return Math.max(coverage(basal - 0.95 * reach, 7), 0.8 * sylvian);
}

function markBlood(voxel: Voxel, share: number, hu: number, finding: Hemorrhage): void {
  if (share <= voxel.bleed) return;
  voxel.bleedFinding = finding;
  voxel.bleed = share;
  voxel.bleedHu = hu;
}
