import { exp, log } from "../../elementary.ts";
import { PredictionsError } from "../../error.ts";
import { studentQuantile } from "../../statistics/student_t.ts";
import { type ClusteredScores, clustersOf, informative } from "../auc/clusters.ts";
import { aucDegrees } from "../auc/score_jackknife.ts";
import { assertLevel, type Interval, ONE_SUBJECT } from "../interval.ts";
import { areProbabilities } from "./calibration.ts";

/** A coefficient of a logistic model with its interval over subjects. */
export interface Coefficient extends Omit<Interval, "ci"> {
  /** As fitted. */
  value: number;
  /** Null where nothing is known of it. */
  ci: Interval["ci"] | null;
}

/** Whether probabilities are too high or too low, and whether they are too extreme. */
export interface Recalibration {
  /** Calibration in the large: what to add to the logit of all probabilities; 0 if they are right. */
  intercept: Coefficient;
  /** Below 1 the probabilities are too extreme, above 1 not extreme enough; null if none fits. */
  slope: Coefficient | null;
}

/** Probabilities of 0 and 1 have no logit: they count as so near to it. */
const NEAREST = 1e-6;
const STEPS = 100;
/** Newton's steps are no longer, lest they lead to where all probabilities are 0 or 1. */
const FARTHEST = 2;

/**
 * Calibration intercept and slope (Cox 1958, Biometrika 45:562; Van Calster et al. 2019, BMC Med 17:230):
 * logit(P(positive)) = intercept + logit(probability), and = a + slope logit(probability), by maximum
 * likelihood. Intervals are made with the jackknife's variance over subjects, by one step of Newton's
 * method without each (`CR3`; Bell and McCaffrey 2002, Surv Methodol 28:169), and Student's t with the
 * degrees of freedom of the clustered AUC (`jackknife-t`). Where scores separate the labels perfectly, no
 * slope fits. With a single subject of a label there is no interval (`none`).
 *
 * @throws {PredictionsError} Scores that are no probabilities, or one label only.
 */
export function recalibration(
  scored: ClusteredScores,
  { level = 0.95 }: { level?: number } = {},
): Recalibration {
  assertLevel(level);
  if (!areProbabilities(scored.scores)) {
    throw new PredictionsError({
      expected: "probabilities between 0 and 1 to calibrate",
      found: "other scores",
    });
  }
  const clusters = clustersOf(scored);
  const { of, count } = clusters;
  const known = informative(clusters.positives) > 1 && informative(clusters.negatives) > 1;
  const logits = Float64Array.from(scored.scores as ArrayLike<number>, (score) => {
    const inside = Math.min(1 - NEAREST, Math.max(NEAREST, score));
    return log(inside / (1 - inside));
  });
  const fitted = (slopeIsFree: boolean) => fit(logits, scored.labels, of, count, slopeIsFree);
  const intervalOf = (value: number, variance: number): Coefficient => {
    if (!known) {
      return { value, ci: null, unit: "subject", method: "none", reason: ONE_SUBJECT };
    }
    const by = studentQuantile((1 + level) / 2, aucDegrees({ clusters })) * Math.sqrt(variance);
    return { value, ci: [value - by, value + by], unit: "subject", method: "jackknife-t" };
  };
  const alone = fitted(false)!, both = fitted(true);
  return {
    intercept: intervalOf(alone.intercept, alone.variances[0]),
    // Without one of the subjects the labels may be separated, and no slope fits.
    slope: both && Number.isFinite(both.variances[1])
      ? intervalOf(both.slope, both.variances[1])
      : null,
  };
}

interface Fit {
  intercept: number;
  slope: number;
  /** Of the intercept and of the slope, over subjects. */
  variances: [number, number];
}

/** By Newton's method; null where it leads to no end. */
function fit(
  logits: Float64Array,
  labels: ArrayLike<number>,
  subjectOf: Uint32Array,
  subjects: number,
  slopeIsFree: boolean,
): Fit | null {
  let intercept = 0, slope = 1;
  for (let step = 0; step < STEPS; step++) {
    // Of each subject: the gradient, and the information of both coefficients.
    const parts = Array.from({ length: 5 }, () => new Float64Array(subjects)) as Parts;
    const [g0, g1, h00, h01, h11] = parts;
    for (let row = 0; row < logits.length; row++) {
      const x = logits[row]!, p = 1 / (1 + exp(-(intercept + slope * x)));
      const off = (labels[row] === 1 ? 1 : 0) - p, weight = p * (1 - p);
      const subject = subjectOf[row]!;
      g0[subject]! += off;
      g1[subject]! += off * x;
      h00[subject]! += weight;
      h01[subject]! += weight * x;
      h11[subject]! += weight * x * x;
    }
    const all = parts.map((part) => part.reduce((sum, value) => sum + value, 0)) as Sums;
    const moves = move(all, slopeIsFree);
    intercept += Math.max(-FARTHEST, Math.min(FARTHEST, moves[0]));
    slope += Math.max(-FARTHEST, Math.min(FARTHEST, moves[1]));
    if (!Number.isFinite(intercept) || !Number.isFinite(slope)) return null;
    if (Math.max(...moves.map(Math.abs)) > 1e-10) continue;
    const variances: [number, number] = [0, 0];
    for (let subject = 0; subject < subjects; subject++) {
      const without = all.map((sum, part) => sum - parts[part]![subject]!) as Sums;
      const [a, b] = move(without, slopeIsFree);
      variances[0] += a ** 2;
      variances[1] += b ** 2;
    }
    return { intercept, slope, variances };
  }
  return null;
}

type Parts = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
type Sums = [g0: number, g1: number, h00: number, h01: number, h11: number];

/** Newton's step of both coefficients, or of the intercept alone. */
function move([g0, g1, h00, h01, h11]: Sums, slopeIsFree: boolean): [number, number] {
  if (!slopeIsFree) return [g0 / h00, 0];
  const determinant = h00 * h11 - h01 * h01;
  return [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
}
