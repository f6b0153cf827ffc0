import assert from "node:assert/strict";
import fc from "fast-check";
import { auc } from "hemoleak/evaluate/auc/auc.ts";
import { clusterPairs, leaveOneOut } from "hemoleak/evaluate/auc/cluster_pairs.ts";
import { delong, delongTest } from "hemoleak/evaluate/auc/delong.ts";
import { clusteredAuc, clusteredTest } from "hemoleak/evaluate/auc/obuchowski.ts";
import { ARTERY_READERS } from "../../fixtures/evaluate/published.ts";
import { anyClustered, anyScored } from "../any_scored.ts";
import { normalTwoSided } from "hemoleak/statistics/normal.ts";
import { scoreInterval } from "hemoleak/statistics/score_interval.ts";
import { near } from "../near.ts";

Deno.test("Obuchowski's worked example: two readers, 65 arteries of 36 patients", () => {
  const { first, second } = ARTERY_READERS;
  const one = clusteredAuc(first), two = clusteredAuc(second);
  // As printed: areas 0.9837 (standard error 0.0108) and 0.9852 (0.0097), interval of the first from
  // 0.9625; difference 0.0014 (0.0066), p 0.8271.
  near(one.auc, 0.9837, 5e-5);
  near(two.auc, 0.9852, 5e-5);
  near(Math.sqrt(one.variance!), 0.0108, 5e-5);
  near(Math.sqrt(two.variance!), 0.0097, 5e-5);
  near(one.wald.ci[0], 0.9625, 5e-5);
  assert.equal(one.wald.ci[1], 1, "printed as 1.005, beyond what an area can be");
  const test = clusteredTest(second, first);
  near(test.difference, 0.0014, 5e-5);
  near(Math.sqrt(test.variance!), 0.0066, 5e-5);
  near(normalTwoSided(test.difference / Math.sqrt(test.variance!)), 0.8271, 5e-5);
});

Deno.test("Obuchowski's worked example: the printed sums S10, S01 and S11 give the variances", () => {
  const { first, second } = ARTERY_READERS;
  const variance = (s10: number, s01: number, s11: number) => s10 / 29 + s01 / 36 + s11 / (29 * 36);
  const one = variance(0.0013151307, 0.0022375873, 2 * 0.0051785478);
  const two = variance(0.0009284122, 0.0022598583, 2 * -0.0005015760);
  const covariance = variance(0.0008484357, 0.0019241250, 0.0028648340 - 0.0015136931);
  near(clusteredAuc(first).variance, one, 1e-11);
  near(clusteredAuc(second).variance, two, 1e-11);
  near(clusteredTest(first, second).variance, one + two - 2 * covariance, 1e-11);
});

Deno.test("one slice a subject: DeLong's variance and test", () => {
  fc.assert(fc.property(anyScored, fc.integer(), (scored, seed) => {
    const subjects = scored.scores.map((_, i) => `S${i}`);
    const other = {
      ...scored,
      scores: scored.scores.map((score, i) => (score * 7 + i * seed) % 5),
    };
    const clustered = clusteredAuc({ ...scored, subjects });
    const plain = delong(scored);
    if (plain.variance === null) return assert.equal(clustered.variance, null);
    near(clustered.variance, plain.variance, 1e-14);
    const test = clusteredTest({ ...scored, subjects }, other), naive = delongTest(scored, other);
    near(test.variance, naive.variance!, 1e-13);
  }));
});

Deno.test("the variance by its definition, from all pairs", () => {
  fc.assert(fc.property(anyClustered, (scored) => {
    near(clusteredAuc(scored).variance ?? -1, byDefinition(scored), 1e-13);
  }));
});

/** The article's formulas as they stand; -1 where they have no value, 0 where it is negative. */
function byDefinition({ scores, labels, subjects }: {
  scores: number[];
  labels: number[];
  subjects: string[];
}): number {
  const rows = [...scores.keys()];
  const m = rows.filter((i) => labels[i] === 1), n = rows.filter((i) => labels[i] === 0);
  const psi = (x: number, y: number) =>
    scores[x]! > scores[y]! ? 1 : scores[x] === scores[y] ? 0.5 : 0;
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  const v10 = (x: number) => sum(n.map((y) => psi(x, y))) / n.length;
  const v01 = (y: number) => sum(m.map((x) => psi(x, y))) / m.length;
  const area = sum(m.map(v10)) / m.length;
  const names = [...new Set(subjects)];
  const of = (rows: number[], name: string) => rows.filter((i) => subjects[i] === name);
  const x = names.map((name) => sum(of(m, name).map((i) => v10(i) - area)));
  const y = names.map((name) => sum(of(n, name).map((i) => v01(i) - area)));
  const i10 = names.filter((name) => of(m, name).length > 0).length;
  const i01 = names.filter((name) => of(n, name).length > 0).length;
  if (i10 < 2 || i01 < 2) return -1;
  const s10 = i10 / ((i10 - 1) * m.length) * sum(x.map((v) => v * v));
  const s01 = i01 / ((i01 - 1) * n.length) * sum(y.map((v) => v * v));
  const s11 = names.length / (names.length - 1) * sum(x.map((v, i) => v * y[i]!));
  return Math.max(0, s10 / m.length + s01 / n.length + 2 * s11 / (m.length * n.length));
}

