import { rank } from "hemoleak/evaluate/auc/auc.ts";
import { bootstrapPairs } from "hemoleak/evaluate/auc/bootstrap.ts";
import { clusterPairs } from "hemoleak/evaluate/auc/cluster_pairs.ts";
import type { Clusters } from "hemoleak/evaluate/auc/clusters.ts";
import { delong, delongTest } from "hemoleak/evaluate/auc/delong.ts";
import { aucEstimands } from "hemoleak/evaluate/auc/estimands.ts";
import { clusteredAucOf, clusteredTest } from "hemoleak/evaluate/auc/obuchowski.ts";
import { averagePrecision } from "hemoleak/evaluate/curves/average_precision.ts";
import { curveIntervals } from "hemoleak/evaluate/curves/curve_intervals.ts";
import { rocCounts } from "hemoleak/evaluate/curves/roc_counts.ts";
import { partialAucOf } from "hemoleak/evaluate/auc/partial_auc.ts";
import type { Interval } from "hemoleak/evaluate/interval.ts";
import { brierInterval, calibration } from "hemoleak/evaluate/thresholds/calibration.ts";
import { confusion, type Rates, rates } from "hemoleak/evaluate/thresholds/confusion.ts";
import { decisionCurve } from "hemoleak/evaluate/thresholds/decision_curve.ts";
import { operatingPoint } from "hemoleak/evaluate/thresholds/operating_point.ts";
import {
  type Estimated,
  predictiveValues,
} from "hemoleak/evaluate/thresholds/predictive_values.ts";
import { rateIntervals } from "hemoleak/evaluate/thresholds/rate_intervals.ts";
import { type Coefficient, recalibration } from "hemoleak/evaluate/thresholds/recalibration.ts";
import { Random } from "hemoleak/random.ts";
import { simulated, simulatedShift } from "../../tests/evaluate/simulated.ts";
import { count, type Counts } from "./count.ts";
import { designName, type FullDesign } from "./designs.ts";
import { ACTING_FROM, logitOf, STATED_PREVALENCE, truthOf } from "./truth.ts";

/** Of one design: intervals by their names, and how often tests found what is not there. */
export interface Measured {
  samples: number;
  intervals: Record<string, Counts>;
  rejected: Record<string, number>;
}

/** Bootstraps are drawn up to so many subjects, to save time. */
const RESAMPLED_SUBJECTS = 74;
const REPLICATES = 500;

