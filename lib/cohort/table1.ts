import { type DataKind, findingWords } from "../text/finding.ts";
import type { Hemorrhage, HemorrhageTypes } from "./slice_row.ts";

/** One line of Table 1: what the label table says, this cohort, and the paper's. */
export interface Table1Row {
  /** What is counted, as the first column says it. */
  characteristic: string;
  /** A count over all studies of the label table, or for the mean age years; null where it does not say. */
  tableValue: number | null;
  /** Its share of these studies in percent, for the prevalences. */
  tablePercent: number | null;
  /** A count, or for the mean age years; null where the cohort does not say. */
  value: number | null;
  /** Share of the scans in percent, for the prevalences. */
  percent: number | null;
  /** The paper's, as printed; null where it has none. */
  paperValue: number | null;
  /** As printed. */
  paperPercent: number | null;
  /** What is to know when they are compared; empty where nothing is. */
  note: string;
}

/** What Table 1 needs of a study. */
export type Table1Study = HemorrhageTypes & { label: 0 | 1; age: number | null };

/** What else Table 1 can show, and what its data are. */
export interface Table1Options extends DataKind {
  /** All studies of the label table, with images or without; none where it names images only. */
  table?: readonly Table1Study[];
}

/**
 * Table 1 of the paper, "Dataset characteristics", for a cohort.
 *
 * The paper's intracerebral count is the sum of intraparenchymal (IPH) and intraventricular (IVH)
 * hemorrhages, which counts studies with both twice; here it is once as a union and once as that sum.
 * Where images are no CT of the head, lines of which the cohort says nothing are left out.
 *
 * @param studies One entry per scan with images that were kept.
 * @param slices The number of their slices in all.
 */
export function table1(
  studies: readonly Table1Study[],
  slices: number,
  { table = [], finding = "ICH", images = "head-ct" }: Table1Options = {},
): Table1Row[] {
  const isHead = images === "head-ct", isAny = isHead && finding === "ICH";
  const named = isHead ? finding : findingWords({ finding, images }).name;
  const here = characteristics(studies, slices);
  const told = characteristics(table, null);
  const rows = LINES.map(({ name, of, paper = [null, null], note = "" }) => {
    const isLabel = of === "label" && !isAny;
    const isCount = !["scans", "slices", "age"].includes(of);
    const percent = (value: number | null, count: number) =>
      value === null || !isCount || count === 0 ? null : 100 * value / count;
    return {
      characteristic: isLabel ? `Label: ${named}` : name,
      tableValue: table.length === 0 ? null : told[of],
      tablePercent: percent(told[of], table.length),
      value: here[of],
      percent: percent(here[of], studies.length),
      paperValue: isLabel ? null : paper[0],
      paperPercent: isLabel ? null : paper[1],
      note: isLabel ? "" : note,
    };
  });
  return isHead ? rows : rows.filter(({ tableValue, value }) => (tableValue ?? value) !== null);
}

/** What is counted. */
type Characteristic =
  | "scans"
  | "slices"
  | "age"
  | "label"
  | "union"
  | "sum"
  | Hemorrhage;

/** One line, with what the paper prints. */
interface Line {
  name: string;
  of: Characteristic;
  paper?: readonly [value: number, percent: number | null];
  note?: string;
}

/** In the paper's order; where its Table 1 does not agree with the data it is about, a note says so. */
const LINES: readonly Line[] = [
  { name: "Scans", of: "scans", paper: [491, null] },
  { name: "Slices", of: "slices", paper: [193317, null] },
  {
    name: "Mean age",
    of: "age",
    paper: [22.43, null],
    note: "Public descriptions of CQ500 give a mean age of about 48; its headers hold no age.",
  },
  {
    name: "Intracranial hemorrhage",
    of: "label",
    paper: [205, 41.17],
    note: "205 of 491 is 41.75 %; the paper prints 41.17.",
  },
  { name: "Intraparenchymal (IPH)", of: "IPH" },
  { name: "Intraventricular (IVH)", of: "IVH" },
  { name: "Intracerebral (IPH or IVH)", of: "union" },
  {
    name: "Intracerebral as the paper counts",
    of: "sum",
    paper: [162, 32.99],
    note: "IPH 134 and IVH 28; 25 studies have both and count twice, the union is 137.",
  },
  { name: "Subdural", of: "SDH", paper: [53, 10.79] },
  { name: "Extradural", of: "EDH", paper: [13, 2.64] },
  { name: "Subarachnoid", of: "SAH", paper: [60, 12.21] },
];

function characteristics(
  studies: readonly Table1Study[],
  slices: number | null,
): Record<Characteristic, number | null> {
  const [IPH, IVH] = [countOf(studies, "IPH"), countOf(studies, "IVH")];
  const both = studies.filter((study) => study.IPH === 1 && study.IVH === 1).length;
  const sum = IPH === null || IVH === null ? null : IPH + IVH;
  return {
    scans: studies.length,
    slices,
    age: meanAge(studies),
    label: studies.filter(({ label }) => label === 1).length,
    union: sum === null ? null : sum - both,
    sum,
    IPH,
    IVH,
    SDH: countOf(studies, "SDH"),
    EDH: countOf(studies, "EDH"),
    SAH: countOf(studies, "SAH"),
  };
}

/** Studies with a type, or null where it is known of none of them. */
function countOf(studies: readonly Table1Study[], type: Hemorrhage): number | null {
  if (studies.length > 0 && studies.every((study) => study[type] === null)) return null;
  return studies.filter((study) => study[type] === 1).length;
}

/** Mean over the studies whose age is known, in years, or null. */
function meanAge(studies: readonly Table1Study[]): number | null {
  const ages = studies.map(({ age }) => age).filter((age) => age !== null);
  return ages.length === 0 ? null : ages.reduce((sum, age) => sum + age, 0) / ages.length;
}
