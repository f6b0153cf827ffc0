/**
 * Three readers who mostly agree, and the table of their votes in the form of CQ500's `reads.csv`
 * (Chilamkurthy et al., *Lancet* 392:2388, 2018).
 *
 * @module
 */
import { LABEL_FINDINGS, OTHER_FINDINGS } from "../cohort/labels/reads_csv.ts";
import type { Hemorrhage } from "../cohort/slice_row.ts";
import type { Random } from "../random.ts";
import type { SubjectPlan } from "./subject.ts";

/** What each reader votes on, in the order of CQ500's columns. */
export const FINDINGS = [...LABEL_FINDINGS, ...OTHER_FINDINGS] as const;

/** One finding of `reads.csv`. */
export type Finding = typeof FINDINGS[number];

/** One reader's votes on one study. */
export type Reading = Record<Finding, 0 | 1>;

const READERS = 3;
/** How often one of the three overlooks a hemorrhage, or sees one where there is none. */
const MISS = { subtle: 0.35, plain: 0.05 };
const FALSE_ALARM = 0.08;
/** How often one of the three disagrees on a further finding. */
const DISAGREEMENT = 0.06;
/** Share of CQ500's rows that are of its second batch. */
const SECOND_BATCH = 277 / 491;

/** What a perfect reader says of a subject. */
export function trueReading({ label, hemorrhage, anatomy }: SubjectPlan): Reading {
  const bleeds = label === 1;
  const has = (finding: Hemorrhage) => flag(bleeds && hemorrhage.findings.includes(finding));
  const { fracture } = anatomy.skull, { mass } = anatomy.distractors;
  return {
    ICH: label,
    IPH: has("IPH"),
    IVH: has("IVH"),
    SDH: has("SDH"),
    EDH: has("EDH"),
    SAH: has("SAH"),
    "BleedLocation-Left": flag(bleeds && hemorrhage.left),
    "BleedLocation-Right": flag(bleeds && hemorrhage.right),
    ChronicBleed: flag(bleeds && hemorrhage.chronic),
    Fracture: flag(fracture !== null),
    CalvarialFracture: flag(fracture !== null),
    OtherFracture: 0,
    MassEffect: flag(bleeds && hemorrhage.massEffect || mass !== null),
    MidlineShift: flag(bleeds && hemorrhage.midlineShift),
  };
}

/**
 * Three readings of a subject whose majority is the truth in every finding: at most one reader
 * disagrees on any of them.
 */
export function readStudy(plan: SubjectPlan, random: Random): Reading[] {
  const truth = trueReading(plan);
  const readings = Array.from({ length: READERS }, () => ({ ...truth }));
  const dissenter = readings[random.integer(READERS)]!;
  if (truth.ICH === 0) {
    if (random.bool(FALSE_ALARM)) raiseFalseAlarm(dissenter, random);
  } else if (random.bool(plan.hemorrhage.subtle ? MISS.subtle : MISS.plain)) {
    overlook(dissenter);
  } else if (random.bool(2 * DISAGREEMENT)) {
    addKind(dissenter, random);
  }
  disagreeOnTheRest(readings, random);
  return readings;
}

function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}

function raiseFalseAlarm(reading: Reading, random: Random): void {
  reading.ICH = 1;
  reading[random.pick(["IPH", "SDH", "SAH"] as const)] = 1;
  reading[random.pick(["BleedLocation-Left", "BleedLocation-Right"] as const)] = 1;
}

function overlook(reading: Reading): void {
  for (const finding of FINDINGS) {
    if (!finding.endsWith("Fracture") && finding !== "MassEffect") reading[finding] = 0;
  }
}

/** Calls blood of one kind also another, as blood in sulci beside a clot. */
function addKind(reading: Reading, random: Random): void {
  reading[random.pick(["IVH", "SDH", "SAH"] as const)] = 1;
}

function disagreeOnTheRest(readings: readonly Reading[], random: Random): void {
  for (const finding of ["MassEffect", "MidlineShift", "Fracture"] as const) {
    const reading = random.pick(readings);
    if (!random.bool(DISAGREEMENT) || (finding === "MidlineShift" && reading.ICH === 0)) continue;
    const vote = flag(reading[finding] === 0);
    // One dissenting vote at most: whoever has dissented on this finding already is left alone.
    if (readings.some((other) => other !== reading && other[finding] === vote)) continue;
    reading[finding] = vote;
    if (finding === "Fracture") reading.CalvarialFracture = vote;
  }
}

/** A row of `reads.csv` by column name. */
export type ReadsRow = Record<string, string | 0 | 1>;

/** The columns of `reads.csv`, exactly as CQ500 names them. */
export const READS_COLUMNS: readonly string[] = [
  "name",
  "Category",
  ...["R1", "R2", "R3"].flatMap((reader) => FINDINGS.map((finding) => `${reader}:${finding}`)),
];

/** A subject's row of `reads.csv`. */
export function readsRow(plan: SubjectPlan, random: Random): ReadsRow {
  const row: ReadsRow = {
    name: plan.name,
    Category: random.bool(SECOND_BATCH) ? "B2" : "B1",
  };
  readStudy(plan, random).forEach((reading, reader) => {
    for (const finding of FINDINGS) row[`R${reader + 1}:${finding}`] = reading[finding];
  });
  return row;
}
