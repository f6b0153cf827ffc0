import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import type { ClusteredScores } from "hemoleak/evaluate/auc/clusters.ts";
import { clusteredAuc } from "hemoleak/evaluate/auc/obuchowski.ts";
import { compareFolds } from "hemoleak/evaluate/folds/compare_folds.ts";
import { correctedTest } from "hemoleak/evaluate/folds/corrected_t.ts";
import { evaluateFolds } from "hemoleak/evaluate/folds/evaluate_folds.ts";
import { foldAuc, trainedFactor } from "hemoleak/evaluate/folds/fold_auc.ts";
import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import { tableOf } from "hemoleak/predictions/prediction_table.ts";
import { parsePredictions } from "hemoleak/predictions/predictions_csv.ts";
import { Random } from "hemoleak/random.ts";
import { near, sameBounds } from "../near.ts";
import { simulated } from "../simulated.ts";

// folds.py beside the tables wrote what scikit-learn 1.9.1 says of them.
const FIXTURES = join(import.meta.dirname!, "..", "..", "fixtures", "leakage", "scikit_learn");
const EXPECTED = JSON.parse(Deno.readTextFileSync(join(FIXTURES, "folds.json")));

function fixture(name: string) {
  return parsePredictions(Deno.readTextFileSync(join(FIXTURES, `folds_${name}.csv`)), name);
}

for (const name of ["by_slice", "by_subject"]) {
  Deno.test(`evaluateFolds: against scikit-learn's cross_val_predict, ${name}`, () => {
    const { folds, auc, pooled, corrected, subjects } = evaluateFolds(fixture(name));
    const { aucs, mean, pooled: expectedPooled } = EXPECTED[name];
    assert.deepEqual(folds.map(({ fold }) => fold), ["1", "2", "3", "4", "5"]);
    folds.forEach(({ metrics }, i) => near(metrics!.auc, aucs[i], 1e-12));
    near(auc!.auc, mean, 1e-12);
    near(pooled!.auc, expectedPooled, 1e-12);
    assert.deepEqual([corrected, subjects], [null, 30]);
  });
}

/** Slices of a cohort as the test rows of folds, whole subjects to each. */
function dealt(scored: ReturnType<typeof simulated>, count: number, random: Random) {
  const numbers = random.shuffled(new Set(scored.subjects));
  const foldOf = new Map(numbers.map((subject, i) => [subject, i % count]));
  return Array.from({ length: count }, (_, fold): ClusteredScores => {
    const rows = [...scored.labels.keys()].filter((row) =>
      foldOf.get(scored.subjects[row]!) === fold
    );
    return {
      scores: rows.map((row) => scored.scores[row]!),
      labels: rows.map((row) => scored.labels[row]!),
      subjects: rows.map((row) => scored.subjects[row]!),
    };
  });
}

Deno.test("foldAuc: where subjects are apart, others to train on are counted in", () => {
  // Bouckaert and Frank: n_test / n_train of 5 folds is 1 / 4, for a mean of 5.
  near(trainedFactor(5, 6, 24), 1 + 5 / 4, 1e-15);
  near(trainedFactor(5, 0, 30), 1, 1e-15);
  near(trainedFactor(2, 6, 0), 1, 1e-15);
  for (const [name, factor] of [["by_subject", 2.25], ["by_slice", 1]] as const) {
    const rows = fixture(name);
    const folds = ["1", "2", "3", "4", "5"].map((fold): ClusteredScores => {
      const own = rows.filter((row) => row.fold === fold);
      return {
        scores: own.map(({ score }) => score),
        labels: own.map(({ label }) => label),
        subjects: own.map(({ subject }) => subject),
      };
    });
    const given = foldAuc(folds), { auc } = evaluateFolds(rows);
    near(auc!.variance!, factor * given.variance!, 1e-12);
    near(auc!.ci[0], foldAuc(folds, { trained: factor }).ci[0], 1e-12);
  }
});

Deno.test("foldAuc: one fold has the clustered interval", () => {
  for (const labels of ["by subject", "mixed"] as const) {
    const scored = simulated(new Random(5, labels), {
      subjects: 20,
      auc: 0.8,
      correlation: 0.5,
      labels,
    });
    const { auc, ci } = foldAuc([scored]);
    const expected = clusteredAuc(scored);
    near(auc, expected.auc, 1e-12);
    sameBounds(ci, expected.ci);
  }
});

