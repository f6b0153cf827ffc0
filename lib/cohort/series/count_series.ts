import { groupBy } from "../../groups.ts";
import type { SeriesDecision } from "../cohort_tables.ts";

/** How many series were kept or dropped for one reason. */
export interface SeriesCount {
  decision: SeriesDecision["decision"];
  /** What they were decided by; empty where there was the only suitable one. */
  criterion: SeriesDecision["criterion"];
  /** The same in words. */
  reason: string;
  series: number;
  slices: number;
}

type Words = Record<SeriesDecision["criterion"], string>;

const DROPPED: Words = {
  kind: "no CT slices that can be read",
  plane: "not axial",
  slices: "too few slices",
  region: "of another region",
  contrast: "with contrast agent",
  kernel: "with a bone or lung kernel",
  coverage: "covers less of the head than another",
  thickness: "thickness further from the wanted than another's",
  name: "another is its equal and comes first",
  labels: "the label table does not label its slices",
  "": "not suitable",
};

const KEPT: Words = {
  kind: "suitable",
  plane: "axial",
  slices: "has more slices than others",
  region: "of the head, unlike others",
  contrast: "plain, unlike others",
  kernel: "soft kernel, unlike others",
  coverage: "covers more of the head than others",
  thickness: "thickness nearest to the wanted",
  name: "first of equals",
  labels: "labeled",
  "": "the only suitable one",
};

/** Counts series by what was decided and why: kept ones first, frequent ones first. */
export function countSeries(decisions: readonly SeriesDecision[]): SeriesCount[] {
  const groups = groupBy(decisions, ({ decision, criterion }) => `${decision} ${criterion}`);
  const counts = [...groups.values()].map((group) => {
    const { decision, criterion } = group[0]!;
    const slices = group.reduce((sum, each) => sum + each.slices, 0);
    const reason = (decision === "kept" ? KEPT : DROPPED)[criterion];
    return { decision, criterion, reason, series: group.length, slices };
  });
  return counts.sort((a, b) =>
    b.decision.localeCompare(a.decision) || b.series - a.series ||
    a.criterion.localeCompare(b.criterion)
  );
}
