import type { SkullShape } from "./anatomy.ts";
import type { LatticeNoise } from "./lattice_noise.ts";
import { coverage, mix, smoothstep } from "./shape.ts";
import type { Voxel } from "./voxel.ts";

/** Density of air, HU. */
export const AIR_HU = -1000;

const SKIN_HU = 55;
const MUSCLE_HU = 58;
const SKIN_MM = 2;
/** Angles for which outline and layers are tabulated: one a degree. */
const ANGLES = 360;
/** Below the centre the head is drawn out towards the neck by this factor. */
const NECK_STRETCH = 1.75;
/** Thickness of the temporalis muscle, mm. */
const TEMPORALIS_MM = 5;
/** Partial volume at the tables of the skull reaches this far, mm. */
const BONE_EDGE_MM = 0.8;
const THINNEST_BONE_MM = 2.5;

/** The head's outline with its layers: skin, fat, the temporal muscles, the skull's vault. */
export class Skull {
  readonly #shape: SkullShape;
  readonly #noise: LatticeNoise;
  readonly #outline = new Float32Array(ANGLES + 1);
  readonly #bone = new Float32Array(ANGLES + 1);
  readonly #scalp = new Float32Array(ANGLES + 1);
  /** Thickness of the layers where the last located point is, mm. */
  #scalpHere = 0;
  #boneHere = 0;
  #muscleHere = 0;

  constructor(shape: SkullShape, noise: LatticeNoise) {
    this.#shape = shape;
    this.#noise = noise;
    for (let i = 0; i <= ANGLES; i++) {
      const angle = i / ANGLES * 2 * Math.PI - Math.PI;
      this.#outline[i] = outlineRadius(shape, angle);
      this.#bone[i] = boneThickness(shape, angle);
      this.#scalp[i] = scalpThickness(shape, angle);
    }
  }

