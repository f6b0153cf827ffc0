import { countText, decimalText, intervalText, MISSING } from "../../text/numbers.ts";
import { syntheticMark } from "../../provenance.ts";
import { Table } from "../media/table.ts";
import { stateMeanings, stateTitles } from "../training/outcome_notes.ts";
import type { JudgedRun } from "./judged_run.ts";

/** One run of the same network on another draw of subjects. */
export interface SubjectSplitRun extends Omit<JudgedRun, "cell"> {
  /** Which network, its split, and the seed of the draw. */
  cell: JudgedRun["cell"] & { seed: number };
}

/**
 * The same network, split by subject with one seed after the other: how much of its AUC is the luck
 * of the draw.
 *
 * @param runs One per seed, all of one network.
 */
export function subjectSplitsTable(
  runs: readonly SubjectSplitRun[],
  { synthetic }: { synthetic: boolean },
): Table {
  const isDead = ({ learning }: SubjectSplitRun) => learning?.outcome === "dead";
  const alive = runs.filter((run) => !isDead(run));
  const aucs = alive.map(({ metrics }) => metrics.auc);
  const mean = aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length;
  const range = `${decimalText(Math.min(...aucs))} to ${decimalText(Math.max(...aucs))}`;
  return new Table({
    title: `${runs[0]!.title}, split by subject again and again${syntheticMark(synthetic)}`,
    columns: [
      { title: "Seed of the split", align: "right" },
      { title: "Test subjects", align: "right" },
      { title: "AUC [95 % interval]", align: "right" },
    ],
    rows: runs.map((run) => [
      [run.cell.seed, ...stateTitles(run)].join(", "),
      countText(run.metrics.subjects),
      isDead(run) ? MISSING : intervalText(run.metrics.auc, run.metrics.clustered.ci),
    ]),
    notes: [
      runs.length === 1
        ? "This profile draws one split; the profile `quick` draws three."
        : `Mean ${decimalText(mean)}, from ${range}${
          alive.length < runs.length ? ", without the runs that died" : ""
        }. Each split has its own test and training subjects.`,
      ...stateMeanings(runs),
    ],
  });
}
