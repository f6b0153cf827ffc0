import { rank } from "hemoleak/evaluate/auc/auc.ts";
import { bootstrapPairs } from "hemoleak/evaluate/auc/bootstrap.ts";
import { clusterPairs } from "hemoleak/evaluate/auc/cluster_pairs.ts";
import { delong, delongTest } from "hemoleak/evaluate/auc/delong.ts";
import { aucEstimands } from "hemoleak/evaluate/auc/estimands.ts";
import { clusteredAucOf, clusteredTest } from "hemoleak/evaluate/auc/obuchowski.ts";
import type { Interval } from "hemoleak/evaluate/interval.ts";
import { confusion, type Rates, rates } from "hemoleak/evaluate/thresholds/confusion.ts";
import { operatingPoint } from "hemoleak/evaluate/thresholds/operating_point.ts";
import {
  type Estimated,
  predictiveValues,
} from "hemoleak/evaluate/thresholds/predictive_values.ts";
import { rateIntervals } from "hemoleak/evaluate/thresholds/rate_intervals.ts";
import { type Coefficient, recalibration } from "hemoleak/evaluate/thresholds/recalibration.ts";
import { Random } from "hemoleak/random.ts";
import { normalCdf, normalQuantile } from "hemoleak/statistics/normal.ts";
import { simulated, simulatedShift } from "../../tests/evaluate/simulated.ts";
import { designName, type FullDesign } from "./designs.ts";

/** What became of the intervals of one kind. */
export interface Count {
  samples: number;
  covered: number;
  /** Intervals that lie above the truth as a whole: the flattering misses. */
  above: number;
  /** Intervals that tell nothing. */
  none: number;
  width: number;
  /** Sums of the estimates and of their squares, for their true spread. */
  sum: number;
  squares: number;
}

/** Of one design: intervals by their names, and how often tests found what is not there. */
export interface Measured {
  samples: number;
  intervals: Record<string, Count>;
  rejected: Record<string, number>;
}

/** Bootstraps are drawn up to so many subjects, to save time. */
const RESAMPLED_SUBJECTS = 74;
const REPLICATES = 500;

/** Calibration is fitted up to so many subjects, and in every so many samples, for the same reason. */
const CALIBRATED_SUBJECTS = 74;
const CALIBRATED = 4;

/**
 * Draws so many samples of a design and judges each in every way.
 *
 * @param quick Without bootstraps, which take most of the time.
 */
export function measure(
  design: FullDesign,
  samples: number,
  batch: number,
  quick = false,
): Measured {
  const random = new Random(designName(design), batch);
  const measured: Measured = { samples, intervals: {}, rejected: {} };
  const truth = truthOf(design);
  for (let sample = 0; sample < samples; sample++) {
    const drawn = bothLabels(design, random);
    const scored = { ...drawn, ranking: rank(drawn.scores) };
    const pairs = clusterPairs(scored);
    const { auc, wald, ...clustered } = clusteredAucOf(pairs);
    const count = (name: string, value: number, interval: Interval, of = truth[name]!) =>
      add(measured.intervals, name, value, interval, of);
    count("AUC", auc, clustered);
    count("Obuchowski, z", auc, wald, design.auc);
    count("DeLong, by slice", auc, delong(scored), design.auc);
    if (design.subjects <= RESAMPLED_SUBJECTS && !quick) {
      const bootstrap = bootstrapPairs(scored, pairs, { random, replicates: REPLICATES });
      count("bootstrap", auc, bootstrap, design.auc);
      count("BCa", auc, bootstrap.bca, design.auc);
    }
    const threshold = simulatedShift(design) / 2;
    const found = rates(confusion(scored, threshold));
    for (const [name, interval] of Object.entries(rateIntervals(scored, threshold))) {
      count(name, found[name as keyof Rates], interval);
    }
    const meant = predictiveValues(scored, threshold);
    count("NPV", meant.npv.value ?? 0, finite(meant.npv));
    const { positiveLikelihoodRatio: positive, negativeLikelihoodRatio: negative } = meant;
    count("likelihood ratio of positive", positive.value ?? Infinity, finite(positive));
    count("likelihood ratio of negative", negative.value ?? Infinity, finite(negative));
    const { subjectWeighted } = aucEstimands(scored, pairs);
    count("AUC, each subject once", subjectWeighted.auc, subjectWeighted);
    if (design.subjects <= CALIBRATED_SUBJECTS && sample % CALIBRATED === 0) {
      const { intercept, slope } = recalibration(probabilitiesOf(drawn, design));
      if (intercept.ci) count("calibration intercept", intercept.value, finite(intercept));
      if (slope?.ci) count("calibration slope", slope.value, finite(slope));
    }
    const sensitivity = operatingPoint(scored, { specificity: 0.9 });
    count("sensitivity at 0.9", sensitivity.sensitivity, sensitivity);
    const specificity = operatingPoint(scored, { sensitivity: 0.9 });
    count("specificity at 0.9", specificity.specificity, specificity);

    const other = { ...drawn, scores: otherScores(drawn, design, random) };
    reject(measured.rejected, "over subjects", clusteredTest(scored, other).p);
    reject(measured.rejected, "DeLong, by slice", delongTest(scored, other).p);
  }
  return measured;
}

