import assert from "node:assert/strict";
import fc from "fast-check";
import { auc } from "hemoleak/evaluate/auc/auc.ts";
import { bootstrapAuc } from "hemoleak/evaluate/auc/bootstrap.ts";
import type { ClusteredScores } from "hemoleak/evaluate/auc/clusters.ts";
import { clusteredAuc } from "hemoleak/evaluate/auc/obuchowski.ts";
import { weightedAuc } from "hemoleak/evaluate/auc/weighted_auc.ts";
import { Random } from "hemoleak/random.ts";
import { scoreInterval } from "hemoleak/statistics/score_interval.ts";
import { near } from "../near.ts";

/** Rows of up to 12 subjects with many tied scores and, in some subjects, both labels. */
const anyClusters = fc.array(
  fc.record({
    subject: fc.integer({ min: 0, max: 11 }),
    score: fc.integer({ min: 0, max: 9 }),
    label: fc.constantFrom(0, 1),
  }),
  { minLength: 2, maxLength: 80 },
).filter((rows) => new Set(rows.map(({ label }) => label)).size === 2);

type Rows = { subject: number; score: number; label: number }[];

function clustered(rows: Rows): ClusteredScores & { subjects: string[] } {
  return {
    scores: rows.map(({ score }) => score),
    labels: rows.map(({ label }) => label),
    subjects: rows.map(({ subject }) => `S${subject}`),
  };
}

/** Subjects whose slices are alike: a common effect on a probit scale plus noise. */
function correlated(random: Random, subjects: number, slices: number) {
  const rows = Array.from({ length: subjects }, (_, subject) => {
    const label = subject % 2;
    const effect = random.normal(label, 1);
    return Array.from({ length: slices }, () => ({
      subject,
      label,
      score: effect + random.normal(0, 0.2),
    }));
  }).flat();
  return clustered(rows);
}

const width = ({ ci: [low, high] }: { ci: [number, number] }) => high - low;

Deno.test("weights give exactly the AUC of the rows written out", () => {
  fc.assert(fc.property(anyClusters, fc.nat(), (rows, seed) => {
    const random = new Random(seed);
    const weights = Float64Array.from({ length: 12 }, () => random.integer(4));
    const written = rows.flatMap((row) => new Array<typeof row>(weights[row.subject]!).fill(row));
    const labels = new Set(written.map(({ label }) => label));
    fc.pre(labels.size === 2);
    const subjectOf = Uint32Array.from(rows, ({ subject }) => subject);
    assert.equal(weightedAuc(clustered(rows), subjectOf)(weights), auc(clustered(written)));
  }));
});

Deno.test("weights that leave one label give NaN", () => {
  const rows = [{ subject: 0, score: 1, label: 0 }, { subject: 1, score: 2, label: 1 }];
  const aucOf = weightedAuc(clustered(rows), Uint32Array.of(0, 1));
  assert.equal(aucOf(Float64Array.of(1, 1)), 1);
  assert.ok(Number.isNaN(aucOf(Float64Array.of(2, 0))));
  assert.ok(Number.isNaN(aucOf(Float64Array.of(0, 2))));
});

Deno.test("the interval equals a naive loop that draws, writes out and judges", () => {
  const scored = correlated(new Random(3), 9, 5);
  const names = [...new Set(scored.subjects)].sort();
  const rowsOf = new Map(names.map((name) => [
    name,
    scored.subjects.flatMap((subject, i) => subject === name ? [i] : []),
  ]));
  const random = new Random(11);
  const values: number[] = [];
  while (values.length < 201) {
    const drawn = names.flatMap(() => rowsOf.get(names[random.integer(names.length)]!)!);
    const labels = drawn.map((i) => scored.labels[i]!);
    if (new Set(labels).size < 2) continue;
    values.push(auc({ scores: drawn.map((i) => scored.scores[i]!), labels }));
  }
  values.sort((a, b) => a - b);
  const { ci } = bootstrapAuc(scored, { random: new Random(11), replicates: 201 });
  // With 201 values the 2.5 % and 97.5 % quantiles are the sixth from either end.
  assert.deepEqual(ci, [values[5], values[195]]);
});

Deno.test("one slice a subject: the width is DeLong's", () => {
  // pROC's aSAH data, WFNS grade: DeLong variance 0.00146991470882363. The bootstrap variance of a
  // mean is that of n, not n - 1, and its percentiles are not exactly normal: 5 % apart at most.
  const good = [37, 20, 3, 8, 4];
  const poor = [2, 12, 1, 8, 18];
  const rows = [good, poor].flatMap((counts, label) =>
    counts.flatMap((n, grade) => Array.from({ length: n }, () => ({ score: grade + 1, label })))
  ).map((row, subject) => ({ ...row, subject }));
  const delong = 2 * 1.959964 * Math.sqrt(0.00146991470882363);
  for (const stratify of [true, false]) {
    const options = { random: new Random(1), replicates: 20_000, stratify };
    const ratio = width(bootstrapAuc(clustered(rows), options)) / delong;
    assert.ok(Math.abs(ratio - 1) < 0.05, `stratify ${stratify}: ${ratio} of DeLong's width`);
  }
});

