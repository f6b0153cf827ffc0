import { PredictionsError } from "../../error.ts";
import { assertBothLabels, type Scored } from "../auc/auc.ts";
import { type ClusteredScores, clustersOf } from "../auc/clusters.ts";
import type { Interval } from "../interval.ts";
import { clusteredProportion } from "./proportion.ts";

/** The predictions whose probability lies in one bin. */
export interface ReliabilityBin {
  /** The bin is (low, high]; the first holds 0 as well. */
  low: number;
  /** The upper end, which belongs to the bin. */
  high: number;
  /** How many predictions lie in the bin. */
  count: number;
  /** Mean of the predicted probabilities; null if the bin is empty. */
  predicted: number | null;
  /** Share of positives; null if the bin is empty. */
  observed: number | null;
}

/** How far probabilities can be believed. */
export interface Calibration {
  /** Mean squared difference of probability and label (Brier 1950), in [0, 1]. */
  brier: number;
  /** Expected calibration error: the bins' |observed - predicted|, weighted by their counts. */
  ece: number;
  /** The reliability curve. */
  reliability: ReliabilityBin[];
}

/**
 * Brier score, expected calibration error (Naeini, Cooper and Hauskrecht 2015, AAAI) and reliability
 * curve (bins of equal width). The error depends on the number of bins and is never quite 0 in a
 * sample; the Brier score depends on the prevalence.
 *
 * @throws {PredictionsError} A score outside [0, 1], which is no probability; one label only.
 */
export function calibration(
  scored: Scored,
  { bins = 10 }: { bins?: number } = {},
): Calibration {
  assertBothLabels(scored);
  if (!(Number.isInteger(bins) && bins >= 1)) {
    throw new PredictionsError({ expected: "a whole number of bins from 1", found: bins });
  }
  const { scores, labels } = scored;
  const counts = new Float64Array(bins);
  const predicted = new Float64Array(bins), observed = new Float64Array(bins);
  let squares = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!, label = labels[i] === 1 ? 1 : 0;
    if (!(score >= 0 && score <= 1)) {
      throw new PredictionsError({
        expected: "probabilities between 0 and 1",
        found: `${score} for prediction ${i + 1}`,
      });
    }
    const bin = binOf(score, bins);
    counts[bin]!++;
    predicted[bin]! += score;
    observed[bin]! += label;
    squares += (score - label) ** 2;
  }
  return {
    brier: squares / scores.length,
    ece: predicted.reduce((sum, p, i) => sum + Math.abs(p - observed[i]!), 0) / scores.length,
    reliability: Array.from(counts, (count, i) => ({
      low: i / bins,
      high: (i + 1) / bins,
      count,
      predicted: count === 0 ? null : predicted[i]! / count,
      observed: count === 0 ? null : observed[i]! / count,
    })),
  };
}

/**
 * The interval of the Brier score over subjects: that of a share of slices
 * ({@linkcode clusteredProportion}), each slice being wrong by the square of its difference.
 *
 * @throws {PredictionsError} One label only, or unequal lengths.
 */
export function brierInterval(
  scored: ClusteredScores,
  options: { level?: number } = {},
): Interval {
  const { of, count } = clustersOf(scored);
  const squares = new Float64Array(count), sizes = new Float64Array(count);
  for (const [row, subject] of of.entries()) {
    squares[subject]! += (scored.scores[row]! - (scored.labels[row] === 1 ? 1 : 0)) ** 2;
    sizes[subject]!++;
  }
  const { value: _, variance: __, ...interval } = clusteredProportion(squares, sizes, options);
  return interval;
}

/** Which bin holds a score; a score on an edge belongs below it, whatever multiplying makes of it. */
function binOf(score: number, bins: number): number {
  let bin = Math.min(bins - 1, Math.floor(score * bins));
  if (bin > 0 && score <= bin / bins) bin--;
  else if (bin < bins - 1 && score > (bin + 1) / bins) bin++;
  return bin;
}
