import type { AnyRun } from "hemoleak/experiment/run.ts";
import { type FolderOwner, ownerText } from "hemoleak/files/folder_lock.ts";
import { OUTCOME_TITLES } from "hemoleak/report/training/outcome_notes.ts";
import { intervalText } from "hemoleak/text/numbers.ts";
import { DEAD_ADVICE } from "hemoleak/train/learning.ts";

/** What a run came to, for the terminal. */
export function runText({ metrics, learning }: Pick<AnyRun, "metrics" | "learning">): string {
  const title = OUTCOME_TITLES[learning.outcome];
  if (learning.outcome === "dead") return `the network ${title}: no result. ${DEAD_ADVICE}`;
  const auc = "macro" in metrics
    ? `test macro AUC ${intervalText(metrics.macro.auc, metrics.macro.ci)}`
    : `test AUC ${intervalText(metrics.auc, metrics.clustered.ci)}`;
  return title === null ? auc : `${auc}; the network ${title}`;
}

/** That a cell is left to another process, and to which one, as far as that is known. */
export function busyText(label: string, owner: FolderOwner | null): string {
  return `${label}: ${owner === null ? "another process" : ownerText(owner)} is training it`;
}

/** That another process is making a run, and which one, as far as that is known. */
export function waitingText(label: string, owner: FolderOwner | null): string {
  const who = owner === null ? "another process" : ownerText(owner);
  return `${label}: waiting for ${who}, which is training it`;
}
