/**
 * How often 95 % intervals of the AUC hold the true value, and paired tests reject where there is
 * nothing to find, when the slices of a subject are much alike.
 *
 *     deno task bench:coverage [samples]
 *
 * Normal scores with a known AUC (tests/evaluate/simulated.ts): 10-40 slices per subject that have 80 % of
 * their variance in common, 42 % of the subjects diseased, either with all slices positive ("subject")
 * or with 20-80 % of them ("mixed"). Samples with a single subject of a label count as covered, with
 * an interval of [0, 1]. With 2,000 samples a coverage of 95 % comes out within 94.0-96.0.
 *
 * 2,000 samples, 3 minutes: coverage at 20, 74 and 200 subjects, the areas from 0.6 to 0.9.
 *
 * | labels     | subjects | DeLong    | Obuchowski, z | percentile | BCa       | logit jackknife |
 * | ---------- | -------- | --------- | ------------- | ---------- | --------- | --------------- |
 * | by subject | 20       | 31-33 %   | 82-91 %       | 85-93 %    | 89-95 %   | 96.6-96.9 %     |
 * | by subject | 74       | 32-34 %   | 91-94 %       | 92-95 %    | 94-96 %   | 95.8-96.1 %     |
 * | by subject | 200      | 32-33 %   | 92-95 %       | 93-95 %    | 94-95 %   | 95.3-95.8 %     |
 * | mixed      | 20       | 38-44 %   | 79-89 %       | 82-91 %    | 88-92 %   | 94.3-95.1 %     |
 * | mixed      | 74       | 39-45 %   | 90-93 %       | 91-93 %    | 93-94 %   | 94.6-95.0 %     |
 * | mixed      | 200      | 42-46 %   | 93-95 %       | 93-95 %    | 93-95 %   | 94.4-95.3 %     |
 *
 * Of two equally good classifiers, DeLong's test found one better (p < 0.05) in 56-69 % of the samples,
 * Obuchowski's by z in 4.8-7.0 %, by Student's t in 3.9-5.5 %.
 *
 * Differences of the AUCs of subjects apart, 1,000 samples: by MOVER, which is in use, 93.5-98 % with 20
 * subjects or more on either side and 95-100 % with 8 or 10 on one; -+ z of Obuchowski's errors 77-95 %.
 *
 * @module
 */
import { rank } from "hemoleak/evaluate/auc/auc.ts";
import { bootstrapPairs } from "hemoleak/evaluate/auc/bootstrap.ts";
import { clusterPairs } from "hemoleak/evaluate/auc/cluster_pairs.ts";
import { delong, delongTest } from "hemoleak/evaluate/auc/delong.ts";
import { clusteredAucOf, clusteredTest } from "hemoleak/evaluate/auc/obuchowski.ts";
import { unpairedDifference } from "hemoleak/evaluate/auc/unpaired_difference.ts";
import { Random } from "hemoleak/random.ts";
import { waldInterval } from "hemoleak/statistics/wald_interval.ts";
import { type Design, simulated, simulatedShift } from "../tests/evaluate/simulated.ts";

const SUBJECTS = [20, 74, 200];
const AREAS = [0.6, 0.75, 0.9];
const LABELS = ["by subject", "mixed"] as const;
const METHODS = ["DeLong", "Obuchowski, z", "percentile", "BCa", "logit jackknife"] as const;
const REPLICATES = 500;

type Coverage = Record<typeof METHODS[number], { covered: number; width: number }>;

/** How often each interval holds the true AUC, and how wide it is on average. */
function coverageOf(design: Design, samples: number, random: Random): Coverage {
  const counts = Object.fromEntries(
    METHODS.map((method) => [method, { covered: 0, width: 0 }]),
  ) as Coverage;
  for (let sample = 0; sample < samples; sample++) {
    const drawn = bothLabels(design, random);
    const scored = { ...drawn, ranking: rank(drawn.scores) };
    const pairs = clusterPairs(scored);
    const bootstrap = bootstrapPairs(scored, pairs, { random, replicates: REPLICATES });
    const clustered = clusteredAucOf(pairs);
    const intervals = [delong(scored), clustered.wald, bootstrap, bootstrap.bca, clustered];
    intervals.forEach(({ ci: [low, high] }, i) => {
      const count = counts[METHODS[i]!];
      if (low <= design.auc && design.auc <= high) count.covered += 1 / samples;
      count.width += (high - low) / samples;
    });
  }
  return counts;
}

