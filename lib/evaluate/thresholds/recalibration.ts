import { exp, log } from "../../elementary.ts";
import { PredictionsError } from "../../error.ts";
import { crossing } from "../../statistics/crossing.ts";
import { carriersOf, designFactor, wideningOf } from "../../statistics/design_factor.ts";
import { studentQuantile } from "../../statistics/student_t.ts";
import { effectiveSubjects, sideDegrees } from "../../statistics/weighted_subjects.ts";
import { type ClusteredScores, type Clusters, clustersOf, informative } from "../auc/clusters.ts";
import { cautionOf } from "../caution.ts";
import { assertLevel, type Interval, ONE_SUBJECT } from "../interval.ts";
import { areProbabilities } from "./probabilities.ts";

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
 * Their intervals hold all values whose score test over subjects does not reject them (`score`). Of scores
 * that separate labels nearly perfectly the estimated slope is far too high and its error says nothing of
 * it, but the supposed slope says how often a subject is wrong. The variance is that of subjects whose
 * slices are all right or all wrong, as probable as the supposed value has it, times the factor by which,
 * at the estimate, the subjects' scores are seen to be another ({@linkcode designFactor}, each square
 * divided by 1 - the subject's share of the information as for `CR2`).
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
  const logits = Float64Array.from(scored.scores as ArrayLike<number>, (score) => {
    const inside = Math.min(1 - NEAREST, Math.max(NEAREST, score));
    return log(inside / (1 - inside));
  });
  const model: Model = { logits, labels: scored.labels, clusters };
  const { intercept: alone } = fittedIntercept(model, 1, 0), both = fit(model);
  if (informative(clusters.positives) < 2 || informative(clusters.negatives) < 2) {
    const none = { ci: null, unit: "subject", method: "none", reason: ONE_SUBJECT } as const;
    return {
      intercept: { value: alone, ...none },
      slope: both && { value: both.slope, ...none },
    };
  }
  return {
    intercept: coefficient(alone, (value) => scoreOf(model, value, 1, null), clusters, level),
    slope: both && slopeOf(model, both, level),
  };
}

/** What coefficients are judged by. */
interface Model {
  logits: Float64Array;
  labels: ArrayLike<number>;
  clusters: Clusters;
}

/** Bounds are sought up to so many doublings away. */
const DOUBLINGS = 12;

function slopeOf(model: Model, fitted: Fit, level: number): Coefficient {
  let near = { intercept: fitted.intercept, mean: 0 }, at = fitted.slope;
  const scoreAt = (slope: number) => {
    // The intercept goes down by the mean logit as the slope goes up by 1.
    near = fittedIntercept(model, slope, near.intercept - near.mean * (slope - at));
    at = slope;
    return scoreOf(model, near.intercept, slope, near.mean);
  };
  return coefficient(fitted.slope, scoreAt, model.clusters, level);
}

/** A coefficient with the interval of all values that the score does not reject. */
function coefficient(
  value: number,
  scoreAt: (value: number) => Score,
  clusters: Clusters,
  level: number,
): Coefficient {
  const degrees = sideDegrees([clusters.positives, clusters.negatives]);
  const fewest = Math.min(informative(clusters.positives), informative(clusters.negatives));
  const { squares, variance } = scoreAt(value);
  const found = designFactor({ squares, model: variance, degrees, fewest });
  const quantile = studentQuantile((1 + level) / 2, found.degrees);
  const most = quantile * Math.sqrt(found.factor);
  const bound = (direction: -1 | 1): number | null => {
    // The score by how large it may be is 1 at the lower bound and -1 at the upper one.
    const excess = (supposed: number) => {
      const { score, variance } = scoreAt(supposed);
      return score / (most * Math.sqrt(variance)) + direction;
    };
    let inside = value, step = Math.max(1, Math.abs(value)) / 4;
    for (let doubling = 0; doubling < DOUBLINGS; doubling++, step *= 2) {
      const beyond = value + direction * step, by = excess(beyond);
      if (!Number.isFinite(by)) return null;
      if (by * direction <= 0) return crossing(excess, [inside, beyond]);
      inside = beyond;
    }
    return null;
  };
  const low = bound(-1), high = bound(1);
  if (low === null) {
    const reason = "too few subjects to bound it";
    return { value, ci: null, unit: "subject", method: "none", reason };
  }
  const subjects = Math.min(
    effectiveSubjects(clusters.positives),
    effectiveSubjects(clusters.negatives),
  );
  const carriers = carriersOf(squares, fewest), widening = wideningOf(found, quantile, level);
  const caution = cautionOf({ subjects, degrees, carriers, widening });
  return { value, ci: [low, high], unit: "subject", method: "score", ...caution };
}

