import assert from "node:assert/strict";
import fc from "fast-check";
import { auc } from "hemoleak/evaluate/auc/auc.ts";
import { clusterPairs } from "hemoleak/evaluate/auc/cluster_pairs.ts";
import { aucEstimands } from "hemoleak/evaluate/auc/estimands.ts";
import { clusteredAuc } from "hemoleak/evaluate/auc/obuchowski.ts";
import { partialAuc } from "hemoleak/evaluate/auc/partial_auc.ts";
import { plannedPrecision } from "hemoleak/evaluate/auc/precision_planning.ts";
import { averagePrecision } from "hemoleak/evaluate/curves/average_precision.ts";
import { curveIntervals } from "hemoleak/evaluate/curves/curve_intervals.ts";
import { scoreInterval } from "hemoleak/statistics/score_interval.ts";
import { Random } from "hemoleak/random.ts";
import { anyClustered } from "../any_scored.ts";
import { near, sameBounds } from "../near.ts";
import { simulated } from "../simulated.ts";

Deno.test("the estimands by their definitions, from all pairs", () => {
  fc.assert(fc.property(anyClustered, (scored) => {
    const { scores, labels, subjects } = scored;
    const rows = [...scores.keys()];
    const positives = rows.filter((row) => labels[row] === 1);
    const negatives = rows.filter((row) => labels[row] === 0);
    const sizeOf = (row: number, of: number[]) =>
      of.filter((other) => subjects[other] === subjects[row]).length;
    const pairs = positives.flatMap((x) =>
      negatives.map((y) => ({
        won: scores[x]! > scores[y]! ? 1 : scores[x] === scores[y] ? 0.5 : 0,
        weight: 1 / (sizeOf(x, positives) * sizeOf(y, negatives)),
        within: subjects[x] === subjects[y],
      }))
    );
    const mean = (of: typeof pairs, weightOf = (_: typeof pairs[number]) => 1) =>
      of.reduce((sum, pair) => sum + pair.won * weightOf(pair), 0) /
      of.reduce((sum, pair) => sum + weightOf(pair), 0);
    const { subjectWeighted, between, within } = aucEstimands(scored, clusterPairs(scored));
    near(subjectWeighted.auc, mean(pairs, ({ weight }) => weight), 1e-12);
    const apart = pairs.filter((pair) => !pair.within),
      inside = pairs.filter((pair) => pair.within);
    if (apart.length === 0) assert.equal(between, null);
    else near(between!, mean(apart), 1e-12);
    if (inside.length === 0) assert.equal(within, null);
    else near(within!, mean(inside), 1e-12);
    const [low, high] = subjectWeighted.ci;
    assert.ok(low <= subjectWeighted.auc + 1e-12 && subjectWeighted.auc <= high + 1e-12);
  }));
});

Deno.test("where all stacks are alike, subjects and slices give one AUC and one interval", () => {
  const design = { subjects: 30, auc: 0.8, correlation: 0.5, labels: "by subject" } as const;
  const scored = simulated(new Random(1), { ...design, sizes: "equal" });
  const { subjectWeighted } = aucEstimands(scored, clusterPairs(scored));
  const { auc: area, ci } = clusteredAuc(scored);
  near(subjectWeighted.auc, area, 1e-12);
  sameBounds(subjectWeighted.ci, ci);
});

Deno.test("a perfect AUC of subjects has the score interval, whatever rounding leaves of their weights", () => {
  // Ten diseased subjects with positives and negatives, ten without: weights of thirds and sevenths.
  const scores: number[] = [], labels: number[] = [], subjects: number[] = [];
  for (let subject = 0; subject < 20; subject++) {
    for (let slice = 0; slice < 3 + subject % 7; slice++) {
      const label = subject % 2 === 0 && slice > 1 ? 1 : 0;
      scores.push(label * 100 + subject + slice / 10);
      labels.push(label);
      subjects.push(subject);
    }
  }
  const scored = { scores, labels, subjects };
  const { subjectWeighted } = aucEstimands(scored, clusterPairs(scored));
  near(subjectWeighted.auc, 1, 1e-12);
  assert.equal(subjectWeighted.caution, "no subject makes an error");
  near(subjectWeighted.ci[0], scoreInterval(1, 10, 20)[0], 1e-9);
  assert.ok(subjectWeighted.ci[0] < 0.9, `${subjectWeighted.ci}`);
});

Deno.test("so many subjects as are planned have an interval as narrow as planned", () => {
  const scored = simulated(new Random(4), {
    subjects: 40,
    auc: 0.8,
    correlation: 0.5,
    labels: "mixed",
  });
  const pairs = clusterPairs(scored);
  const [wide, narrow] = plannedPrecision(pairs, [0.05, 0.025]);
  // A quarter of the variance takes about four times as many, less what few subjects need beside.
  assert.ok(narrow!.subjects! > 3.5 * wide!.subjects! && narrow!.subjects! < 4.3 * wide!.subjects!);
  // The same subjects, again and again, until there are as many.
  const times = Math.round(wide!.subjects! / 40);
  const rows = Array.from({ length: times }, (_, time) => time).flatMap((time) =>
    [...scored.labels.keys()].map((row) => ({ row, subject: scored.subjects[row]! + 40 * time }))
  );
  const { ci: [low, high] } = clusteredAuc({
    scores: rows.map(({ row }) => scored.scores[row]!),
    labels: rows.map(({ row }) => scored.labels[row]!),
    subjects: rows.map(({ subject }) => subject),
  });
  near((high - low) / 2, 0.05, 0.006);
  const one = clusterPairs({ scores: [1, 2, 3], labels: [0, 1, 0], subjects: [0, 1, 2] });
  assert.deepEqual(plannedPrecision(one, [0.1]), [{ halfWidth: 0.1, subjects: null }]);
});

Deno.test("intervals of average precision and partial areas hold what they are of", () => {
  fc.assert(fc.property(anyClustered, (scored) => {
    const found = curveIntervals(scored, clusterPairs(scored));
    const values = {
      averagePrecision: averagePrecision(scored),
      partialSpecificity: partialAuc(scored, { specificity: [0.9, 1] }).standardized,
      partialSensitivity: partialAuc(scored, { sensitivity: [0.9, 1] }).standardized,
    };
    for (const [name, value] of Object.entries(values)) {
      const { ci: [low, high], method } = found[name as keyof typeof values];
      if (method === "none") continue;
      assert.ok(
        low <= value + 1e-9 && value <= high + 1e-9,
        `${name}: ${value} in ${low}, ${high}`,
      );
    }
  }));
});

Deno.test("the interval of average precision covers the precision of many subjects", () => {
  const design = { auc: 0.8, correlation: 0.5, labels: "by subject", prevalence: 0.3 } as const;
  const truth = averagePrecision(simulated(new Random(1), { ...design, subjects: 20_000 }));
  const random = new Random(2);
  let covered = 0;
  for (let sample = 0; sample < 200; sample++) {
    const scored = simulated(random, { ...design, subjects: 40 });
    if (auc(scored) === 1) continue;
    const { ci: [low, high] } = curveIntervals(scored, clusterPairs(scored)).averagePrecision;
    if (low <= truth && truth <= high) covered += 1 / 200;
  }
  // Below 0.9 once in a thousand times if it is 0.95.
  assert.ok(covered > 0.9, `${covered}`);
});
