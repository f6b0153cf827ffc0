import { alwaysPositive } from "../../evaluate/thresholds/confusion.ts";
import type { ModelName } from "../../model/networks.ts";
import { decimalText, intervalText, signedText } from "../../text/numbers.ts";
import { Table } from "../media/table.ts";
import { stateTitles } from "../training/outcome_notes.ts";
import type { JudgedRun } from "./judged_run.ts";
import { impliedPrevalence, PAPER_TEST_SUBJECTS, paperNetwork } from "./paper.ts";
import { publishedInterval } from "./published_interval.ts";

/** What one network reached with both splits, here or in the paper. */
interface Pair {
  source: string;
  bySlice: number;
  bySubject: number;
  /** 95 % interval of `bySubject`. */
  interval: readonly [number, number];
  /** F1 by subject, and what calling everything positive gives on the same test set. */
  f1: number;
  baselineF1: number;
}

/**
 * The comparison in one line per network: how far the AUC falls from the split by slice to the split
 * by subject, whether the latter is distinguishable from chance, and whether its F1 beats calling
 * everything positive.
 */
export function gapTable(
  runs: readonly JudgedRun[],
  { synthetic }: { synthetic: boolean },
): Table {
  const models = [...new Set(runs.map(({ cell }) => cell.model))];
  const stopped = runs.filter((run) => run.stopped);
  const dead = runs.filter(({ learning }) => learning?.outcome === "dead");
  const own = models.map((model) => ownPair(runs.filter(({ cell }) => cell.model === model)));
  const pairs = [...own, ...models.map(paperPair)].filter((pair) => pair !== undefined);
  return new Table({
    title: `What the split changes${synthetic ? " (rows “here”: synthetic data)" : ""}`,
    columns: [
      { title: "Network" },
      { title: "by slice", group: "AUC", align: "right" },
      { title: "by subject [95 % interval]", group: "AUC", align: "right" },
      { title: "difference", group: "AUC", align: "right" },
      { title: "Above chance by subject?" },
      { title: "F1 by subject minus “always positive”", align: "right" },
    ],
    rows: pairs.map(pairRow),
    notes: [
      "Above chance: whether the interval lies above 0.5. A “no” does not show that there is " +
      "nothing to find, only that this test set is too small to show it.",
      ...stopped.map((run) =>
        `${run.title}, split by ${run.cell.split}: ${stateTitles(run).join(", ")}.`
      ),
      ...dead.map(({ title, cell }) =>
        `${title}, split by ${cell.split}, is left out: the network died in training.`
      ),
    ],
  });
}

function ownPair(runs: readonly JudgedRun[]): Pair | undefined {
  const slice = runs.find(({ cell }) => cell.split === "slice");
  const subject = runs.find(({ cell }) => cell.split === "subject");
  const isDead = [slice, subject].some((run) => run?.learning?.outcome === "dead");
  return slice && subject && !isDead
    ? {
      source: `${subject.title}, here`,
      bySlice: slice.metrics.auc,
      bySubject: subject.metrics.auc,
      interval: subject.metrics.clustered.ci,
      f1: subject.metrics.f1,
      baselineF1: subject.metrics.alwaysPositive.f1,
    }
    : undefined;
}

function paperPair(model: ModelName): Pair | undefined {
  const network = paperNetwork(model);
  if (network === null) return undefined;
  const { slice, subject } = network.results;
  return {
    source: `${network.title}, the paper`,
    bySlice: slice.auc,
    bySubject: subject.auc,
    interval: publishedInterval(subject.auc, PAPER_TEST_SUBJECTS),
    f1: subject.f1,
    baselineF1: alwaysPositive(impliedPrevalence(subject)).f1,
  };
}

function pairRow({ source, bySlice, bySubject, interval, f1, baselineF1 }: Pair): string[] {
  return [
    source,
    decimalText(bySlice),
    intervalText(bySubject, interval),
    signedText(bySubject - bySlice),
    interval[0] > 0.5 ? "yes" : "no",
    signedText(f1 - baselineF1),
  ];
}
