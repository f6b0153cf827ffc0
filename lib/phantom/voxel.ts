import type { Hemorrhage } from "../cohort/slice_row.ts";

/**
 * The point being looked at, handed from one tissue to the next. One object serves a whole volume:
 * tens of millions of points are visited, so nothing may be allocated for each.
 */
export interface Voxel {
  /** Where the point is in the head, mm. */
  headX: number;
  headY: number;
  headZ: number;
  /** Direction seen from above (rad, 0 to the left side, counter-clockwise) and distance from the centre. */
  angle: number;
  distance: number;
  /** Depth below the skin and below the inner table of the skull, mm. */
  skinDepth: number;
  depth: number;
  /** Where the tissue would be without the push of a hemorrhage, mm. */
  x: number;
  y: number;
  z: number;
  /** Density so far, HU. */
  hu: number;
  /** Share of cerebrospinal fluid, 0 to 1; painted last, so that blood can replace it. */
  csf: number;
  /** Signed fold pattern of the cortex: sulci lie where it crosses 0. */
  folds: number;
  /** Share of this point that is behind the tentorium (cerebellum, brain stem), 0 to 1. */
  posteriorFossa: number;
  /** Solid hemorrhage: share and density (HU). */
  bleed: number;
  bleedHu: number;
  bleedFinding: Hemorrhage | null;
  /** Share of edema around a hemorrhage. */
  edema: number;
  /** How far blood has spread in the subarachnoid space here (0 to 1), and its density (HU). */
  subarachnoid: number;
  subarachnoidHu: number;
  /** Density of blood that settles in the ventricles (HU), 0 for none. */
  ventricularHu: number;
  /** Result: the share of this point that is extravasated blood. */
  blood: number;
  /** Result: which hemorrhage that blood is, where there is any. */
  finding: Hemorrhage | null;
}

/** A voxel at the centre of the head. */
export function createVoxel(): Voxel {
  return {
    headX: 0,
    headY: 0,
    headZ: 0,
    angle: 0,
    distance: 0,
    skinDepth: 0,
    depth: 0,
    x: 0,
    y: 0,
    z: 0,
    hu: 0,
    csf: 0,
    folds: 0,
    posteriorFossa: 0,
    bleed: 0,
    bleedHu: 0,
    bleedFinding: null,
    edema: 0,
    subarachnoid: 0,
    subarachnoidHu: 0,
    ventricularHu: 0,
    blood: 0,
    finding: null,
  };
}

/** Notes extravasated blood, where there is more of it than was noted. */
export function noteBlood(voxel: Voxel, share: number, finding: Hemorrhage | null): void {
  if (share <= voxel.blood) return;
  voxel.blood = share;
  voxel.finding = finding;
}

/** Paints a material over what is there. */
export function paint(voxel: Voxel, hu: number, share: number): void {
  voxel.hu += (hu - voxel.hu) * share;
}
