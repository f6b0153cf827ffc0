import type { HemorrhageTypes } from "./slice_row.ts";

/** One line of Table 1: this cohort beside the paper's. */
export interface Table1Row {
  characteristic: string;
  /** A count, or for the mean age years; null where the cohort does not tell. */
  value: number | null;
  /** Share of the scans in percent, for the prevalences. */
  percent: number | null;
  paperValue: number | null;
  /** As printed. */
  paperPercent: number | null;
  /** What is to know when the two are compared; empty where nothing is. */
  note: string;
}

/** What Table 1 needs of a study. */
export type Table1Study = HemorrhageTypes & { label: 0 | 1; age: number | null };

/**
 * Table 1 of the paper, "Dataset characteristics", for a cohort.
 *
 * The paper's intracerebral count is the sum of intraparenchymal (IPH) and intraventricular (IVH)
 * hemorrhages, which counts studies with both twice; here it is once as a union and once as that sum.
 *
 * @param studies One entry a scan.
 * @param slices The number of slices in all.
 */
export function table1(studies: readonly Table1Study[], slices: number): Table1Row[] {
  const count = (isCounted: (study: Table1Study) => boolean) => studies.filter(isCounted).length;
  const either = count(({ IPH, IVH }) => IPH === 1 || IVH === 1);
  const both = count(({ IPH, IVH }) => IPH === 1 && IVH === 1);
  const prevalences: [name: string, count: number, paper: Printed | null, note?: string][] = [
    ["Intracranial hemorrhage", count(({ label }) => label === 1), [205, 41.17], SLIPS.prevalence],
    ["Intracerebral (IPH or IVH)", either, null],
    ["Intracerebral as the paper counts", either + both, [162, 32.99], SLIPS.intracerebral],
    ["Subdural", count(({ SDH }) => SDH === 1), [53, 10.79]],
    ["Extradural", count(({ EDH }) => EDH === 1), [13, 2.64]],
    ["Subarachnoid", count(({ SAH }) => SAH === 1), [60, 12.21]],
  ];
  return [
    row("Scans", studies.length, 491),
    row("Slices", slices, 193317),
    row("Mean age", meanAge(studies), 22.43, SLIPS.age),
    ...prevalences.map(([name, cases, paper, note]) => ({
      ...row(name, cases, paper?.[0] ?? null, note),
      percent: studies.length === 0 ? null : 100 * cases / studies.length,
      paperPercent: paper?.[1] ?? null,
    })),
  ];
}

/** A count and a percentage as the paper prints them. */
type Printed = readonly [count: number, percent: number];

/** Where the paper's Table 1 does not agree with the data it is about. */
const SLIPS = {
  age: "Public descriptions of CQ500 give a mean age of about 48; its headers hold no age.",
  prevalence: "205 of 491 is 41.75 %; the paper prints 41.17.",
  intracerebral: "IPH 134 and IVH 28; 25 studies have both and count twice, the union is 137.",
};

function row(
  characteristic: string,
  value: number | null,
  paperValue: number | null,
  note = "",
): Table1Row {
  return { characteristic, value, percent: null, paperValue, paperPercent: null, note };
}

/** Mean over the studies whose age is known, in years, or null. */
function meanAge(studies: readonly Table1Study[]): number | null {
  const ages = studies.map(({ age }) => age).filter((age) => age !== null);
  return ages.length === 0 ? null : ages.reduce((sum, age) => sum + age, 0) / ages.length;
}
