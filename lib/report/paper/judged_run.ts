import type { Metrics } from "../../evaluate/evaluate.ts";
import type { ModelName } from "../../model/networks.ts";
import type { SplitUnit } from "../../split/split.ts";
import type { StoppedTraining } from "../../train/history.ts";
import type { Learning } from "../../train/learning.ts";

/** The part of a test set's metrics that the report shows. */
export type JudgedMetrics =
  & Pick<
    Metrics,
    "slices" | "subjects" | "accuracy" | "recall" | "f1" | "auc" | "roc" | "alwaysPositive"
  >
  & { clustered: Pick<Metrics["clustered"], "ci"> };

/**
 * One trained and judged cell of the experiment: a network, a split, its test metrics. A `Run` of
 * `lib/experiment` is one as it stands.
 */
export interface JudgedRun {
  /** Which network, and how its slices were split. */
  cell: { model: ModelName; split: SplitUnit };
  /** The network's name as shown; a narrowed VGG16 says so, as in `VGG16 × 0.25`. */
  title: string;
  /** Of the test set. */
  metrics: JudgedMetrics;
  /** What became of the network in training, where that is known. */
  learning?: Pick<Learning, "outcome">;
  /** The last epoch of a training that was stopped before its end, and how many there were to be. */
  stopped?: StoppedTraining | null;
}
