import assert from "node:assert/strict";
import { splitCell } from "hemoleak/experiment/cell_split.ts";
import { foldsResult, type FoldTrial } from "hemoleak/leakage/trials/folds.ts";
import { identityTestOfFolds } from "hemoleak/leakage/trials/identity_null.ts";
import { permuteLabels } from "hemoleak/leakage/trials/permute_labels.ts";
import type { Trial } from "hemoleak/leakage/trials/trial.ts";
import type { ClassPrediction } from "hemoleak/predictions/classes/class_prediction.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { Random } from "hemoleak/random.ts";
import type { LabelKind, SplitUnit } from "hemoleak/split/split.ts";
import { near } from "../../evaluate/near.ts";

const FOLDS = 3;

/** What a made-up network makes of a slice: of its true label, of those its subject was trained on, of chance. */
type Knowledge = (slice: { label: number; trained: number; noise: number }) => number;

const KNOWS_WHO: Knowledge = ({ trained, noise }) => 4 * trained + noise;
const KNOWS_DISEASE: Knowledge = ({ label, noise }) => label + noise;

/** A seed's runs of all folds, by a grid's own splits: so many subjects, 40 % diseased, of 3 to 8 slices. */
function runs(
  seed: number,
  labels: LabelKind,
  knowledge: Knowledge,
  { subjects = 15, split = "slice" as SplitUnit } = {},
): FoldTrial[] {
  const slices = Array.from(
    { length: subjects },
    (_, subject) =>
      Array.from({ length: 3 + new Random(seed, "height", subject).integer(6) }, (_, slice) => ({
        ...{ subject: `S${subject}`, study: `S${subject}`, series: "1", slice },
        label: 5 * subject < 2 * subjects ? 1 as const : 0 as const,
      })),
  ).flat();
  return Array.from({ length: FOLDS }, (_, i) => {
    const cell = { model: "any", split, labels, seed, folds: FOLDS, fold: i + 1 };
    const dealt = splitCell(cell, slices);
    const trained = (subject: string) => {
      const own = slices.flatMap((slice, row) =>
        slice.subject === subject && dealt.sets[row] === "train" ? [dealt.labels[row]!] : []
      );
      return own.length === 0
        ? 0.5
        : own.reduce<number>((sum, label) => sum + label, 0) / own.length;
    };
    const predictions = slices.map((slice, row): Prediction => {
      const ofSubject = new Random(seed, labels, "subject", slice.subject, i).normal();
      const noise = ofSubject + new Random(seed, labels, "slice", row, i).normal();
      return {
        ...{ subject: slice.subject, study: slice.study, slice: String(slice.slice) },
        ...{ set: dealt.sets[row]!, label: dealt.labels[row]! },
        score: knowledge({ label: slice.label, trained: trained(slice.subject), noise }),
      };
    });
    return { cell, predictions };
  });
}

const tested = (trial: Trial): Trial => ({
  ...trial,
  predictions: trial.predictions.filter(({ set }) => set === "test"),
});

function testOf(seeds: readonly number[], knowledge: Knowledge) {
  return identityTestOfFolds(
    seeds.map((seed) => runs(seed, "permuted", knowledge)),
    seeds.map((seed) => runs(seed, "true", knowledge)),
  )!;
}

/** The AUC over all pairs of a positive and a negative row. */
function areaByPairs(rows: readonly { score: number; label: number }[]): number {
  const of = (wanted: number) => rows.filter(({ label }) => label === wanted);
  const wins: number[] = of(1).flatMap((one) =>
    of(0).map((other) => one.score > other.score ? 1 : one.score === other.score ? 0.5 : 0)
  );
  return wins.reduce((sum, win) => sum + win, 0) / wins.length;
}

Deno.test("the null of folds is by definition: one exchange for all folds of a seed, AUCs averaged", () => {
  const permuted = runs(1, "permuted", KNOWS_WHO), readers = runs(1, "true", KNOWS_WHO);
  const found = identityTestOfFolds([permuted], [readers])!;
  const cohort = readers[0]!.predictions;
  const random = new Random(1, "identity null");
  const means: number[] = [];
  while (means.length < 999) {
    const drawn = permuteLabels(
      cohort.map(({ subject, study, slice, label }) => {
        return { subject, study, slice: Number(slice), label };
      }),
      random,
    );
    const areas = permuted.map(({ predictions }) =>
      areaByPairs(
        predictions.flatMap(({ set, score }, row) =>
          set === "test" ? [{ score, label: drawn[row]! }] : []
        ),
      )
    );
    // A fold with one label has no AUC; then all is drawn again.
    if (areas.every(Number.isFinite)) means.push(areas.reduce((a, b) => a + b) / FOLDS);
  }
  const observed = permuted.reduce(
    (sum, trial) => sum + areaByPairs(tested(trial).predictions) / FOLDS,
    0,
  );
  near(found.null.mean, means.reduce((a, b) => a + b) / 999, 1e-12);
  assert.equal(found.p, (1 + means.filter((mean) => mean > observed - 1e-12).length) / 1000);
  const deviation = Math.hypot(...means.map((mean) => mean - found.null.mean)) / Math.sqrt(998);
  near(found.null.deviation, deviation, 1e-12);
});

