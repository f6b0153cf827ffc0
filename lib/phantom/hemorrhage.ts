/**
 * Intracranial hemorrhages: their kinds and how one is drawn. Sizes in mm, densities in HU.
 *
 * Fresh blood is 50-80 HU; a chronic subdural falls below brain within weeks (Dähnert, *Radiology
 * Review Manual*). The mix of kinds follows CQ500's majority votes: intracerebral 137 of 205
 * positive studies, subarachnoid 60, subdural 53, epidural 13.
 *
 * @module
 */
import type { Hemorrhage } from "../cohort/slice_row.ts";
import type { Random } from "../random.ts";
import { boundedNormal } from "./anatomy.ts";
import type { Vector } from "./shape.ts";

/** Left is +1 (towards +x), right is -1. */
export type Side = 1 | -1;

/** A clot within the brain, ragged, with edema around it. */
export interface IntraparenchymalBleed {
  kind: "intraparenchymal";
  side: Side;
  centre: Vector;
  radii: Vector;
  hu: number;
  /** How uneven its surface is, as a share of its radius. */
  raggedness: number;
  edema: number;
  /** Whether it broke into the ventricles. */
  reachesVentricles: boolean;
}

/** A crescent between dura and brain. */
export interface SubduralBleed {
  kind: "subdural";
  side: Side;
  /** Its middle and half its extent around the head (rad) and along z (mm). */
  angle: number;
  halfAngle: number;
  z: number;
  halfHeight: number;
  thickness: number;
  hu: number;
  raggedness: number;
  /** How much denser its settled lower layer is (hematocrit effect), HU; 0 for even blood. */
  layering: number;
}

/** A lens between skull and dura: steep edges, not far along the skull. */
export interface EpiduralBleed {
  kind: "epidural";
  side: Side;
  angle: number;
  halfAngle: number;
  z: number;
  halfHeight: number;
  thickness: number;
  hu: number;
}

/** Blood that replaces the fluid of sulci, fissures or cisterns. */
export interface SubarachnoidBleed {
  kind: "subarachnoid";
  side: Side;
  /** Around the circle of Willis (aneurysm), in a Sylvian fissure, or over the convexity (trauma). */
  place: "cisterns" | "sylvian" | "convexity";
  /** Middle of a convexal bleed. */
  centre: Vector;
  reach: number;
  hu: number;
}

/** One bleed of any kind. */
export type Bleed = IntraparenchymalBleed | SubduralBleed | EpiduralBleed | SubarachnoidBleed;

/** The kinds of bleed. */
export type BleedKind = Bleed["kind"];

/** All that bleeds in one subject, and what a perfect reader would say of it. */
export interface HemorrhagePlan {
  bleeds: readonly Bleed[];
  findings: readonly Hemorrhage[];
  left: boolean;
  right: boolean;
  chronic: boolean;
  massEffect: boolean;
  midlineShift: boolean;
  /**
   * How far the pressure of a large hemorrhage closes sulci and ventricles all over the brain: 0 to
   * 1. Effaced sulci far from the clot are a sign that radiologists look for.
   */
  swelling: number;
  /** Whether a reader may well overlook it. */
  subtle: boolean;
}

/** What a reader calls a bleed of each kind. */
export const FINDING: Record<BleedKind, Hemorrhage> = {
  intraparenchymal: "IPH",
  subdural: "SDH",
  epidural: "EDH",
  subarachnoid: "SAH",
};

/**
 * Draws what bleeds if the subject bleeds: one kind, in some subjects a second.
 *
 * @param quantile Decides the first kind: the cohort's subjects share [0, 1) evenly.
 * @param difficulty 0 (large, dense) to 1 (mostly small, faint).
 */
export function drawHemorrhage(
  random: Random,
  quantile: number,
  difficulty: number,
): HemorrhagePlan {
  const first = kindAt(quantile);
  const kinds = [first];
  if (random.bool(0.35)) {
    const second = random.pick(["intraparenchymal", "subdural", "subarachnoid"] as const);
    if (second !== first) kinds.push(second);
  }
  const isChronic = first === "subdural" && random.bool(0.15) ||
    first === "intraparenchymal" && random.bool(0.03);
  const bleeds = kinds.map((kind, i) => drawBleed(random, kind, difficulty, isChronic && i === 0));
  const findings = new Set<Hemorrhage>(bleeds.map(({ kind }) => FINDING[kind]));
  if (bleeds.some((bleed) => bleed.kind === "intraparenchymal" && bleed.reachesVentricles)) {
    findings.add("IVH");
  }
  const largest = Math.max(...bleeds.map(bulk));
  return {
    bleeds,
    findings: [...findings],
    left: bleeds.some(({ side }) => side > 0),
    right: bleeds.some(({ side }) => side < 0),
    chronic: isChronic,
    massEffect: largest > 14,
    midlineShift: largest > 18,
    swelling: Math.min(0.8, Math.max(0, (largest - 7) / 14)),
    subtle: largest < 11,
  };
}