interface Score {
  score: number;
  /** What each subject adds to its variance. */
  squares: Float64Array;
  /** The variance if a subject's slices were all right or all wrong together. */
  variance: number;
}

/** The intercept that fits a supposed slope best, by Newton's method, and the mean logit that it weighs. */
function fittedIntercept({ logits, labels }: Model, slope: number, near: number) {
  let intercept = near, mean = 0;
  for (let step = 0; step < STEPS; step++) {
    let sum = 0, information = 0, weighed = 0;
    for (let row = 0; row < logits.length; row++) {
      const p = 1 / (1 + exp(-(intercept + slope * logits[row]!))), weight = p * (1 - p);
      sum += (labels[row] === 1 ? 1 : 0) - p;
      information += weight;
      weighed += weight * logits[row]!;
    }
    mean = weighed / information;
    const move = sum / information;
    intercept += Math.max(-FARTHEST, Math.min(FARTHEST, move));
    // Newton's next step would be of the order of this one's square.
    if (!(Math.abs(move) > 1e-6)) break;
  }
  return { intercept, mean };
}

/**
 * The score of supposed coefficients: the intercept's or, of the slope, that part which the intercept does
 * not take up.
 *
 * @param mean Of the logits, as the intercept weighs them; null for the intercept's score.
 */
function scoreOf(
  { logits, labels, clusters: { of, count } }: Model,
  intercept: number,
  slope: number,
  mean: number | null,
): Score {
  const scores = new Float64Array(count), alike = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let row = 0; row < logits.length; row++) {
    const x = logits[row]!, p = 1 / (1 + exp(-(intercept + slope * x))), weight = p * (1 - p);
    const by = mean === null ? 1 : x - mean, subject = of[row]!;
    scores[subject]! += ((labels[row] === 1 ? 1 : 0) - p) * by;
    alike[subject]! += Math.abs(by) * Math.sqrt(weight);
    weights[subject]! += weight;
  }
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const information = total(weights);
  return {
    score: total(scores),
    squares: scores.map((value, subject) =>
      value ** 2 / Math.max(1e-9, 1 - weights[subject]! / information)
    ),
    variance: total(alike.map((value) => value ** 2)),
  };
}

interface Fit {
  intercept: number;
  slope: number;
}

/** Both coefficients by Newton's method; null where it leads to no end. */
function fit({ logits, labels }: Model): Fit | null {
  let intercept = 0, slope = 1;
  for (let step = 0; step < STEPS; step++) {
    let g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0;
    for (let row = 0; row < logits.length; row++) {
      const x = logits[row]!, p = 1 / (1 + exp(-(intercept + slope * x)));
      const off = (labels[row] === 1 ? 1 : 0) - p, weight = p * (1 - p);
      g0 += off;
      g1 += off * x;
      h00 += weight;
      h01 += weight * x;
      h11 += weight * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    const moves = [
      (h11 * g0 - h01 * g1) / determinant,
      (h00 * g1 - h01 * g0) / determinant,
    ] as const;
    intercept += Math.max(-FARTHEST, Math.min(FARTHEST, moves[0]));
    slope += Math.max(-FARTHEST, Math.min(FARTHEST, moves[1]));
    if (!Number.isFinite(intercept) || !Number.isFinite(slope)) return null;
    if (Math.max(...moves.map(Math.abs)) <= 1e-10) return { intercept, slope };
  }
  return null;
}
