/**
 * How often the 95 % intervals of `evaluate` hold the true value where subjects are not as in
 * `bench/statistics_coverage.ts`: effects askew or with long tails, diseased subjects that look healthy,
 * stacks whose size goes with the disease and the score.
 *
 *     deno run -A bench/other_effects_coverage.ts [samples]
 *
 * No formula has the true values: they are the means of the estimates over all samples of a design. With
 * 1,000 samples (the default) a coverage of 95 % comes out within 93.6-96.4. `docs/statistics.md` has the
 * table.
 *
 * @module
 */
import { rank } from "hemoleak/evaluate/auc/auc.ts";
import { clusterPairs } from "hemoleak/evaluate/auc/cluster_pairs.ts";
import { aucEstimands } from "hemoleak/evaluate/auc/estimands.ts";
import { clusteredAucOf } from "hemoleak/evaluate/auc/obuchowski.ts";
import type { Interval } from "hemoleak/evaluate/interval.ts";
import { confusion, type Rates, rates } from "hemoleak/evaluate/thresholds/confusion.ts";
import { rateIntervals } from "hemoleak/evaluate/thresholds/rate_intervals.ts";
import { Random } from "hemoleak/random.ts";
import { simulatedShift } from "../tests/evaluate/simulated.ts";
import {
  type Count,
  count,
  type Counts,
  coverage,
  excessWidth,
  sumOfCounts,
} from "./coverage/count.ts";
import { meanOf } from "./coverage/coverage_row.ts";

/** A subject before its slices are drawn. */
interface Subject {
  slices: number;
  /** Of variance 1 over subjects, where the cohort does not say otherwise. */
  effect: number;
  /** Whether its positive slices look as they do in others. */
  visible: boolean;
}

const median20 = (random: Random) => within(20 * Math.exp(random.normal(0, 1)));
const within = (slices: number) => Math.max(1, Math.min(500, Math.round(slices)));

/** How subjects of a cohort are drawn, by what is unlike the normal effects of the other benchmark. */
const COHORTS: Record<string, (random: Random, diseased: boolean) => Subject> = {
  "askew: exponential": (random) => ({
    slices: median20(random),
    effect: -Math.log(1 - random.uniform(0, 1)) - 1,
    visible: true,
  }),
  "long tails: Student's t, 3 degrees of freedom": (random) => {
    const squares = [0, 0, 0].reduce((sum) => sum + random.normal(0, 1) ** 2, 0);
    return {
      slices: median20(random),
      effect: random.normal(0, 1) / Math.sqrt(squares),
      visible: true,
    };
  },
  "one in ten diseased looks healthy": (random, diseased) => ({
    slices: median20(random),
    effect: random.normal(0, 1),
    visible: !(diseased && random.bool(0.1)),
  }),
  "the diseased vary more, threefold": (random, diseased) => ({
    slices: median20(random),
    effect: random.normal(0, diseased ? 1.5 : 0.5),
    visible: true,
  }),
  "larger stacks, higher scores, twice as large of the diseased": (random, diseased) => {
    const size = random.normal(0, 1), own = random.normal(0, 1);
    return {
      slices: within((diseased ? 40 : 20) * Math.exp(size)),
      effect: (size + own) * Math.SQRT1_2,
      visible: true,
    };
  },
};

const SUBJECTS = [20, 74, 200];
const CORRELATIONS = [0.3, 0.8], AUCS = [0.75, 0.9, 0.97], PREVALENCES = [0.2, 0.5];
const LABELS = ["by subject", "mixed"] as const;

interface Design {
  subjects: number;
  auc: number;
  correlation: number;
  prevalence: number;
  labels: (typeof LABELS)[number];
}

/** All designs of so many subjects. */
function designsOf(subjects: number): Design[] {
  return PREVALENCES.flatMap((prevalence) =>
    LABELS.flatMap((labels) =>
      AUCS.flatMap((auc) =>
        CORRELATIONS.map((correlation) => ({ subjects, auc, correlation, prevalence, labels }))
      )
    )
  );
}

function draw(random: Random, cohort: string, design: Design) {
  const { correlation, prevalence, labels } = design, shift = simulatedShift(design);
  const scores: number[] = [], labelOf: number[] = [], subjects: number[] = [];
  for (let subject = 0; subject < design.subjects; subject++) {
    const diseased = random.bool(prevalence);
    const { slices, effect, visible } = COHORTS[cohort]!(random, diseased);
    const positive = labels === "mixed" ? random.uniform(0.2, 0.8) : 1;
    for (let slice = 0; slice < slices; slice++) {
      const label = diseased && random.bool(positive) ? 1 : 0;
      const noise = random.normal(0, Math.sqrt(1 - correlation));
      labelOf.push(label);
      subjects.push(subject);
      scores.push((visible ? label * shift : 0) + effect * Math.sqrt(correlation) + noise);
    }
  }
  return { scores: Float64Array.from(scores), labels: Uint8Array.from(labelOf), subjects };
}

interface Estimate {
  value: number;
  interval: Interval;
}

/** What `evaluate` says of a sample, rates at the threshold halfway between the labels' means. */
function judge(drawn: ReturnType<typeof draw>, threshold: number): Record<string, Estimate> {
  const scored = { ...drawn, ranking: rank(drawn.scores) }, pairs = clusterPairs(scored);
  const { auc, ...clustered } = clusteredAucOf(pairs);
  const { subjectWeighted } = aucEstimands(scored, pairs);
  const found = rates(confusion(scored, threshold));
  const intervals = rateIntervals(scored, threshold);
  const told = (name: keyof Rates & keyof typeof intervals) => ({
    value: found[name],
    interval: intervals[name],
  });
  return {
    AUC: { value: auc, interval: clustered },
    "AUC, each subject once": { value: subjectWeighted.auc, interval: subjectWeighted },
    accuracy: told("accuracy"),
    recall: told("recall"),
    specificity: told("specificity"),
    precision: told("precision"),
  };
}

/** Of a design, the intervals by their names. */
function measure(cohort: string, design: Design, samples: number): Record<string, Counts> {
  const random = new Random(cohort, JSON.stringify(design));
  const estimates: Record<string, Estimate[]> = {};
  for (let sample = 0; sample < samples;) {
    const drawn = draw(random, cohort, design);
    if (!drawn.labels.includes(1) || !drawn.labels.includes(0)) continue;
    for (const [name, estimate] of Object.entries(judge(drawn, simulatedShift(design) / 2))) {
      (estimates[name] ??= []).push(estimate);
    }
    sample++;
  }
  const counts: Record<string, Counts> = {};
  for (const [name, all] of Object.entries(estimates)) {
    const truth = meanOf(all.map(({ value }) => value));
    for (const { value, interval } of all) count(counts, name, value, interval, truth);
  }
  return counts;
}

/** In the least design and on average, and the width. */
function cell(counts: readonly Count[]): string {
  const shares = counts.map((each) => 100 * coverage(each)),
    width = meanOf(counts.map(excessWidth));
  return `${Math.min(...shares).toFixed(1)}, ${meanOf(shares).toFixed(1)} (${width.toFixed(1)})`;
}

const samples = Number(Deno.args[0] ?? 1000);
for (const cohort of Object.keys(COHORTS)) {
  for (const subjects of SUBJECTS) {
    const designs = designsOf(subjects).map((design) => measure(cohort, design, samples));
    const cells = Object.keys(designs[0]!).map((name) =>
      `${name} ${cell(designs.map((each) => sumOfCounts(Object.values(each[name]!))))}`
    );
    console.log(["", cohort, subjects, ...cells, ""].join(" | ").trim());
  }
}
