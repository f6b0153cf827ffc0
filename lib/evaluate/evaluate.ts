import { Random } from "../random.ts";
import { auc } from "./auc.ts";
import { bootstrapAuc, type BootstrapInterval } from "./bootstrap.ts";
import { alwaysPositive, confusion, type Rates, rates } from "./confusion.ts";
import type { Prediction } from "./prediction.ts";
import type { BootstrapOptions } from "./resample.ts";
import { roc, type RocPoint } from "./roc.ts";

/** What a set of predictions is worth: the content of `metrics.json`. */
export interface Metrics extends Rates {
  /** Which rows were judged: those of the test set, or all where no row is of the test set. */
  judged: "test" | "all";
  /** Number of slices judged. */
  slices: number;
  /** Number of subjects they are from. */
  subjects: number;
  /** Share of slices that are positive. */
  prevalence: number;
  /** Exact area under the ROC curve, by slice. */
  auc: number;
  /** Its 95 % interval, by bootstrap over subjects. */
  bootstrap: BootstrapInterval;
  /** Scores of at least this are called positive in accuracy, recall, precision and so on. */
  threshold: number;
  /** What calling every slice positive would give. */
  alwaysPositive: Rates;
  /** Corners of the ROC curve, from (0, 0) to (1, 1). */
  roc: RocPoint[];
}

/** How to judge. */
export interface EvaluateOptions extends Partial<BootstrapOptions> {
  /** Default 0.5, for scores that are probabilities. */
  threshold?: number;
}

/**
 * Judges predictions: those of the test set if there are any, else all. Without a generator of its
 * own the bootstrap starts from a fixed seed, so that one file has one interval everywhere.
 *
 * @throws {PredictionsError} No predictions, one label only, or a score that is not finite.
 *
 * @example
 * ```ts
 * import { evaluate } from "hemoleak";
 *
 * const metrics = evaluate([0.1, 0.4, 0.35, 0.8].map((score, i) => ({
 *   subject: `S${i}`,
 *   study: `S${i}`,
 *   slice: "0",
 *   set: "test",
 *   label: i < 2 ? 0 : 1,
 *   score,
 * })));
 * console.assert(metrics.auc === 0.75 && metrics.bootstrap.unit === "subject");
 * ```
 */
export function evaluate(
  predictions: readonly Prediction[],
  options: EvaluateOptions = {},
): Metrics {
  const { threshold = 0.5, random = new Random(0, "bootstrap"), ...bootstrap } = options;
  const tested = predictions.filter(({ set }) => set === "test");
  const judged = tested.length > 0 ? tested : predictions;
  const scored = {
    scores: Float64Array.from(judged, ({ score }) => score),
    labels: Uint8Array.from(judged, ({ label }) => label),
    subjects: judged.map(({ subject }) => subject),
  };
  const area = auc(scored);
  const prevalence = scored.labels.reduce((sum, label) => sum + label, 0) / judged.length;
  return {
    judged: tested.length > 0 ? "test" : "all",
    slices: judged.length,
    subjects: new Set(scored.subjects).size,
    prevalence,
    auc: area,
    bootstrap: bootstrapAuc(scored, { random, ...bootstrap }),
    threshold,
    ...rates(confusion(scored, threshold)),
    alwaysPositive: alwaysPositive(prevalence),
    roc: roc(scored),
  };
}