/** What takes long is made up to so many subjects, and in every so many samples, for the same reason. */
const SLOW_SUBJECTS = 74;
const SLOW = 8;

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
  const truths = truthOf(design), threshold = simulatedShift(design) / 2;
  for (let sample = 0; sample < samples; sample++) {
    const drawn = bothLabels(design, random);
    const scored = { ...drawn, ranking: rank(drawn.scores) };
    const pairs = clusterPairs(scored);
    const told = (name: string, value: number, interval: Interval, truth = truths[name]!) =>
      count(measured.intervals, name, value, interval, truth);
    const ofSlices = meanAuc(pairs.clusters, truths, false);
    const { auc, wald, ...clustered } = clusteredAucOf(pairs);
    told("AUC", auc, clustered, ofSlices);
    told("Obuchowski, z", auc, wald, ofSlices);
    told("DeLong, by slice", auc, delong(scored), ofSlices);
    if (design.subjects <= RESAMPLED_SUBJECTS && !quick) {
      const bootstrap = bootstrapPairs(scored, pairs, { random, replicates: REPLICATES });
      told("bootstrap", auc, bootstrap, ofSlices);
      told("BCa", auc, bootstrap.bca, ofSlices);
    }
    const { subjectWeighted } = aucEstimands(scored, pairs);
    const ofSubjects = meanAuc(pairs.clusters, truths, true);
    told("AUC, each subject once", subjectWeighted.auc, subjectWeighted, ofSubjects);
    const found = rates(confusion(scored, threshold));
    for (const [name, interval] of Object.entries(rateIntervals(scored, threshold))) {
      told(name, found[name as keyof Rates], interval);
    }
    const meant = predictiveValues(scored, threshold, { prevalences: [STATED_PREVALENCE] });
    told("NPV", meant.npv.value ?? 0, finite(meant.npv));
    const { positiveLikelihoodRatio: positive, negativeLikelihoodRatio: negative } = meant;
    told("likelihood ratio of positive", positive.value ?? Infinity, finite(positive));
    told("likelihood ratio of negative", negative.value ?? Infinity, finite(negative));
    const [stated] = meant.atPrevalence;
    told("PPV at a prevalence of 0.1", stated!.ppv.value ?? 1, finite(stated!.ppv));
    told("NPV at a prevalence of 0.1", stated!.npv.value ?? 0, finite(stated!.npv));
    const sensitivity = operatingPoint(scored, { specificity: 0.9 });
    told("sensitivity at 0.9", sensitivity.sensitivity, sensitivity);
    const specificity = operatingPoint(scored, { sensitivity: 0.9 });
    told("specificity at 0.9", specificity.specificity, specificity);
    const probable = probabilitiesOf(scored, design);
    told("Brier score", calibration(probable).brier, brierInterval(probable));
    const [acting] = decisionCurve(probable, { thresholds: [ACTING_FROM] });
    told("net benefit at 0.3", acting!.netBenefit, acting!);
    if (design.subjects <= SLOW_SUBJECTS && sample % SLOW === 0) {
      const { intercept, slope } = recalibration(probable);
      told("calibration intercept", intercept.value, finite(intercept));
      if (slope) told("calibration slope", slope.value, finite(slope));
      const areas = curveIntervals(scored, pairs), counts = rocCounts(scored);
      told("average precision", averagePrecision(scored), areas.averagePrecision);
      const part = partialAucOf(counts, { specificity: [0.9, 1] });
      told("partial AUC, specificity > 0.9", part.standardized, areas.partialSpecificity);
      const other = partialAucOf(counts, { sensitivity: [0.9, 1] });
      told("partial AUC, sensitivity > 0.9", other.standardized, areas.partialSensitivity);
    }

    const scores = otherScores(drawn, design, random);
    const other = { ...drawn, scores, ranking: rank(scores) };
    const { p, caution, reason } = clusteredTest(scored, other);
    reject(measured.rejected, "over subjects", p);
    if (caution === undefined && reason === undefined) {
      measured.rejected["without caution"] = (measured.rejected["without caution"] ?? 0) + 1;
      reject(measured.rejected, "over subjects, without caution", p);
    }
    reject(measured.rejected, "DeLong, by slice", delongTest(scored, other).p);
  }
  return measured;
}

/**
 * What the AUC of such subjects is on average: pairs of slices of one subject, whose effect they share,
 * are in order more often than others.
 */
function meanAuc(
  { positives, negatives }: Clusters,
  truths: Record<string, number>,
  eachOnce: boolean,
): number {
  let ofPositives = 0, ofNegatives = 0, within = 0;
  for (const [subject, positive] of positives.entries()) {
    const negative = negatives[subject]!;
    const p = eachOnce ? Math.min(1, positive) : positive;
    const n = eachOnce ? Math.min(1, negative) : negative;
    ofPositives += p;
    ofNegatives += n;
    within += p * n;
  }
  const share = within / (ofPositives * ofNegatives);
  return share * truths["AUC within"]! + (1 - share) * truths["AUC between"]!;
}

/** The scores as the probabilities that they are, so that nothing is to be calibrated. */
function probabilitiesOf({ scores, ...drawn }: Sample, design: FullDesign) {
  const logit = logitOf(design);
  return { ...drawn, scores: scores.map((score) => 1 / (1 + Math.exp(-logit(score)))) };
}

/** With bounds that may be compared where there is none. */
function finite({ ci, ...made }: Estimated | Coefficient): Interval {
  return { ...made, ci: [ci?.[0] ?? -Infinity, ci?.[1] ?? Infinity] };
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