  /** Fills in where a point lies relative to the skin and the inner table. */
  locate(voxel: Voxel): void {
    const { headX: x, headY: y, headZ: z } = voxel;
    const turn = (Math.atan2(y, x) + Math.PI) * ANGLES / (2 * Math.PI);
    const index = Math.min(ANGLES - 1, Math.floor(turn));
    const radius = mix(this.#outline[index]!, this.#outline[index + 1]!, turn - index);
    const height = z > 0 ? this.#shape.height : this.#shape.height * NECK_STRETCH;
    const across = Math.sqrt(x * x + y * y) / radius, up = z / height;
    const share = Math.sqrt(across * across + up * up);
    voxel.angle = turn * 2 * Math.PI / ANGLES - Math.PI;
    voxel.distance = Math.sqrt(x * x + y * y + z * z);
    voxel.skinDepth = voxel.distance / (share + 1e-6) - voxel.distance;
    const temporalis = temporalisShare(x, y, z);
    this.#muscleHere = TEMPORALIS_MM * temporalis;
    this.#scalpHere = this.#scalp[index]! + this.#muscleHere;
    this.#boneHere = Math.max(THINNEST_BONE_MM, this.#bone[index]! * (1 - 0.45 * temporalis));
    voxel.depth = voxel.skinDepth - this.#scalpHere - this.#boneHere;
  }

  /** Whether the last located point is outside the skull, in the scalp. */
  isScalp(voxel: Voxel): boolean {
    return voxel.skinDepth < this.#scalpHere + BONE_EDGE_MM;
  }

  /** Whether the last located point is within the bone of the vault. */
  isVault(voxel: Voxel): boolean {
    return voxel.depth < -BONE_EDGE_MM;
  }

  /** How much of the point is the inner table, whose edge runs through it. */
  innerTable(voxel: Voxel): number {
    return voxel.depth < BONE_EDGE_MM ? coverage(voxel.depth, BONE_EDGE_MM) : 0;
  }

  /** Density of the scalp (HU): fat with septa, muscle over the temples, skin, then air. */
  scalpHu({ headX: x, headY: y, headZ: z, skinDepth }: Voxel): number {
    const septa = this.#noise.at(0.35 * x, 0.35 * y, 0.2 * z);
    let hu = this.#shape.fatHu + 25 * septa;
    if (this.#muscleHere > 0.3) {
      const middle = this.#scalpHere - 0.6 * this.#muscleHere;
      const away = Math.abs(skinDepth - middle) - 0.55 * this.#muscleHere;
      hu = mix(hu, MUSCLE_HU, coverage(away, 0.7));
    }
    hu = mix(hu, SKIN_HU, coverage(skinDepth - SKIN_MM, 0.6));
    hu = mix(hu, this.#shape.corticalHu, coverage(this.#scalpHere - skinDepth, BONE_EDGE_MM));
    return mix(hu, AIR_HU, coverage(skinDepth, BONE_EDGE_MM));
  }

  /** Density of the vault (HU): two tables, spongy diploe between them, sutures, a fracture. */
  vaultHu(voxel: Voxel): number {
    const { headX: x, headY: y, headZ: z, skinDepth, angle } = voxel;
    const share = (skinDepth - this.#scalpHere) / this.#boneHere;
    const spongy = coverage(Math.abs(share - 0.5) - 0.24, 0.14) *
      smoothstep(this.#boneHere, 3.5, 6);
    const marrow = this.#shape.diploeHu + 220 * this.#noise.atMm(x, y, z, 0.3);
    const isSuture = Math.abs(this.#noise.at(9 * angle, 0.12 * z, 3.3)) < 0.02;
    const hu = mix(this.#shape.corticalHu, marrow, spongy) * (isSuture ? 0.6 : 1);
    return mix(hu, 30, this.#fractureShare(voxel));
  }

  #fractureShare({ headX, headY, headZ, angle }: Voxel): number {
    const fracture = this.#shape.fracture;
    if (fracture === null || headZ < fracture.bottom) return 0;
    const turn = angle - fracture.angle - fracture.slant * (headZ - fracture.bottom);
    const away = Math.abs(turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI)));
    return coverage(away * Math.sqrt(headX * headX + headY * headY) - 0.7, 0.5);
  }
}

/** Distance from the centre to the skin in a horizontal direction, mm. */
function outlineRadius(shape: SkullShape, angle: number): number {
  const c = Math.cos(angle), s = Math.sin(angle);
  let share = 1 - shape.egg * s + 0.035 * Math.sin(2 * angle) ** 2 +
    shape.flattening * Math.cos(angle - 0.6) * (s < 0 ? 1 : 0.4);
  shape.harmonics.forEach(({ amplitude, phase }, order) => {
    share += amplitude * Math.cos((order + 2) * angle + phase);
  });
  return share / Math.hypot(c / shape.halfWidth, s / shape.halfLength);
}

/** Bone is thickest behind (inion) and in front, thinnest at the temples. */
function boneThickness(shape: SkullShape, angle: number): number {
  const s = Math.sin(angle);
  const { amplitude, phase } = shape.thicknessTilt;
  const lengthwise = 0.25 * s * s * (s < 0 ? 1.3 : 0.8);
  return shape.thickness * (1 + lengthwise + amplitude * Math.cos(angle + phase)) +
    shape.hyperostosis * Math.max(0, s) ** 3;
}

/** The scalp is thicker at the sides and at the nape. */
function scalpThickness(shape: SkullShape, angle: number): number {
  const c = Math.cos(angle), s = Math.sin(angle);
  return shape.scalp * (1 + 0.35 * c * c + 0.3 * smoothstep(-s, 0.5, 0.9));
}

/** Where the temporalis muscle lies: 1 in its belly, 0 elsewhere. */
function temporalisShare(x: number, y: number, z: number): number {
  if (Math.abs(x) <= 48) return 0;
  return smoothstep(28 - z, 0, 30) * smoothstep(y, -30, -5) * smoothstep(52 - y, 0, 15);
}
