import type { CohortSizeResponse } from "../../leakage/trials/cohort_size.ts";
import type { FoldsResult } from "../../leakage/trials/folds.ts";
import type { Ladder } from "../../leakage/trials/ladder.ts";
import type { NetworksResult } from "../../leakage/trials/network_splits.ts";
import type { RepeatedSplits } from "../../leakage/trials/repeated_splits.ts";
import type { ResponseCurves, ResponsePoint } from "../../leakage/trials/responses.ts";
import { holmAdjusted } from "../../statistics/holm.ts";
import { pText } from "../../text/numbers.ts";
import { Table } from "../media/table.ts";

/** A question that an experiment asks of its runs, with the p-value of its own interval or null. */
export interface ExperimentTest {
  /** What is tested. */
  question: string;
  /** On its own; null where it cannot be determined. */
  p: number | null;
}

/** A test among all those of a grid. */
export interface GridTest extends ExperimentTest {
  /** The experiment that it is of. */
  experiment: string;
  /** Adjusted for all tests of the grid ({@linkcode holmAdjusted}). */
  holm: number | null;
}

/** What is tested of a ladder, and of folds. */
type Parts = Pick<Ladder, "identity" | "inflation">;

/** The tests of a permutation ladder, of several classes also those of each. */
export function ladderTests(
  result: Parts & { classes?: readonly (Parts & { name: string })[] },
): ExperimentTest[] {
  const of = ({ identity, inflation }: Parts, name = "") => [
    { question: `${name}identity part above 0 (one-sided)`, p: identity.p },
    { question: `${name}${INFLATED}`, p: inflation.p },
  ];
  const { classes = [] } = result;
  return [...of(result), ...classes.flatMap((one) => of(one, `${one.name}: `))];
}

const INFLATED = "inflation is not 0";

/** The tests of a dose or a distance: each value against the least one. */
export function responseTests<Point extends ResponsePoint>(
  { true: own, permuted }: ResponseCurves<Point>,
  nameOf: (point: Point) => string,
): ExperimentTest[] {
  const of = (labels: string, points: readonly Point[]) =>
    points.flatMap((point) =>
      point.change === null
        ? []
        : [{ question: `${nameOf(point)}, ${labels} labels: AUC changes`, p: point.change.p }]
    );
  return [...of("true", own), ...of("permuted", permuted)];
}

/** The tests of cohort sizes. */
export function cohortSizeTests({ points }: CohortSizeResponse): ExperimentTest[] {
  return points.map(({ subjects, inflation }) => ({
    question: `${subjects} subjects: inflation is not 0`,
    p: inflation.p,
  }));
}

/** The tests of Table 2: of each network, whether its two splits differ. */
export function networksTests(
  { networks }: NetworksResult,
  titles: ReadonlyMap<string, string>,
): ExperimentTest[] {
  return networks.map(({ model, inflation }) => ({
    question: `${titles.get(model) ?? model}: inflation is not 0`,
    p: inflation.p,
  }));
}

/** The tests of folds: those of a ladder, the first where there are runs on permuted labels. */
export function foldsTests({ identity, inflation }: FoldsResult): ExperimentTest[] {
  const inflated = { question: INFLATED, p: inflation.p };
  return identity === null ? [inflated] : ladderTests({ identity, inflation });
}

/** The test of two networks on repeated splits. */
export function repeatedSplitsTests({ test }: RepeatedSplits): ExperimentTest[] {
  return [{ question: "the networks differ", p: test.p }];
}

/** The tests of all experiments of one grid, each adjusted for all. */
export function gridTests(
  experiments: readonly { name: string; tests: readonly ExperimentTest[] }[],
): GridTest[] {
  const all = experiments.flatMap(({ name, tests }) =>
    tests.map((test) => ({ experiment: name, ...test }))
  );
  const adjusted = holmAdjusted(all.map(({ p }) => p));
  return all.map((test, i) => ({ ...test, holm: adjusted[i]! }));
}

/** The tests of a grid for the reader. */
export function gridTestsTable(tests: readonly GridTest[]): Table {
  const text = (p: number | null) => p === null ? "none" : pText(p);
  return new Table({
    title: "All tests of this grid, adjusted for each other",
    columns: [
      { title: "experiment" },
      { title: "question" },
      { title: "alone", align: "right" },
      { title: "adjusted", align: "right" },
    ],
    rows: tests.map(({ experiment, question, p, holm }) => [
      experiment,
      question,
      text(p),
      text(holm),
    ]),
    notes: [
      "Adjusted by Holm's method: of all findings below 0.05 the chance that any is none is below " +
      "0.05. The p beside an interval elsewhere is that of the interval, unadjusted.",
    ],
  });
}