Deno.test("foldAuc: repeated folds of the same subjects are no further evidence", () => {
  const scored = simulated(new Random(6), {
    subjects: 24,
    auc: 0.8,
    correlation: 0.5,
    labels: "mixed",
  });
  const folds = dealt(scored, 4, new Random(1));
  const once = foldAuc(folds), thrice = foldAuc([...folds, ...folds, ...folds]);
  near(thrice.auc, once.auc, 1e-12);
  sameBounds(thrice.ci, once.ci);
});

Deno.test("foldAuc: the mean holds the truth as often as it should", () => {
  const random = new Random(7), truth = 0.75, samples = 300;
  let covered = 0;
  for (let sample = 0; sample < samples; sample++) {
    const scored = simulated(random, {
      subjects: 60,
      auc: truth,
      correlation: 0.8,
      labels: "mixed",
    });
    const { ci } = foldAuc(dealt(scored, 5, random));
    if (ci[0] <= truth && truth <= ci[1]) covered++;
  }
  assert.ok(covered / samples > 0.91, `${covered / samples}`);
});

Deno.test("foldAuc: neither the order of folds, nor that of rows, nor the scale of a fold matters", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 9 }), (seed, scale) => {
      const random = new Random(seed);
      const scored = simulated(random, {
        subjects: 16,
        auc: 0.7,
        correlation: 0.5,
        labels: "mixed",
      });
      const folds = dealt(scored, 2, random);
      if (folds.some(({ labels }) => new Set(Array.from(labels)).size < 2)) return;
      const other = folds.map((fold, i) => {
        const rows = random.shuffled(Array.from(fold.labels).keys());
        return {
          scores: rows.map((row) => fold.scores[row]! * (i === 0 ? scale : 1) + i),
          labels: rows.map((row) => fold.labels[row]!),
          subjects: rows.map((row) => `S${fold.subjects[row]}`),
        };
      }).reverse();
      const one = foldAuc(folds), two = foldAuc(other);
      near(two.auc, one.auc, 1e-12);
      sameBounds(two.ci, one.ci);
    }),
    { numRuns: 30 },
  );
});

const row = (subject: string, label: 0 | 1, score: number, fold: string, repeat?: string) => ({
  subject,
  study: "1",
  slice: "1",
  set: "test" as const,
  label,
  score,
  fold,
  ...repeat !== undefined && { repeat },
});

/** Twelve subjects, of whom two folds test eight each, every second slice of theirs being positive. */
function overlapping(drawn: readonly number[]) {
  return [0, 4].map((first) =>
    Array.from({ length: 24 }, (_, row) => ({
      subject: first + row % 8,
      label: row >> 3 & 1,
      score: drawn[6 * first + row]! + 4 * (row >> 3 & 1),
    }))
  );
}

function worsen(folds: ReturnType<typeof overlapping>, subject: number, by: number): void {
  for (const row of folds.flat()) {
    if (row.subject === subject) row.score += row.label === 1 ? -by : by;
  }
}

function boundsOf(folds: ReturnType<typeof overlapping>): readonly [number, number] {
  return foldAuc(folds.map((rows) => ({
    scores: rows.map(({ score }) => score),
    labels: rows.map(({ label }) => label),
    subjects: rows.map(({ subject }) => subject),
  }))).ci;
}

/** Made worse, it has a lower bound in which the second fold rules, and a minimum nearer to the sample. */
const FOLLOWS_FOLD = Array.from("000800800084046600590000060008070555524100000760", Number);

/** The same of a single subject. */
const FOLLOWS_SUBJECT = Array.from("603867141563207009556482337434376029156312210008", Number);

Deno.test("foldAuc: a mean with several minima has the bounds of a general optimizer", () => {
  // By SciPy's SLSQP from 400 starts, of pairs counted one by one, at the square of Student's quantile to the
  // first order; then a quarter of a subject by 9.67 (10.67 effective ones) that is all wrong, or all right.
  const byFold = overlapping(FOLLOWS_FOLD);
  worsen(byFold, 2, 3);
  const cases = [
    [byFold, 0.6324544528302989, 0.9677011319992048],
    [overlapping(FOLLOWS_SUBJECT), 0.6522931247433847, 0.9246671934216484],
  ] as const;
  for (const [folds, expectedLow, expectedHigh] of cases) {
    const [low, high] = boundsOf(folds);
    near(low, expectedLow, 1e-8);
    near(high, expectedHigh, 1e-8);
  }
});