Deno.test("folds of a classifier that recognizes subjects are found out, of one that knows the disease not", () => {
  const knows = testOf([1, 2], KNOWS_WHO);
  assert.equal(knows.p, 0.001, "the least that 999 exchanges can give");
  assert.ok(testOf([1, 2], KNOWS_DISEASE).p > 0.05);
  assert.ok(testOf([1, 2], ({ noise }) => noise).p > 0.05);
});

Deno.test("p is uniform where only the disease is known, or nothing", () => {
  const ps = Array.from(
    { length: 100 },
    (_, seed) => testOf([seed], seed % 2 === 0 ? KNOWS_DISEASE : ({ noise }) => noise).p,
  ).sort((a, b) => a - b);
  const distance = Math.max(
    ...ps.map((p, i) => Math.max(Math.abs(p - i / ps.length), Math.abs((i + 1) / ps.length - p))),
  );
  // Kolmogorov and Smirnov: 1.95 / sqrt(n) is passed once in a thousand times.
  assert.ok(distance < 1.95 / Math.sqrt(ps.length), `${distance}`);
});

Deno.test("the tested slices of all folds are a cohort, as is one that is given beside them", () => {
  const permuted = runs(1, "permuted", KNOWS_WHO), readers = runs(1, "true", KNOWS_WHO);
  const whole = identityTestOfFolds([permuted], [readers])!;
  // Every slice is tested once: in another order, so that another exchange is drawn, but alike.
  const parts = identityTestOfFolds([permuted.map(tested)], [readers.map(tested)])!;
  near(parts.null.mean, whole.null.mean, 0.02);
  near(parts.null.deviation, whole.null.deviation, 0.02);
  const cohort = readers[0]!.predictions.map(({ subject, study, slice, label }) => {
    return { subject, study, slice, label };
  });
  const beside = readers.map((trial) => ({ ...tested(trial), cohort }));
  assert.deepEqual(identityTestOfFolds([permuted.map(tested)], [beside]), whole);
  // A fold that nobody has tested with true labels: its slices are unknown.
  assert.equal(identityTestOfFolds([permuted.map(tested)], [readers.slice(1).map(tested)]), null);
});

Deno.test("folds have the identity part and its p beside the permuted means, as the ladder has", () => {
  const seeds = [1, 2];
  const trials = seeds.flatMap((seed) =>
    (["true", "permuted"] as const).flatMap((labels) =>
      (["slice", "subject"] as const).flatMap((split) => runs(seed, labels, KNOWS_WHO, { split }))
    )
  );
  const { identity, permuted } = foldsResult(trials);
  const { mean, ci } = permuted!.slice;
  near(identity!.value, mean - identity!.null!.mean, 1e-15);
  near(identity!.ci[0], ci[0] - identity!.null!.mean, 1e-15);
  assert.deepEqual([identity!.p, identity!.null!.draws], [0.001, 999]);
  assert.deepEqual(
    { null: identity!.null, p: identity!.p },
    identityTestOfFolds(
      seeds.map((seed) => runs(seed, "permuted", KNOWS_WHO)),
      seeds.map((seed) => runs(seed, "true", KNOWS_WHO)),
    ),
  );
});

Deno.test("folds of several classes have a null of exchanged classes, for all and for each", () => {
  /** Two labels as two classes, whose scores are each other's opposite. */
  const asClasses = (
    { cell, predictions }: FoldTrial,
  ): Trial<FoldTrial["cell"], ClassPrediction> => ({
    cell,
    predictions: predictions.map(({ label, score, ...row }) => ({
      ...row,
      label: label === 1 ? "yes" : "no",
      scores: { no: -score, yes: score },
    })),
  });
  const of = (labels: LabelKind, knowledge: Knowledge) => runs(1, labels, knowledge).map(asClasses);
  for (const name of [undefined, "yes"]) {
    const knows = identityTestOfFolds([of("permuted", KNOWS_WHO)], [of("true", KNOWS_WHO)], name);
    assert.ok(knows!.p <= 0.005 && knows!.null.draws === 999, `${knows!.p}`);
    const sees = identityTestOfFolds(
      [of("permuted", KNOWS_DISEASE)],
      [of("true", KNOWS_DISEASE)],
      name,
    );
    assert.ok(sees!.p > 0.05, `${sees!.p}`);
  }
});