/** How often a test finds a difference at p < 0.05 between two classifiers that are equally good. */
function rejections(design: Design, samples: number, random: Random) {
  const found = { delong: 0, z: 0, student: 0 };
  for (let sample = 0; sample < samples; sample++) {
    const first = bothLabels(design, random);
    // The second has half of the first's noise and half of its own, over subjects and over slices.
    const second = { ...first, scores: otherScores(first, design, random) };
    const clustered = clusteredTest(first, second);
    if ((delongTest(first, second).p ?? 1) < 0.05) found.delong += 1 / samples;
    if ((clustered.p ?? 1) < 0.05) found.z += 1 / samples;
    if ((clustered.student?.p ?? 1) < 0.05) found.student += 1 / samples;
  }
  return found;
}

/** How often an interval holds the true difference of the AUCs of two groups of subjects. */
function differencesCovered(designs: [Design, Design], samples: number, random: Random) {
  const truth = designs[0].auc - designs[1].auc;
  const covered = { mover: 0, wald: 0 };
  for (let sample = 0; sample < samples; sample++) {
    const [a, b] = designs.map((design) =>
      clusteredAucOf(clusterPairs(bothLabels(design, random)))
    );
    const mover = unpairedDifference({ ...a!, value: a!.auc }, { ...b!, value: b!.auc }).ci;
    // As above: nothing known is [-1, 1].
    const wald = a!.variance === null || b!.variance === null
      ? [-1, 1] as const
      : waldInterval(a!.auc - b!.auc, a!.variance + b!.variance, { range: [-1, 1] });
    if (mover[0] <= truth && truth <= mover[1]) covered.mover += 1 / samples;
    if (wald[0] <= truth && truth <= wald[1]) covered.wald += 1 / samples;
  }
  return covered;
}

type Sample = ReturnType<typeof simulated>;

function otherScores({ scores, labels, subjects }: Sample, design: Design, random: Random) {
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

function bothLabels(design: Design, random: Random): Sample {
  for (;;) {
    const drawn = simulated(random, design);
    if (drawn.labels.includes(1) && drawn.labels.includes(0)) return drawn;
  }
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const samples = Number(Deno.args[0] ?? 2000);
console.log(`${samples} samples a row; coverage (mean width)\n`);
console.log(`| subjects | labels | AUC | ${METHODS.join(" | ")} |`);
console.log(`|---|---|---|${METHODS.map(() => "---|").join("")}`);
for (const subjects of SUBJECTS) {
  for (const labels of LABELS) {
    for (const auc of AREAS) {
      const design = { subjects, auc, correlation: 0.8, labels };
      const coverage = coverageOf(design, samples, new Random(subjects, labels, 1000 * auc));
      const cells = METHODS.map((method) => {
        const { covered, width } = coverage[method];
        return `${percent(covered)} (${width.toFixed(2)})`;
      });
      console.log(`| ${subjects} | ${labels} | ${auc} | ${cells.join(" | ")} |`);
    }
  }
}
console.log(`\nTwo equally good classifiers, AUC 0.75: how often p < 0.05\n`);
console.log(
  "| subjects | labels | DeLong | Obuchowski, z | Obuchowski, t |\n|---|---|---|---|---|",
);
for (const subjects of SUBJECTS) {
  for (const labels of LABELS) {
    const design = { subjects, auc: 0.75, correlation: 0.8, labels };
    const found = rejections(design, samples, new Random(subjects, labels, "paired"));
    const cells = [found.delong, found.z, found.student].map(percent);
    console.log(`| ${subjects} | ${labels} | ${cells.join(" | ")} |`);
  }
}

console.log(`\nThe difference of the AUCs of subjects apart: coverage\n`);
console.log("| subjects | labels | AUCs | MOVER | Obuchowski, z |\n|---|---|---|---|---|");
for (const sides of [[8, 8], [50, 8], [20, 20], [74, 10], [74, 74]] as const) {
  for (const labels of LABELS) {
    for (const areas of [[0.75, 0.75], [0.95, 0.7]] as const) {
      const design = (side: 0 | 1): Design => ({
        subjects: sides[side],
        auc: areas[side],
        correlation: 0.8,
        labels,
      });
      const random = new Random(...sides, ...areas, labels);
      const covered = differencesCovered([design(0), design(1)], samples, random);
      const cells = [covered.mover, covered.wald].map(percent);
      console.log(
        `| ${sides.join(", ")} | ${labels} | ${areas.join(", ")} | ${cells.join(" | ")} |`,
      );
    }
  }
}
