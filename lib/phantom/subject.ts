import type { Hemorrhage } from "../cohort/slice_row.ts";
import { Random } from "../random.ts";
import { type Anatomy, drawAnatomy } from "./anatomy.ts";
import type { BloodBox } from "./blood_boxes.ts";
import { Head } from "./head.ts";
import { drawHemorrhage, type HemorrhagePlan } from "./hemorrhage.ts";
import { LatticeNoise } from "./lattice_noise.ts";
import { type PhantomOptions, phantomOptions } from "./options.ts";
import { reconstruct, type SeriesGeometry } from "./reconstruct.ts";
import { type Acquisition, drawAcquisition } from "./scanner.ts";

/** The lowest slice lies this far below the centre of the head (skull base), mm. */
const BOTTOM = -28;
/** The highest slice lies this far below the crown, mm. */
const BELOW_CROWN = 32;

/** Who a subject is, before anything is scanned. */
export interface SubjectPlan {
  index: number;
  /** PatientID, and the name in `reads.csv`. */
  name: string;
  label: 0 | 1;
  anatomy: Anatomy;
  acquisition: Acquisition;
  /** What would bleed; drawn for every subject, scanned only in those whose label is 1. */
  hemorrhage: HemorrhagePlan;
  /** Heights of the plain series' slices, from the feet up, mm. */
  heights: number[];
  /** Distance of neighbouring slices, which is also their thickness, mm. */
  spacing: number;
}

/** A subject's plain series and the truth about it. */
export interface PhantomScan {
  /** PatientID, and the name in `reads.csv`. */
  name: string;
  /** 1 where there is blood. */
  label: 0 | 1;
  /** Heights of the slices, from the feet up, mm. */
  heights: number[];
  /** Distance between neighboring slices, which is also their thickness, mm. */
  spacing: number;
  /** Density in HU, `slices` x `size` x `size`, from the feet up; row 0 is the forehead, column 0 the right. */
  hu: Int16Array;
  /** How many slices. */
  slices: number;
  /** Rows and columns of a slice. */
  size: number;
  /** Side of a pixel, mm. */
  pixelSpacing: number;
  /** The hemorrhages that are there: none where the label is 0. */
  findings: readonly Hemorrhage[];
  /** Pixels of each slice that are mostly extravasated blood. */
  bleedPixels: readonly number[];
  /** For each slice a box around the blood of each kind. */
  boxes: readonly (readonly BloodBox[])[];
}

/** A subject and its plain series. */
export interface PhantomSubject extends SubjectPlan, PhantomScan {
  label: 0 | 1;
}

/** Which subjects bleed: round(prevalence x subjects) of them, at random places. */
export function phantomLabels(options: Partial<PhantomOptions> = {}): (0 | 1)[] {
  const { subjects, prevalence, seed } = phantomOptions(options);
  const positives = Math.round(prevalence * subjects);
  const labels = Array.from({ length: subjects }, (_, i): 0 | 1 => i < positives ? 1 : 0);
  return new Random(seed, "labels").shuffled(labels);
}

/**
 * A place in [0, 1) for each subject, evenly spaced among those that bleed and among those that do
 * not, so that a rare kind of hemorrhage is in a small cohort as well.
 */
function kindQuantiles(options: PhantomOptions): number[] {
  const random = new Random(options.seed, "kinds");
  const quantiles: number[] = [];
  const groups = Map.groupBy(phantomLabels(options).entries(), ([, label]) => label);
  for (const group of groups.values()) {
    random.shuffled(group).forEach(([index], i) => quantiles[index] = (i + 0.5) / group.length);
  }
  return quantiles;
}

/**
 * Draws a subject. Anatomy, acquisition and hemorrhage come from generators of their own that know
 * seed and index and not the label, so the label can change nothing but whether the blood is there.
 */
export function planSubject(index: number, label: 0 | 1, options: PhantomOptions): SubjectPlan {
  const { seed, slices, difficulty } = options;
  const anatomy = drawAnatomy(new Random(seed, "anatomy", index));
  const acquisition = drawAcquisition(new Random(seed, "acquisition", index));
  const bottom = BOTTOM + acquisition.offset.z;
  const top = anatomy.skull.height - BELOW_CROWN + acquisition.offset.z;
  const spacing = Math.round(100 * (top - bottom) / (slices - 1)) / 100;
  return {
    index,
    name: `PHANTOM-CT-${index}`,
    label,
    anatomy,
    acquisition,
    hemorrhage: drawHemorrhage(
      new Random(seed, "hemorrhage", index),
      kindQuantiles(options)[index]!,
      difficulty,
    ),
    heights: Array.from({ length: slices }, (_, i) => bottom + i * spacing),
    spacing,
  };
}

/** The subject's head, with its blood if the label says so. */
export function subjectHead(plan: SubjectPlan, options: PhantomOptions, enhancement = 0): Head {
  const { anatomy, hemorrhage, label, index } = plan;
  const noise = new LatticeNoise(new Random(options.seed, "tissue", index));
  const enhanced = { ...anatomy, tissue: { ...anatomy.tissue, enhancement } };
  if (label === 0) return new Head(enhanced, noise, []);
  return new Head(swollen(enhanced, hemorrhage.swelling), noise, hemorrhage.bleeds);
}

/** A brain under pressure: the spaces for fluid give way first. */
function swollen(anatomy: Anatomy, swelling: number): Anatomy {
  const { cortex, ventricles } = anatomy;
  const left = 1 - swelling;
  return {
    ...anatomy,
    cortex: { ...cortex, rim: cortex.rim * left, sulcusWidth: cortex.sulcusWidth * left },
    ventricles: { ...ventricles, scale: ventricles.scale * (1 - 0.4 * swelling) },
  };
}

/**
 * Scans one subject of a cohort in memory.
 *
 * @param index Which subject, from 0.
 * @param options The cohort's options.
 * @param label Overrules the cohort's label for this subject: the same head with or without blood.
 *
 * @example
 * ```ts
 * import { phantomSubject } from "hemoleak";
 * const { hu, label, slices, size } = phantomSubject(0, { subjects: 4, slices: 3, size: 64 });
 * console.assert(hu.length === slices * size * size && (label === 0 || label === 1));
 * ```
 */
export function phantomSubject(
  index: number,
  options: Partial<PhantomOptions> = {},
  label?: 0 | 1,
): PhantomScan {
  const full = phantomOptions(options);
  const plan = planSubject(index, label ?? phantomLabels(full)[index]!, full);
  return scanPlain(plan, full);
}

/** Scans the plain series of a subject. */
export function scanPlain(plan: SubjectPlan, options: PhantomOptions): PhantomSubject {
  const geometry: SeriesGeometry = {
    size: options.size,
    heights: plan.heights,
    thickness: plan.spacing,
    sharpness: 1,
    noise: 1,
  };
  const random = new Random(options.seed, "plain", plan.index);
  const { hu, blood } = reconstruct(
    subjectHead(plan, options),
    plan.acquisition,
    geometry,
    random,
  );
  return {
    ...plan,
    hu,
    bleedPixels: blood.map(({ pixels }) => pixels),
    boxes: blood.map(({ boxes }) => boxes),
    slices: options.slices,
    size: options.size,
    pixelSpacing: plan.acquisition.fieldOfView / options.size,
    findings: plan.label === 1 ? plan.hemorrhage.findings : [],
  };
}