Deno.test("alike slices of a subject are not taken for evidence", () => {
  const scored = correlated(new Random(5), 40, 25);
  const naive = { ...scored, subjects: scored.subjects.map((_, i) => `row ${i}`) };
  const bySubject = width(bootstrapAuc(scored, { random: new Random(1) }));
  const bySlice = width(bootstrapAuc(naive, { random: new Random(1) }));
  assert.ok(bySubject > 3 * bySlice, `${bySubject} by subject, ${bySlice} by slice`);
});

Deno.test("repeating every slice of a subject changes nothing", () => {
  fc.assert(
    fc.property(anyClusters, (rows) => {
      const repeated = [...rows, ...rows, ...rows];
      const interval = (of: Rows) =>
        bootstrapAuc(clustered(of), { random: new Random(2), replicates: 50 });
      const found = interval(rows), again = interval(repeated);
      assert.deepEqual(again.ci, found.ci);
      if (found.bca.method === "bca") assert.deepEqual(again.bca.ci, found.bca.ci);
    }),
    { numRuns: 30 },
  );
});

Deno.test("an interval lies in [0, 1], in order, and does not depend on the rows' order", () => {
  fc.assert(
    fc.property(anyClusters, fc.boolean(), fc.nat(), (rows, stratify, seed) => {
      const options = () => ({ random: new Random(seed), replicates: 50, stratify });
      const interval = bootstrapAuc(clustered(rows), options());
      const [low, high] = interval.ci;
      assert.ok(0 <= low && low <= high && high <= 1, `${interval.ci}`);
      const shuffled = new Random(seed, "order").shuffled(rows);
      assert.deepEqual(bootstrapAuc(clustered(shuffled), options()), interval);
    }),
    { numRuns: 50 },
  );
});

Deno.test("perfect separation, and one wrong subject, have the score interval; a single subject of a label gives [0, 1]", () => {
  const rows = [0, 0, 1, 1].map((label, subject) => ({ subject, label, score: label }));
  const options = { random: new Random(1), replicates: 100 };
  const perfect = bootstrapAuc(clustered(rows), options);
  assert.deepEqual([perfect.ci, perfect.replicates], [perfect.bca.ci, 0]);
  scoreInterval(1, 2, 2).forEach((bound, i) => near(perfect.ci[i]!, bound, 1e-9));
  const many = Array.from({ length: 40 }, (_, subject) => ({
    subject,
    label: subject % 2,
    score: subject === 1 ? -1 : subject % 2,
  }));
  const wrong = bootstrapAuc(clustered(many), options);
  assert.deepEqual(wrong.ci, clusteredAuc(clustered(many)).ci);
  assert.ok(wrong.reason !== undefined && wrong.ci[1] < 1);
  assert.deepEqual(bootstrapAuc(clustered(rows.slice(1)), options).ci, [0, 1]);
  const oneSubject = rows.map((row) => ({ ...row, subject: 0 }));
  assert.deepEqual(bootstrapAuc(clustered(oneSubject), options).ci, [0, 1]);
});

Deno.test("the narrower the level, the narrower the interval; options are checked", () => {
  const scored = correlated(new Random(5), 20, 4);
  const of = (level: number) => width(bootstrapAuc(scored, { random: new Random(1), level }));
  assert.ok(of(0.5) < of(0.9) && of(0.9) < of(0.99));
  const error = { name: "PredictionsError" };
  assert.throws(() => bootstrapAuc(scored, { random: new Random(1), replicates: 0 }), error);
  assert.throws(() => bootstrapAuc(scored, { random: new Random(1), level: 1 }), error);
  assert.throws(() => bootstrapAuc({ ...scored, subjects: [] }, { random: new Random(1) }), error);
});

Deno.test("the table of pairs and the pass over rows give the same value to the bit", () => {
  // One subject against many rows makes the table small; so many subjects make it large.
  const random = new Random(9);
  for (const [subjects, slices] of [[6, 40], [40, 2], [2, 300]] as const) {
    const { scores, labels, subjects: names } = correlated(random, subjects, slices);
    const rounded = Array.from(scores, (score) => Math.round(score * 5));
    const subjectOf = Uint32Array.from(names as string[], (name) => Number(name.slice(1)));
    const aucOf = weightedAuc({ scores: rounded, labels }, subjectOf);
    for (let draw = 0; draw < 5; draw++) {
      const weights = Float64Array.from({ length: subjects }, () => random.integer(3));
      const rows = rounded.flatMap((score, row) =>
        new Array(weights[subjectOf[row]!]!).fill({ score, label: labels[row]! })
      );
      if (new Set(rows.map(({ label }) => label)).size < 2) continue;
      const written = {
        scores: rows.map(({ score }) => score),
        labels: rows.map(({ label }) => label),
      };
      assert.equal(aucOf(weights), auc(written));
    }
  }
});

Deno.test("BCa lies in [0, 1] and is made of the same resamples as the percentiles", () => {
  const scored = correlated(new Random(8), 30, 10);
  const { ci, bca, stratified } = bootstrapAuc(scored, { random: new Random(1), stratify: true });
  assert.equal(stratified, true);
  assert.equal(bca.unit, "subject");
  assert.ok(0 <= bca.ci[0] && bca.ci[0] < bca.ci[1] && bca.ci[1] <= 1);
  assert.ok(Math.abs(bca.ci[0] - ci[0]) < 0.1 && bca.ci[0] !== ci[0]);
});