function kindAt(quantile: number): BleedKind {
  if (quantile < 0.53) return "intraparenchymal";
  if (quantile < 0.72) return "subdural";
  return quantile < 0.78 ? "epidural" : "subarachnoid";
}

function drawBleed(random: Random, kind: BleedKind, difficulty: number, chronic: boolean): Bleed {
  const side: Side = random.bool() ? 1 : -1;
  // The power pushes sizes towards the small end as the difficulty grows.
  const size = random.float() ** (0.2 + 0.8 * difficulty);
  const hu = chronic
    ? random.uniform(14, 36)
    : boundedNormal(random, 72 - 8 * difficulty, 6, 50, 84);
  switch (kind) {
    case "intraparenchymal":
      return drawIntraparenchymal(random, side, size, hu);
    case "subdural":
      return drawSubdural(random, side, size, hu);
    case "epidural":
      return drawEpidural(random, side, size);
    case "subarachnoid":
      return drawSubarachnoid(random, side, size, difficulty);
  }
}

function drawIntraparenchymal(
  random: Random,
  side: Side,
  size: number,
  hu: number,
): IntraparenchymalBleed {
  const radius = 6 + 22 * size;
  return {
    kind: "intraparenchymal",
    side,
    centre: drawIntraparenchymalPlace(random, side),
    radii: [
      radius * random.uniform(0.6, 1),
      radius * random.uniform(0.8, 1.35),
      radius * random.uniform(0.9, 1.3),
    ],
    hu,
    raggedness: random.uniform(0.12, 0.35),
    edema: random.uniform(1.5, 3 + 8 * size),
    reachesVentricles: random.bool(0.55) && radius > 9,
  };
}

/** Where hypertensive and other clots lie: basal ganglia, thalamus, a lobe, the cerebellum. */
function drawIntraparenchymalPlace(random: Random, side: Side): Vector {
  const place = random.float();
  if (place < 0.6) {
    return [side * random.uniform(20, 29), random.uniform(-8, 14), random.uniform(-3, 16)];
  }
  if (place < 0.78) {
    return [side * random.uniform(9, 14), random.uniform(-20, -6), random.uniform(0, 12)];
  }
  if (place < 0.95) {
    return [side * random.uniform(25, 45), random.uniform(-55, 45), random.uniform(8, 48)];
  }
  return [side * random.uniform(4, 26), random.uniform(-58, -40), random.uniform(-34, -22)];
}

function drawSubdural(random: Random, side: Side, size: number, hu: number): SubduralBleed {
  return {
    kind: "subdural",
    side,
    angle: lateralAngle(side) + random.uniform(-0.7, 0.7),
    halfAngle: random.uniform(0.8, 1.2) + 0.4 * size,
    z: random.uniform(10, 42),
    halfHeight: random.uniform(20, 32) + 36 * size,
    thickness: 4 + 18 * size,
    hu,
    raggedness: random.uniform(0.12, 0.35),
    layering: random.bool(0.3) ? random.uniform(8, 22) : 0,
  };
}

function drawEpidural(random: Random, side: Side, size: number): EpiduralBleed {
  return {
    kind: "epidural",
    side,
    angle: lateralAngle(side) + random.pick([0, 0, 0.5, -0.6, 0.9, -1]) * random.uniform(0.6, 1),
    halfAngle: random.uniform(0.28, 0.4) + 0.3 * size,
    z: random.uniform(-5, 35),
    halfHeight: random.uniform(14, 20) + 22 * size,
    thickness: 8 + 24 * size,
    hu: boundedNormal(random, 68, 6, 55, 82),
  };
}

function drawSubarachnoid(
  random: Random,
  side: Side,
  size: number,
  difficulty: number,
): SubarachnoidBleed {
  return {
    kind: "subarachnoid",
    side,
    place: random.pick(["cisterns", "cisterns", "cisterns", "sylvian", "convexity"]),
    centre: [side * random.uniform(30, 50), random.uniform(-30, 40), random.uniform(20, 50)],
    reach: random.uniform(14, 22) + 40 * size,
    hu: boundedNormal(random, 62 - 5 * difficulty, 5, 46, 72),
  };
}

function lateralAngle(side: Side): number {
  return side > 0 ? 0 : Math.PI;
}

/** How much room a bleed takes, mm: its mean radius or its thickness. */
function bulk(bleed: Bleed): number {
  switch (bleed.kind) {
    case "intraparenchymal":
      return (bleed.radii[0] + bleed.radii[1] + bleed.radii[2]) / 3;
    case "subdural":
    case "epidural":
      return bleed.thickness;
    case "subarachnoid":
      return bleed.reach / 2.5;
  }
}
