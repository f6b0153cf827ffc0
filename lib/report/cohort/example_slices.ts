import type { Cohort } from "../../cohort/cohort_tables.ts";
import { evenlySpaced } from "../../cohort/evenly_spaced.ts";
import { SliceReader } from "../../cohort/scan/slice_reader.ts";
import { type Hemorrhage, HEMORRHAGES, type SliceRow } from "../../cohort/slice_row.ts";
import { CohortError } from "../../error.ts";
import type { Image } from "../../preprocess/chain/image.ts";
import { type DataKind, findingWords } from "../../text/finding.ts";
import { bloodDensityShare } from "./blood_density.ts";

/** The part of a cohort that examples are drawn from. */
export type ExampleSource = Pick<Cohort, "root" | "slices" | "reading">;

/** A slice that is worth showing. */
export interface ExampleSlice {
  /** What its study, or where slices are labeled the slice, shows: a type, `any` or `none`. */
  finding: Hemorrhage | "any" | "none";
  /** Its row of the cohort. */
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
 * the first studies with this type (and no other, where there are any), the labeled slice with the
 * largest area as dense as fresh blood, above the skull base; the healthy slice is at the same height
 * as the first of these. Where no type is known, one slice with the cohort's label stands for all.
 * Where the label is of one type, that one is shown alone; where it is of no hemorrhage, there is no
 * such rule, and the middle labeled slice of the first study with it is taken.
 *
 * @param data What the labels are about; by default hemorrhage in CT of the head.
 * @throws {CohortError} The cohort does not show what it is labeled for.
 */
export async function exampleSlices(
  source: ExampleSource,
  data: DataKind = {},
): Promise<[ExampleSlice, ...ExampleSlice[]]> {
  const { one, isHemorrhage, isAnyHemorrhage } = findingWords(data);
  const reader = new SliceReader(source.root, source.reading);
  const studies = Map.groupBy(source.slices, ({ study }) => study).values().toArray();
  const examples: ExampleSlice[] = [];
  const types = HEMORRHAGES.filter((type) => isAnyHemorrhage || type === data.finding);
  for (const finding of isHemorrhage ? types : []) {
    const example = await densest(reader, finding, studiesWith(studies, finding));
    if (example) examples.push(example);
  }
  if (examples.length === 0) {
    const positive = studies.filter((study) => study.some(({ label }) => label === 1));
    const example = isHemorrhage
      ? await densest(reader, "any", positive.slice(0, STUDIES))
      : await middle(reader, positive[0]);
    if (example) examples.push(example);
  }
  const [first, ...others] = examples;
  if (first === undefined) {
    throw new CohortError({ expected: `a study with ${one} to show`, found: "none" });
  }
  const healthy = studies.find((study) => study.every(({ label }) => label === 0));
  if (healthy) {
    const row = healthy[Math.floor(first.row.slice / first.studySlices * healthy.length)]!;
    const { image } = await reader.read(row);
    others.push({ finding: "none", row, studySlices: healthy.length, image });
  }
  return [first, ...others];
}

function studiesWith(studies: readonly SliceRow[][], finding: Hemorrhage): SliceRow[][] {
  const shows = (study: readonly SliceRow[], type: Hemorrhage) =>
    study.some((row) => row[type] === 1);
  const having = studies.filter((study) => shows(study, finding));
  const alone = having.filter((study) =>
    HEMORRHAGES.every((other) => other === finding || !shows(study, other))
  );
  return (alone.length > 0 ? alone : having).slice(0, STUDIES);
}

/** The middle one of a study's labeled slices. */
async function middle(
  reader: SliceReader,
  study: readonly SliceRow[] | undefined,
): Promise<ExampleSlice | undefined> {
  const labeled = study?.filter(({ label }) => label === 1) ?? [];
  const row = labeled[Math.floor(labeled.length / 2)];
  if (study === undefined || row === undefined) return undefined;
  const { image } = await reader.read(row);
  return { finding: "any", row, studySlices: study.length, image };
}

async function densest(
  reader: SliceReader,
  finding: Hemorrhage | "any",
  studies: readonly SliceRow[][],
): Promise<ExampleSlice | undefined> {
  let best: ExampleSlice | undefined;
  let largest = -1;
  for (const study of studies) {
    const labeled = study.slice(Math.floor(SKULL_BASE * study.length))
      .filter((row) => (finding === "any" ? row.label : row[finding]) === 1);
    for (const row of evenlySpaced(labeled, SLICES)) {
      const { image } = await reader.read(row);
      const share = bloodDensityShare(image);
      if (share <= largest) continue;
      largest = share;
      best = { finding, row, studySlices: study.length, image };
    }
  }
  return best;
}
