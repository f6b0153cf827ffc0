import { join } from "node:path";
import type { Cohort } from "../cohort/cohort.ts";
import { evenlySpaced } from "../cohort/evenly_spaced.ts";
import { type Hemorrhage, HEMORRHAGES, type SliceRow } from "../cohort/slice_row.ts";
import { CohortError } from "../error.ts";
import { readDicom } from "../dicom/read.ts";
import type { Image } from "../preprocess/image.ts";
import { bloodDensityShare } from "./blood_density.ts";

/** The part of a cohort that examples are drawn from. */
export type ExampleSource = Pick<Cohort, "root" | "slices">;

/** A slice that is worth showing. */
export interface ExampleSlice {
  /** What its study shows, or `none`. */
  finding: Hemorrhage | "none";
  row: SliceRow;
  /** How many slices its study has. */
  studySlices: number;
  /** In HU, `[rows, columns]`. */
  image: Image;
}

/** So many studies of a type are looked through, and so many slices of each, evenly spaced. */
const STUDIES = 4;
const SLICES = 24;
/** The lowest part of a scan, where the skull base looks as dense as blood, is left out. */
const SKULL_BASE = 0.3;

/**
 * One slice for each type of hemorrhage that the cohort holds and one without, chosen by rule: of
 * the first studies with this type (and no other, where there are any), the slice with the largest
 * area as dense as fresh blood, above the skull base; the healthy slice is at the same height as the first of these.
 *
 * @throws {CohortError} The cohort shows no hemorrhage of a known type.
 */
export async function exampleSlices(
  source: ExampleSource,
): Promise<[ExampleSlice, ...ExampleSlice[]]> {
  const studies = Map.groupBy(source.slices, ({ study }) => study).values().toArray();
  const examples: ExampleSlice[] = [];
  for (const finding of HEMORRHAGES) {
    const example = await densest(source.root, finding, studiesWith(studies, finding));
    if (example) examples.push(example);
  }
  const [first, ...others] = examples;
  if (first === undefined) {
    throw new CohortError("Expected a study with a hemorrhage to show but found none");
  }
  const healthy = studies.find(([row]) => row!.label === 0);
  if (healthy) {
    const row = healthy[Math.floor(first.row.slice / first.studySlices * healthy.length)]!;
    const image = await readImage(source.root, row);
    others.push({ finding: "none", row, studySlices: healthy.length, image });
  }
  return [first, ...others];
}

/** Reads a slice of a cohort in HU. */
export async function readImage(root: string, { file }: SliceRow): Promise<Image> {
  return (await readDicom(await Deno.readFile(join(root, file)), file)).image;
}

function studiesWith(studies: readonly SliceRow[][], finding: Hemorrhage): SliceRow[][] {
  const having = studies.filter(([first]) => first![finding] === 1);
  const alone = having.filter(([first]) =>
    HEMORRHAGES.every((other) => other === finding || first![other] === 0)
  );
  return (alone.length > 0 ? alone : having).slice(0, STUDIES);
}

async function densest(
  root: string,
  finding: Hemorrhage,
  studies: readonly SliceRow[][],
): Promise<ExampleSlice | undefined> {
  let best: ExampleSlice | undefined;
  let largest = -1;
  for (const study of studies) {
    const aboveBase = study.slice(Math.floor(SKULL_BASE * study.length));
    for (const row of evenlySpaced(aboveBase, SLICES)) {
      const image = await readImage(root, row);
      const share = bloodDensityShare(image);
      if (share <= largest) continue;
      largest = share;
      best = { finding, row, studySlices: study.length, image };
    }
  }
  return best;
}
