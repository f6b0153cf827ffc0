import type { Run } from "hemoleak/experiment/run.ts";
import { OUTCOME_TITLES } from "hemoleak/report/training/outcome_notes.ts";
import { intervalText } from "hemoleak/text/numbers.ts";
import { DEAD_ADVICE } from "hemoleak/train/learning.ts";

/** What a run came to, for the terminal. */
export function runText({ metrics, learning }: Pick<Run, "metrics" | "learning">): string {
  const title = OUTCOME_TITLES[learning.outcome];
  if (learning.outcome === "dead") return `the network ${title}: no result. ${DEAD_ADVICE}`;
  const auc = `test AUC ${intervalText(metrics.auc, metrics.clustered.ci)}`;
  return title === null ? auc : `${auc}; the network ${title}`;
}
