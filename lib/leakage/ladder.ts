import type { SplitUnit } from "../split/split.ts";
import type { MeanAuc, MeanAucOptions, MeanDifference, SeedsInterval } from "./mean_auc.ts";
import type { Trial } from "./trial.ts";

/** A run of one of the ladder's four conditions. */
export type LadderTrial = Trial<{ split: SplitUnit; labels: "true" | "permuted" }>;

/** What a mean AUC has above 0.5. */
export interface LadderPart extends SeedsInterval {
  value: number;
}

/** The permutation ladder: how much of an AUC is identity, and how much disease. */
export interface Ladder {
  /** The seeds that all four conditions have. */
  seeds: number[];
  auc: Record<SplitUnit, Record<"true" | "permuted", MeanAuc>>;
  /** Permuted labels, by slice, above 0.5. */
  identity: LadderPart;
  /** True labels, by subject, above 0.5. */
  disease: LadderPart;
  /** True labels, by slice less by subject. */
  inflation: MeanDifference;
}

export function ladder(_trials: readonly LadderTrial[], _options: MeanAucOptions = {}): Ladder {
  throw new Error("not there yet");
}
