import { PredictionsError } from "../../error.ts";
import { crossing } from "../../statistics/crossing.ts";
import { carriersOf, designFactor } from "../../statistics/design_factor.ts";
import { studentQuantile } from "../../statistics/student_t.ts";
import { effectiveSubjects } from "../../statistics/weighted_subjects.ts";
import { type ClusteredScores, type Clusters, clustersOf, informative } from "../auc/clusters.ts";
import { aucDegrees } from "../auc/score_jackknife.ts";
import { cautionOf } from "../caution.ts";
import { assertLevel, type Interval, ONE_SUBJECT } from "../interval.ts";
import { areProbabilities } from "./calibration.ts";

/** A coefficient of a logistic model with its interval over subjects. */
export interface Coefficient extends Omit<Interval, "ci"> {
  /** As fitted. */
  value: number;
  /** Null where nothing is known of it; the upper bound is null where there is none. */
  ci: [low: number, high: number | null] | null;
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
 * likelihood.
 *
 * The intercept's interval is made with the jackknife's variance over subjects, by one step of Newton's
 * method without each (`CR3`; Bell and McCaffrey 2002, Surv Methodol 28:169), and Student's t with the
 * degrees of freedom of the clustered AUC (`jackknife-t`). The slope's holds all slopes whose score test
 * over subjects does not reject them (`score`): of scores that separate labels nearly perfectly the
 * estimate is far too high and its error says nothing of it, but the supposed slope says how often a
 * subject is wrong. The variance is that of subjects whose slices are all right or all wrong, as probable
 * as the supposed slope has it, times the factor by which, at the estimate, the subjects' scores are seen
 * to be another ({@linkcode designFactor}).
 *
 * Where scores separate the labels perfectly, no slope fits. With a single subject of a label there is no
 * interval (`none`).
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
  const logits = Float64Array.from(scored.scores as ArrayLike<number>, (score) => {
    const inside = Math.min(1 - NEAREST, Math.max(NEAREST, score));
    return Math.log(inside / (1 - inside));
  });
  const model: Model = { logits, labels: scored.labels, clusters };
  const fitted = (slopeIsFree: boolean) => fit(logits, scored.labels, of, count, slopeIsFree);
  const alone = fitted(false)!, both = fitted(true);
  if (informative(clusters.positives) < 2 || informative(clusters.negatives) < 2) {
    const none = { ci: null, unit: "subject", method: "none", reason: ONE_SUBJECT } as const;
    return {
      intercept: { value: alone.intercept, ...none },
      slope: both && { value: both.slope, ...none },
    };
  }
  const by = studentQuantile((1 + level) / 2, aucDegrees({ clusters })) *
    Math.sqrt(alone.variances[0]);
  const subjects = Math.min(
    effectiveSubjects(clusters.positives),
    effectiveSubjects(clusters.negatives),
  );
  return {
    intercept: {
      value: alone.intercept,
      ci: [alone.intercept - by, alone.intercept + by],
      unit: "subject",
      method: "jackknife-t",
      ...cautionOf(subjects, Infinity),
    },
    slope: both && slopeOf(model, both, subjects, level),
  };
}

/** What slopes are judged by. */
interface Model {
  logits: Float64Array;
  labels: ArrayLike<number>;
  clusters: Clusters;
}

/** Bounds are sought up to so many doublings away. */
const DOUBLINGS = 12;

function slopeOf(model: Model, fitted: Fit, subjects: number, level: number): Coefficient {
  const { clusters } = model;
  const degrees = aucDegrees({ clusters });
  const fewest = Math.min(informative(clusters.positives), informative(clusters.negatives));
  const { squares, variance } = slopeScore(model, fitted.slope, fitted.intercept);
  const found = designFactor({ squares, model: variance, degrees, fewest });
  const most = studentQuantile((1 + level) / 2, found.degrees) * Math.sqrt(found.factor);
  const bound = (direction: -1 | 1): number | null => {
    let near = fitted.intercept;
    // The score by how large it may be is 1 at the lower bound and -1 at the upper one.
    const excess = (slope: number) => {
      const { intercept, score, variance } = slopeScore(model, slope, near);
      near = intercept;
      return score / (most * Math.sqrt(variance)) + direction;
    };
    let inside = fitted.slope, step = Math.max(1, Math.abs(fitted.slope)) / 4;
    for (let doubling = 0; doubling < DOUBLINGS; doubling++, step *= 2) {
      const beyond = fitted.slope + direction * step, by = excess(beyond);
      if (!Number.isFinite(by)) return null;
      if (by * direction <= 0) return crossing(excess, [inside, beyond]);
      inside = beyond;
    }
    return null;
  };
  const { slope: value } = fitted;
  const low = bound(-1), high = bound(1);
  if (low === null) {
    const reason = "too few subjects to bound it";
    return { value, ci: null, unit: "subject", method: "none", reason };
  }
  const caution = cautionOf(subjects, carriersOf(squares, fewest));
  return { value, ci: [low, high], unit: "subject", method: "score", ...caution };
}

/**
 * The score of a supposed slope, the intercept being the one that fits it best: of the whole, each
 * subject's square, and the variance if a subject's slices were all right or all wrong together.
 */
function slopeScore({ logits, labels, clusters }: Model, slope: number, near: number) {
  const { of, count } = clusters;
  const g0 = new Float64Array(count), g1 = new Float64Array(count), h = new Float64Array(count);
  let intercept = near, h00 = 0, h01 = 0;
  for (let step = 0; step < STEPS; step++) {
    for (const part of [g0, g1, h]) part.fill(0);
    let sum = h00 = h01 = 0;
    for (let row = 0; row < logits.length; row++) {
      const x = logits[row]!, p = 1 / (1 + Math.exp(-(intercept + slope * x)));
      const off = (labels[row] === 1 ? 1 : 0) - p, weight = p * (1 - p), subject = of[row]!;
      g0[subject]! += off;
      g1[subject]! += off * x;
      h[subject]! += weight;
      sum += off;
      h00 += weight;
      h01 += weight * x;
    }
    const move = sum / h00;
    if (!(Math.abs(move) > 1e-10)) break;
    intercept += Math.max(-FARTHEST, Math.min(FARTHEST, move));
  }
  // The part of the slope's score that the intercept does not take up.
  const mean = h01 / h00, alike = new Float64Array(count);
  for (let row = 0; row < logits.length; row++) {
    const x = logits[row]!, p = 1 / (1 + Math.exp(-(intercept + slope * x)));
    alike[of[row]!]! += Math.abs(x - mean) * Math.sqrt(p * (1 - p));
  }
  let score = 0, variance = 0;
  const squares = g1.map((value, subject) => {
    const own = value - mean * g0[subject]!;
    score += own;
    variance += alike[subject]! ** 2;
    return own ** 2 / Math.max(1e-9, 1 - h[subject]! / h00);
  });
  return { intercept, score, squares, variance };
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
      const x = logits[row]!, p = 1 / (1 + Math.exp(-(intercept + slope * x)));
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
