/**
 * What one person's head is like: shapes in mm, densities in Hounsfield units (HU). Drawn without
 * looking at the label, so nothing here can give it away.
 *
 * Coordinates, here and in all of the phantom: x to the patient's left, y forwards, z up, from a
 * point in the middle of the head at the height of the third ventricle.
 *
 * @module
 */
import type { Random } from "../random.ts";
import type { Vector } from "./shape.ts";

/** The skull's outline and layers. */
export interface SkullShape {
  /** Half the head's width and length at the skin, mm. */
  halfWidth: number;
  halfLength: number;
  /** From the centre to the crown, mm. */
  height: number;
  /** How much narrower the forehead is than the back of the head, as a share. */
  egg: number;
  /** Flattening of one side of the back of the head (positional plagiocephaly), as a share. */
  flattening: number;
  /** Individual waviness of the outline: amplitude (share of the radius) and phase by harmonic. */
  harmonics: readonly { amplitude: number; phase: number }[];
  /** Thickness of the bone and its unevenness around the head. */
  thickness: number;
  thicknessTilt: { amplitude: number; phase: number };
  /** Extra thickness of the frontal bone (hyperostosis frontalis), mm; 0 for most. */
  hyperostosis: number;
  /** Thickness of skin and fat, mm. */
  scalp: number;
  /** Density of the tables and of the spongy layer between them, HU. */
  corticalHu: number;
  diploeHu: number;
  /** Density of the subcutaneous fat, HU. */
  fatHu: number;
  /** How much of the sinuses and mastoid cells is air; 1 is usual. */
  pneumatisation: number;
  /** A fracture line through the vault, or null. */
  fracture: Fracture | null;
}

/** A linear fracture: where around the head (rad), how far down it reaches (mm) and how it slants. */
export interface Fracture {
  angle: number;
  bottom: number;
  slant: number;
}

/** Densities of tissue and fluid, HU. */
export interface TissueDensities {
  grey: number;
  white: number;
  csf: number;
  /** Flowing blood in sinuses and vessels: follows the hematocrit. */
  blood: number;
  /** Extra density of dura and vessels after contrast medium; 0 without. */
  enhancement: number;
}

/** The cortex's folds and the fluid around them, mm. */
export interface CortexShape {
  gyrusWidth: number;
  sulcusDepth: number;
  /** Half the width of a sulcus as a share of the gyrus. */
  sulcusWidth: number;
  /** Fluid between brain and skull. */
  rim: number;
  /** Loss of white-matter density with age (leukoaraiosis), HU. */
  leukoaraiosis: number;
}

/** The ventricles. */
export interface VentricleShape {
  /** Radius as a multiple of a young adult's. */
  scale: number;
  /** Difference of the sides: left is 1 + asymmetry, right 1 - asymmetry. */
  asymmetry: number;
}

/** Radii of harmless calcifications in mm, 0 where there is none: bright spots that are no blood. */
export interface Calcifications {
  pineal: number;
  choroid: number;
  basalGanglia: number;
  falx: { y: number; z: number } | null;
}

/** Findings that are no hemorrhage, in patients with and without one. */
export interface Distractors {
  infarct: { centre: Vector; radii: Vector; hu: number } | null;
  lacune: { centre: Vector; radius: number } | null;
  mass: { centre: Vector; radii: Vector; hu: number; edema: number } | null;
}

/** One person's head without any hemorrhage. */
export interface Anatomy {
  /** Years. */
  age: number;
  sex: "F" | "M";
  /** 0 (none) to 1: wider fluid spaces, mostly with age. */
  atrophy: number;
  skull: SkullShape;
  tissue: TissueDensities;
  cortex: CortexShape;
  ventricles: VentricleShape;
  /** How far the midline bows to one side (mm), and where along it. */
  midline: { bow: number; phase: number };
  calcifications: Calcifications;
  distractors: Distractors;
}

const YOUNGEST = 18;
const OLDEST = 92;

/** Draws a head. The same generator state gives the same head. */
export function drawAnatomy(random: Random): Anatomy {
  const ageing = random.float();
  const atrophy = clamp(0.9 * ageing + random.normal(0, 0.15), 0, 1);
  const sex = random.bool(0.6) ? "M" : "F";
  return {
    age: Math.round(YOUNGEST + (OLDEST - YOUNGEST) * ageing),
    sex,
    atrophy,
    skull: drawSkull(random, sex),
    tissue: drawTissue(random, ageing),
    cortex: drawCortex(random, ageing, atrophy),
    ventricles: {
      scale: 0.55 + 0.95 * atrophy * random.uniform(0.6, 1.3) + random.uniform(0, 0.2),
      asymmetry: random.normal(0, 0.15),
    },
    midline: { bow: random.normal(0, 1.2), phase: random.uniform(0, 2 * Math.PI) },
    calcifications: drawCalcifications(random, ageing),
    distractors: drawDistractors(random),
  };
}

