import type { Anatomy } from "./anatomy.ts";
import type { Hemorrhage } from "../cohort/slice_row.ts";
import { paintBleeds, paintSubarachnoidSpace, spread } from "./bleeding.ts";
import { Hemispheres } from "./hemispheres.ts";
import { DeepBrain } from "./deep_brain.ts";
import { paintDistractors } from "./distractors.ts";
import type { Bleed } from "./hemorrhage.ts";
import type { LatticeNoise } from "./lattice_noise.ts";
import { PosteriorFossa } from "./posterior_fossa.ts";
import { coverage, mix } from "./shape.ts";
import { AIR_HU, Skull } from "./skull.ts";
import { SkullBase } from "./skull_base.ts";
import { createVoxel, type Voxel } from "./voxel.ts";

/** Softness of the boundary between brain and skull base, mm. */
const BASE_EDGE_MM = 1;

/**
 * A head as a continuous density field: ask for any point in mm and get its HU.
 *
 * @see {@linkcode Anatomy} for the coordinates.
 */
export class Head {
  readonly #anatomy: Anatomy;
  readonly #noise: LatticeNoise;
  readonly #bleeds: readonly Bleed[];
  readonly #skull: Skull;
  readonly #base: SkullBase;
  readonly #hemispheres: Hemispheres;
  readonly #deepBrain: DeepBrain;
  readonly #posteriorFossa: PosteriorFossa;
  readonly #voxel: Voxel = createVoxel();

  /**
   * @param noise The subject's own noise field: folds, marrow, clots.
   * @param bleeds What bleeds; empty in a subject without hemorrhage.
   */
  constructor(anatomy: Anatomy, noise: LatticeNoise, bleeds: readonly Bleed[]) {
    this.#anatomy = anatomy;
    this.#noise = noise;
    this.#bleeds = bleeds;
    this.#skull = new Skull(anatomy.skull, noise);
    this.#base = new SkullBase(anatomy.skull, noise);
    this.#hemispheres = new Hemispheres(anatomy, noise);
    this.#deepBrain = new DeepBrain(anatomy, noise);
    this.#posteriorFossa = new PosteriorFossa(anatomy, noise);
  }

  /** The share of the last sampled point that is extravasated blood, 0 to 1. */
  get blood(): number {
    return this.#voxel.blood;
  }

  /** Which hemorrhage that blood is, where there is any. */
  get finding(): Hemorrhage | null {
    return this.#voxel.finding;
  }

  /** The density at a point of the head (mm), in HU. */
  sample(x: number, y: number, z: number): number {
    const voxel = this.#voxel;
    voxel.headX = x;
    voxel.headY = y;
    voxel.headZ = z;
    voxel.blood = 0;
    voxel.finding = null;
    this.#skull.locate(voxel);
    if (voxel.skinDepth < -2) return AIR_HU;
    if (this.#skull.isScalp(voxel)) return this.#skull.scalpHu(voxel);
    if (this.#skull.isVault(voxel)) return this.#skull.vaultHu(voxel);
    return this.#inside(voxel);
  }

  /** Within the skull: brain above its base, bone and face below. */
  #inside(voxel: Voxel): number {
    const { headX: x, headY: y, headZ: z } = voxel;
    const below = this.#base.depthBelow(x, y, z);
    const innerTable = this.#skull.innerTable(voxel);
    let hu = below > BASE_EDGE_MM ? 0 : this.#brain(voxel);
    if (below > -BASE_EDGE_MM) {
      const bone = coverage(-below, BASE_EDGE_MM);
      hu = mix(hu, this.#base.hu(x, y, z, below), bone);
      voxel.blood *= 1 - bone;
    }
    voxel.blood *= 1 - innerTable;
    return mix(hu, this.#anatomy.skull.corticalHu, innerTable);
  }

  #brain(voxel: Voxel): number {
    voxel.x = voxel.headX;
    voxel.y = voxel.headY;
    voxel.z = voxel.headZ;
    voxel.bleedFinding = null;
    voxel.bleed =
      voxel.edema =
      voxel.subarachnoid =
      voxel.subarachnoidHu =
        0;
    voxel.ventricularHu = 0;
    for (const bleed of this.#bleeds) spread(bleed, voxel, this.#noise);
    const { bow, phase } = this.#anatomy.midline;
    voxel.x -= bow * Math.sin(0.03 * voxel.y + phase);

    this.#hemispheres.paintCortex(voxel);
    this.#hemispheres.paintSylvianFissure(voxel);
    this.#deepBrain.paint(voxel);
    this.#posteriorFossa.locate(voxel);
    this.#posteriorFossa.paint(voxel);
    paintDistractors(voxel, this.#anatomy, this.#noise);
    this.#hemispheres.paintInterhemisphericFissure(voxel);
    paintSubarachnoidSpace(voxel, this.#anatomy.tissue.csf, this.#noise);
    this.#hemispheres.paintDura(voxel);
    paintBleeds(voxel, this.#anatomy.tissue.white);
    return voxel.hu;
  }
}
