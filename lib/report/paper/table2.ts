import { alwaysPositive } from "../../evaluate/thresholds/confusion.ts";
import { formatCsv } from "../../files/csv.ts";
import { type Provenance, provenanceText } from "../../provenance.ts";
import type { SplitUnit } from "../../split/split.ts";
import { countText, decimalText, intervalText, MISSING } from "../../text/numbers.ts";
import type { LearningOutcome } from "../../train/learning.ts";
import { type Column, Table } from "../media/table.ts";
import { stateMeanings, stateTitles } from "../training/outcome_notes.ts";
import type { JudgedRun } from "./judged_run.ts";
import { impliedPrevalence, PAPER_TEST_SUBJECTS, paperNetwork } from "./paper.ts";
import { publishedInterval } from "./published_interval.ts";

/**
 * One row of `table2.csv`: a network and a split, judged on its test set. A network that died has no
 * result: its rates and its AUC are missing.
 */
export interface Table2Row {
  /** The network as shown: `CNN4`, `VGG16`, or `VGG16 × 0.25` for a quarter of its width. */
  model: string;
  split: SplitUnit;
  accuracy?: number;
  recall?: number;
  f1?: number;
  auc?: number;
  /** Lower end of the AUC's 95 % interval over subjects. */
  auc_low?: number;
  auc_high?: number;
  test_slices: number;
  test_subjects: number;
  /**
   * What became of the network: `learned`, `not-learned`, `dead` (no result) or `unknown`; of one whose
   * training was stopped before its end only `stopped`.
   */
  training: LearningOutcome | "stopped";
}

const COLUMNS = [
  "model",
  "split",
  "accuracy",
  "recall",
  "f1",
  "auc",
  "auc_low",
  "auc_high",
  "test_slices",
  "test_subjects",
  "training",
] as const satisfies readonly (keyof Table2Row)[];

/** The row of one run. */
export function table2Row({ title, cell, metrics, learning, stopped }: JudgedRun): Table2Row {
  const { accuracy, recall, f1, auc, clustered: { ci: [auc_low, auc_high] } } = metrics;
  return {
    model: title,
    split: cell.split,
    ...learning?.outcome !== "dead" && { accuracy, recall, f1, auc, auc_low, auc_high },
    test_slices: metrics.slices,
    test_subjects: metrics.subjects,
    training: stopped ? "stopped" : learning?.outcome ?? "unknown",
  };
}

/** `table2.csv`: a header and one row per run. */
export function table2Csv(runs: readonly JudgedRun[]): string {
  return formatCsv(runs.map(table2Row), COLUMNS);
}

/** `table2.json`: the same rows with the baseline and the paper's row beside each (null for a network that is not in it), and their origin. */
export function table2Json(runs: readonly JudgedRun[], provenance: Provenance): string {
  const rows = runs.map((run) => ({
    ...table2Row(run),
    always_positive: {
      accuracy: run.metrics.alwaysPositive.accuracy,
      recall: run.metrics.alwaysPositive.recall,
      f1: run.metrics.alwaysPositive.f1,
    },
    paper: paperNetwork(run.cell.model)?.results[run.cell.split] ?? null,
  }));
  return JSON.stringify({ ...provenance, rows }, null, 2) + "\n";
}

/**
 * Table 2 for the reader: each run above the paper's row for the same network and split, and the
 * "always positive" baseline of its test set on the same line.
 */
export function table2Table(runs: readonly JudgedRun[], provenance: Provenance): Table {
  return new Table({
    title: `Test results${provenance.synthetic ? " on synthetic data" : ""}, beside the ` +
      "paper's Table 2 on CQ500",
    columns: READER_COLUMNS,
    rows: runs.flatMap((run) => [runRow(run), ...paperRows(run)]),
    notes: [
      provenanceText(provenance),
      "Intervals: 95 %, here over subjects (clustered). The paper gives none; those in its rows " +
      "by subject are estimated here after Hanley and McNeil (1982) for 74 test subjects, 31 of " +
      "them positive.",
      "Always positive: what calling every slice positive reaches on that test set, at a recall " +
      "of 1 and an AUC of 0.5. For the paper's rows it follows from the share of positives that " +
      "their accuracy, recall and F1 imply; the paper does not print the size of its test sets.",
      ...stateMeanings(runs),
    ],
  });
}

const READER_COLUMNS: readonly Column[] = [
  { title: "Split" },
  { title: "Network" },
  { title: "Accuracy", align: "right" },
  { title: "Recall", align: "right" },
  { title: "F1", align: "right" },
  { title: "AUC [95 %]", align: "right" },
  { title: "accuracy", group: "Always positive", align: "right" },
  { title: "F1", group: "Always positive", align: "right" },
  { title: "slices of subjects", group: "Test set", align: "right" },
];

function runRow(run: JudgedRun): string[] {
  const { title, cell, metrics, learning } = run, titles = stateTitles(run);
  const found = [
    decimalText(metrics.accuracy),
    decimalText(metrics.recall),
    decimalText(metrics.f1),
    intervalText(metrics.auc, metrics.clustered.ci),
  ];
  return [
    `by ${cell.split}`,
    `${title}, here${titles.length === 0 ? "" : ` (${titles.join(", ")})`}`,
    ...learning?.outcome === "dead" ? found.map(() => MISSING) : found,
    decimalText(metrics.alwaysPositive.accuracy),
    decimalText(metrics.alwaysPositive.f1),
    `${countText(metrics.slices)} of ${countText(metrics.subjects)}`,
  ];
}

/** The paper's row for the same network and split, if it has one. */
function paperRows({ cell: { model, split } }: JudgedRun): string[][] {
  const network = paperNetwork(model);
  if (network === null) return [];
  const printed = network.results[split];
  const baseline = alwaysPositive(impliedPrevalence(printed));
  const interval = split === "subject" ? publishedInterval(printed.auc, PAPER_TEST_SUBJECTS) : null;
  return [[
    "",
    `${network.title}, the paper`,
    decimalText(printed.accuracy),
    decimalText(printed.recall),
    decimalText(printed.f1),
    intervalText(printed.auc, interval),
    decimalText(baseline.accuracy),
    decimalText(baseline.f1),
    MISSING,
  ]];
}