/** Head sizes of adults: about 150 x 190 mm, women's some 3 % smaller (Bushby et al. 1992). */
function drawSkull(random: Random, sex: "F" | "M"): SkullShape {
  const size = sex === "M" ? 1.01 : 0.985;
  return {
    halfWidth: size * boundedNormal(random, 74, 3, 66, 82),
    halfLength: size * boundedNormal(random, 92, 4, 81, 103),
    height: size * boundedNormal(random, 88, 4, 79, 97),
    egg: random.uniform(0.02, 0.09),
    flattening: random.normal(0, 0.018),
    harmonics: Array.from({ length: 6 }, (_, order) => ({
      amplitude: random.normal(0, 0.012 / (1 + 0.4 * order)),
      phase: random.uniform(0, 2 * Math.PI),
    })),
    thickness: boundedNormal(random, 5.6, 1, 3.8, 8.5),
    thicknessTilt: { amplitude: random.normal(0, 0.1), phase: random.uniform(0, 2 * Math.PI) },
    hyperostosis: random.bool(0.2) ? random.uniform(1, 4) : 0,
    scalp: boundedNormal(random, 5.2, 1.5, 2.8, 9),
    corticalHu: random.uniform(1150, 1700),
    diploeHu: random.uniform(350, 800),
    fatHu: random.uniform(-110, -75),
    pneumatisation: random.uniform(0.5, 1.2),
    fracture: random.bool(0.1)
      ? {
        angle: random.uniform(-Math.PI, Math.PI),
        bottom: random.uniform(-10, 30),
        slant: random.normal(0, 0.006),
      }
      : null,
  };
}

/** Densities at 120 kV: grey matter 37-41, white 24-30, fluid 3-8 HU; the contrast falls with age. */
function drawTissue(random: Random, ageing: number): TissueDensities {
  return {
    grey: boundedNormal(random, 38.5, 1.2, 36, 42),
    white: boundedNormal(random, 27, 1.2, 24, 30) + 1.5 * (1 - ageing),
    csf: random.uniform(3, 8),
    blood: boundedNormal(random, 48, 5, 38, 58),
    enhancement: 0,
  };
}

function drawCortex(random: Random, ageing: number, atrophy: number): CortexShape {
  return {
    gyrusWidth: random.uniform(7.5, 10),
    sulcusDepth: random.uniform(13, 21),
    sulcusWidth: 0.17 + 0.27 * atrophy,
    rim: 0.8 + 2.2 * atrophy * random.uniform(0.7, 1.3),
    leukoaraiosis: ageing > 0.5 ? random.uniform(0, 6) : 0,
  };
}

/** Calcified pineal gland and choroid plexus are common and grow commoner with age. */
function drawCalcifications(random: Random, ageing: number): Calcifications {
  return {
    pineal: random.bool(0.6) ? random.uniform(1.5, 4) : 0,
    choroid: random.bool(0.35 + 0.5 * ageing) ? random.uniform(1.5, 4.5) : 0,
    basalGanglia: random.bool(0.12) ? random.uniform(2, 5) : 0,
    falx: random.bool(0.15) ? { y: random.uniform(20, 50), z: random.uniform(25, 50) } : null,
  };
}

function drawDistractors(random: Random): Distractors {
  const side = () => random.bool() ? 1 : -1;
  return {
    infarct: random.bool(0.16)
      ? {
        centre: [side() * random.uniform(28, 48), random.uniform(-45, 35), random.uniform(-5, 45)],
        radii: [random.uniform(8, 17), random.uniform(9, 24), random.uniform(9, 20)],
        // An old infarct is near fluid, a fresh one only a little darker than white matter.
        hu: random.bool() ? random.uniform(8, 15) : random.uniform(20, 25),
      }
      : null,
    lacune: random.bool(0.25)
      ? {
        centre: [side() * random.uniform(14, 27), random.uniform(-15, 20), random.uniform(-2, 18)],
        radius: random.uniform(2, 4.5),
      }
      : null,
    mass: random.bool(0.08)
      ? {
        centre: [side() * random.uniform(20, 45), random.uniform(-30, 45), random.uniform(5, 50)],
        radii: [random.uniform(7, 15), random.uniform(7, 15), random.uniform(7, 15)],
        hu: random.uniform(38, 52),
        edema: random.uniform(2, 9),
      }
      : null,
  };
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}

/** A normal variate, values beyond the bounds set to them. */
export function boundedNormal(
  random: Random,
  mean: number,
  deviation: number,
  low: number,
  high: number,
): number {
  return clamp(random.normal(mean, deviation), low, high);
}
