import { PredictionsError } from "../../error.ts";
import { type RocCounts, rocCounts } from "../curves/roc_counts.ts";
import type { Scored } from "./auc.ts";

/** The part of the ROC curve that matters, as a range of one of its axes, in [0, 1]. */
export type RocRange =
  | { specificity: readonly [from: number, to: number] }
  | { sensitivity: readonly [from: number, to: number] };

/** The area under a part of the ROC curve. */
export interface PartialAuc {
  /** Between the curve and the axis; at most the width of the range. */
  area: number;
  /** McClish's: 0.5 for a classifier that guesses and 1 for a perfect one, whatever the range. */
  standardized: number;
}

/**
 * The partial area under the ROC curve: sensitivity over a range of specificities, or specificity over
 * a range of sensitivities (Jiang, Metz and Nishikawa 1996, Radiology 201:745). The curve is straight
 * between its points. Standardized after McClish (1989, Med Decis Making 9:190):
 * (1 + (area - least) / (most - least)) / 2, `least` being the diagonal's; below 0.5 it is worse than
 * guessing there.
 *
 * @throws {PredictionsError} One label only, a score that is not finite, or no range within [0, 1].
 *
 * @example
 * ```ts
 * import { partialAuc } from "hemoleak";
 *
 * const scored = { scores: [1, 2, 3, 4], labels: [0, 1, 0, 1] };
 * console.assert(partialAuc(scored, { specificity: [0.5, 1] }).area === 0.25);
 * ```
 */
export function partialAuc(scored: Scored, range: RocRange): PartialAuc {
  return partialAucOf(rocCounts(scored), range);
}

/** The same from counts that are known already. */
export function partialAucOf(counts: RocCounts, range: RocRange): PartialAuc {
  const [from, to] = "specificity" in range ? range.specificity : range.sensitivity;
  if (!(from >= 0 && from < to && to <= 1)) {
    throw new PredictionsError({
      expected: "a range within 0 and 1, the lower end first,",
      found: `${from} to ${to}`,
    });
  }
  const { truePositives, falsePositives, positives, negatives } = counts;
  // Along the other axis: from the range's upper end, where 1 - specificity begins.
  const area = "specificity" in range
    ? areaBetween(falsePositives, negatives, truePositives, positives, 1 - to, 1 - from)
    : to - from - areaBetween(truePositives, positives, falsePositives, negatives, from, to);
  const most = to - from;
  const least = ((1 - from) ** 2 - (1 - to) ** 2) / 2;
  return { area, standardized: (1 + (area - least) / (most - least)) / 2 };
}

/** The area under straight lines from point to point, x ascending, between two values of x. */
function areaBetween(
  xs: Float64Array,
  xScale: number,
  ys: Float64Array,
  yScale: number,
  from: number,
  to: number,
): number {
  let area = 0;
  for (let i = 1; i < xs.length; i++) {
    const left = xs[i - 1]! / xScale, right = xs[i]! / xScale;
    const low = Math.max(left, from), high = Math.min(right, to);
    if (high <= low) continue;
    const rise = (ys[i]! - ys[i - 1]!) / yScale / (right - left);
    const middle = ys[i - 1]! / yScale + rise * ((low + high) / 2 - left);
    area += middle * (high - low);
  }
  return area;
}