/** The true values, at the threshold halfway between the labels' means. */
function truthOf(design: FullDesign): Record<string, number> {
  const shift = simulatedShift(design), right = normalCdf(shift / 2);
  const positive = design.prevalence * (design.labels === "mixed" ? 0.5 : 1);
  const at90 = normalCdf(shift - normalQuantile(0.9));
  return {
    AUC: design.auc,
    ...rates({
      truePositive: positive * right,
      falseNegative: positive * (1 - right),
      trueNegative: (1 - positive) * right,
      falsePositive: (1 - positive) * (1 - right),
    }),
    "sensitivity at 0.9": at90,
    "specificity at 0.9": at90,
    NPV: (1 - positive) * right / ((1 - positive) * right + positive * (1 - right)),
    "likelihood ratio of positive": right / (1 - right),
    "likelihood ratio of negative": (1 - right) / right,
    "AUC, each subject once": design.auc,
    "calibration intercept": 0,
    "calibration slope": 1,
  };
}

/** The scores as the probabilities that they are, so that nothing is to be calibrated. */
function probabilitiesOf({ scores, ...drawn }: Sample, design: FullDesign) {
  const shift = simulatedShift(design);
  const positive = design.prevalence * (design.labels === "mixed" ? 0.5 : 1);
  const odds = Math.log(positive / (1 - positive)) - shift ** 2 / 2;
  return { ...drawn, scores: scores.map((score) => 1 / (1 + Math.exp(-(shift * score + odds)))) };
}

/** With bounds that may be compared where there is none. */
function finite({ ci, unit, method }: Estimated | Coefficient): Interval {
  return { ci: [ci?.[0] ?? -Infinity, ci?.[1] ?? Infinity], unit, method };
}

function add(
  intervals: Record<string, Count>,
  name: string,
  value: number,
  { ci: [low, high], method }: Interval,
  truth: number,
): void {
  const count = intervals[name] ??= {
    samples: 0,
    covered: 0,
    above: 0,
    none: 0,
    width: 0,
    sum: 0,
    squares: 0,
  };
  count.samples++;
  // Rounding must not decide where a bound is the truth itself, as 1 may be.
  if (low <= truth + 1e-12 && truth - 1e-12 <= high) count.covered++;
  else if (low > truth) count.above++;
  if (method === "none") count.none++;
  count.width += high - low;
  count.sum += value;
  count.squares += value ** 2;
}

function reject(rejected: Record<string, number>, name: string, p: number | null): void {
  rejected[name] = (rejected[name] ?? 0) + ((p ?? 1) < 0.05 ? 1 : 0);
}

type Sample = ReturnType<typeof simulated>;

function bothLabels(design: FullDesign, random: Random): Sample {
  for (;;) {
    const drawn = simulated(random, design);
    if (drawn.labels.includes(1) && drawn.labels.includes(0)) return drawn;
  }
}

/** Of a second, equally good classifier, with half of the first's noise and half of its own. */
function otherScores({ scores, labels, subjects }: Sample, design: FullDesign, random: Random) {
  const shift = simulatedShift(design);
  const effects = Array.from(
    { length: design.subjects },
    () => random.normal(0, Math.sqrt(design.correlation)),
  );
  return scores.map((score, row) => {
    const noise = effects[subjects[row]!]! + random.normal(0, Math.sqrt(1 - design.correlation));
    const own = score - labels[row]! * shift;
    return labels[row]! * shift + (own + noise) * Math.SQRT1_2;
  });
}