Deno.test("foldAuc: no subject that gets worse, in all folds that test it, raises a bound", () => {
  const drawn = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 48, maxLength: 48 });
  const worsening = fc.tuple(fc.nat(11), fc.integer({ min: 1, max: 9 }));
  fc.assert(
    fc.property(
      drawn,
      fc.array(worsening, { minLength: 1, maxLength: 4 }),
      (drawn, worsenings) => {
        const folds = overlapping(drawn);
        let last = boundsOf(folds);
        for (const [subject, by] of worsenings) {
          worsen(folds, subject, by);
          const ci = boundsOf(folds);
          assert.ok(ci[0] <= last[0] + 1e-8 && ci[1] <= last[1] + 1e-8, `${last} to ${ci}`);
          last = ci;
        }
      },
    ),
    { examples: [[FOLLOWS_FOLD, [[2, 3], [0, 1]]]] },
  );
});

Deno.test("foldAuc: a fold of one label does not count in the mean, and says so", () => {
  const { folds, auc } = evaluateFolds([
    row("A", 0, 0.1, "1"),
    row("B", 1, 0.9, "1"),
    row("C", 0, 0.8, "2"),
    row("D", 1, 0.2, "2"),
    row("E", 1, 0.2, "3"),
  ]);
  assert.deepEqual(auc!.folds, [1, 0, null]);
  assert.equal(auc!.auc, 0.5);
  assert.deepEqual([folds[2]!.metrics, folds[2]!.missing], [null, "no negative slices"]);
});

Deno.test("foldAuc: with one subject of a label in all folds nothing is known", () => {
  const { auc } = evaluateFolds([
    row("A", 0, 0.1, "1"),
    row("B", 1, 0.9, "1"),
    { ...row("A", 0, 0.3, "2"), slice: "2" },
    { ...row("C", 1, 0.9, "2"), slice: "2" },
  ]);
  assert.deepEqual([auc!.ci, auc!.variance, auc!.method], [[0, 1], null, "none"]);
});

Deno.test("evaluateFolds: where each subject is a fold there is no mean, and pooled says that it is", () => {
  const { auc, pooled } = evaluateFolds([
    row("A", 0, 0.1, "A"),
    row("B", 1, 0.9, "B"),
    row("C", 0, 0.8, "C"),
    row("D", 1, 0.2, "D"),
  ]);
  assert.deepEqual([auc, pooled!.auc], [null, 0.75]);
});

Deno.test("evaluate refuses folds: they are not pooled by accident", () => {
  assert.throws(
    () => evaluate([row("A", 0, 0.1, "1"), row("B", 1, 0.9, "2")]),
    /expected predictions of one split but found the folds 1, 2; evaluateFolds takes them/i,
  );
});

Deno.test("evaluateFolds: repeated folds by the corrected t-test, subjects by hand", () => {
  // Two repetitions of two folds: AUCs 1, 0 and 1, 1 by hand.
  const repeated = [
    ...[row("A", 0, 0.1, "1", "I"), row("B", 1, 0.9, "1", "I")],
    ...[row("C", 0, 0.8, "2", "I"), row("D", 1, 0.2, "2", "I")],
    ...[row("A", 0, 0.1, "1", "II"), row("D", 1, 0.9, "1", "II")],
    ...[row("C", 0, 0.2, "2", "II"), row("B", 1, 0.8, "2", "II")],
  ];
  const { auc, pooled, corrected, sizes } = evaluateFolds(repeated);
  assert.deepEqual([auc!.folds, pooled, sizes], [[1, 0, 1, 1], null, { test: 2, train: 2 }]);
  assert.deepEqual(corrected, correctedTest([0.5, -0.5, 0.5, 0.5], { test: 2, train: 2 }));
});

Deno.test("compareFolds: fold by fold, with other folds refused", () => {
  const rows = fixture("by_subject");
  const first = { file: "a.csv", table: tableOf(rows) };
  const random = new Random(3);
  const worse = rows.map((each) => ({ ...each, score: random.float() }));
  const found = compareFolds(first, { file: "b.csv", table: tableOf(worse) });
  const mean = (of: typeof rows) => evaluateFolds(of).auc!.auc;
  near(found.aucs[0], mean(rows), 1e-12);
  near(found.aucs[1], mean(worse), 1e-12);
  near(found.corrected!.difference, mean(rows) - mean(worse), 1e-12);
  assert.deepEqual(found.sizes, { test: 6, train: 24 });
  const others = rows.map((each) => ({ ...each, fold: `f${each.fold}` }));
  assert.throws(
    () => compareFolds(first, { file: "b.csv", table: tableOf(others) }),
    /b\.csv: expected the folds of a\.csv \(1, 2, 3, 4, 5\) but found f1/,
  );
});