Deno.test("leaving one subject out gives exactly the AUC of the others", () => {
  fc.assert(fc.property(anyClustered, (scored) => {
    const names = [...new Set(scored.subjects)].sort();
    const without = leaveOneOut(clusterPairs(scored));
    names.forEach((name, i) => {
      const kept = [...scored.scores.keys()].filter((row) => scored.subjects[row] !== name);
      const labels = kept.map((row) => scored.labels[row]!);
      if (new Set(labels).size < 2) return assert.ok(Number.isNaN(without[i]!));
      assert.equal(without[i], auc({ scores: kept.map((row) => scored.scores[row]!), labels }));
    });
  }));
});

Deno.test("intervals lie in [0, 1], in order, around the area, whatever the data", () => {
  fc.assert(fc.property(anyClustered, (scored) => {
    const { auc, ci, wald, variance, unit } = clusteredAuc(scored);
    for (const [low, high] of [ci, wald.ci]) {
      assert.ok(0 <= low && low <= auc && auc <= high && high <= 1, `${low} ${auc} ${high}`);
    }
    assert.ok(variance === null || variance >= 0);
    assert.equal(unit, "subject");
  }));
});

Deno.test("repeating every slice changes neither the AUC nor its variance", () => {
  fc.assert(fc.property(anyClustered, ({ scores, labels, subjects }) => {
    const once = clusteredAuc({ scores, labels, subjects });
    const twice = clusteredAuc({
      scores: [...scores, ...scores],
      labels: [...labels, ...labels],
      subjects: [...subjects, ...subjects],
    });
    if (once.variance === null) return assert.equal(twice.variance, null);
    near(twice.auc, once.auc, 1e-14);
    near(twice.variance, once.variance, 1e-14);
  }));
});

Deno.test("the narrower the level, the narrower the interval; a level that is none is refused", () => {
  const { first, second } = ARTERY_READERS;
  const width = (level: number) => {
    const { ci } = clusteredAuc(first, { level });
    return ci[1] - ci[0];
  };
  assert.ok(width(0.5) < width(0.9) && width(0.9) < width(0.99));
  for (const level of [0, 1, 1.5, NaN]) {
    const error = { name: "PredictionsError", message: /level/ };
    assert.throws(() => clusteredAuc(first, { level }), error);
    assert.throws(() => clusteredTest(first, second, { level }), error);
    assert.throws(() => delong(first, { level }), error);
  }
});

Deno.test("degenerate: perfect separation, all ties, one subject, one subject of a label", () => {
  const labels = [0, 0, 0, 1, 1, 1], subjects = ["A", "B", "C", "D", "E", "F"];
  const perfect = clusteredAuc({ scores: labels, labels, subjects });
  assert.deepEqual([perfect.auc, perfect.variance], [1, 0]);
  // Newcombe's, of three cases of either label.
  scoreInterval(1, 3, 3).forEach((bound, i) => near(perfect.ci[i]!, bound, 1e-9));
  // Whoever is drawn, the area is 0.5: what is left is one more subject that scores otherwise, 2^-3 of it.
  const tied = clusteredAuc({ scores: labels.map(() => 1), labels, subjects });
  assert.deepEqual([tied.auc, tied.variance, tied.ci], [0.5, 0, [0.4375, 0.5625]]);
  for (const few of [subjects.map(() => "A"), ["A", "B", "C", "D", "D", "D"]]) {
    const unknown = clusteredAuc({ scores: [1, 5, 2, 3, 6, 4], labels, subjects: few });
    assert.deepEqual([unknown.variance, unknown.ci, unknown.method], [null, [0, 1], "none"]);
    const test = clusteredTest({ scores: labels, labels, subjects: few }, {
      scores: labels,
      labels,
    });
    assert.deepEqual([test.statistic, test.p, test.ci], [null, null, [-1, 1]]);
  }
});
