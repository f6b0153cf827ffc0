import assert from "node:assert/strict";
import fc from "fast-check";
import { foldsResult, type FoldTrial } from "hemoleak/leakage/trials/folds.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { SPLIT_UNITS, type SplitUnit } from "hemoleak/split/split.ts";
import { near } from "../../evaluate/near.ts";

/** Twelve subjects, every other one positive, of two or three slices; another network for each fold. */
function foldTrials(split: SplitUnit, seed: number, folds: number): FoldTrial[] {
  return Array.from({ length: folds }, (_, fold) => {
    const predictions: Prediction[] = [];
    for (let subject = 0; subject < 12; subject++) {
      const label = subject % 2 === 1 ? 1 : 0;
      for (let slice = 0; slice < 2 + label; slice++) {
        const unit = split === "subject" ? Math.floor(subject / 2) : subject + slice;
        const score = (subject * 7 + slice * 3 + seed * 5 + fold * 2) % 11 + 3 * label;
        predictions.push({
          ...{ subject: `S${subject}`, study: `S${subject}`, slice: String(slice) },
          ...{ set: (unit + seed) % folds === fold ? "test" : "train", label, score },
        });
      }
    }
    return { cell: { split, labels: "true", seed, folds, fold: fold + 1 }, predictions };
  });
}

function bothSplits(seeds: readonly number[], folds: number): FoldTrial[] {
  return seeds.flatMap((seed) => SPLIT_UNITS.flatMap((split) => foldTrials(split, seed, folds)));
}

// By NumPy and SciPy: placements over all pairs of each fold; subjects' deviations scaled by
// k / (k - 1), from the mean of all folds where a subject is alone with its label; the sum of their squares
// and, with two seeds, s^2 / 2, which is no less than that sum times tested subjects times (trained and not
// tested ones by the square of trained ones, averaged over folds); Satterthwaite's degrees of seeds and of
// positive and negative subjects, by the matrix of Bell and McCaffrey's quadratic form; scipy.stats.t on the
// logit scale.
Deno.test("the mean over folds and its interval are those of NumPy and SciPy", () => {
  const cases: [seeds: number[], folds: number, split: SplitUnit, expected: number[]][] = [
    [[1], 2, "slice", [0.7673611111111112, 0.5111398105154318, 0.9123261243848758]],
    [[1, 2], 2, "slice", [0.7413194444444444, 0.5972921605922374, 0.8470281970252925]],
    [[1], 2, "subject", [0.7685185185185186, 0.39664202100845686, 0.9437155280974804]],
    [[1, 2], 2, "subject", [0.7245370370370371, 0.490304126221031, 0.8779273785519645]],
    [[1], 3, "slice", [0.8333333333333334, 0.5331308787996835, 0.9563181448648332]],
    [[1], 3, "subject", [0.7222222222222222, 0.39041071309133657, 0.9134581163890614]],
    [[1, 2], 5, "subject", [0.7625, 0.5062955678757945, 0.9095116066803184]],
  ];
  for (const [seeds, folds, split, [mean, low, high]] of cases) {
    const { [split]: found, seeds: kept } = foldsResult(bothSplits(seeds, folds));
    assert.deepEqual(kept, seeds);
    near(found.mean, mean!, 1e-12);
    near(found.ci[0], low!, 1e-9);
    near(found.ci[1], high!, 1e-9);
    assert.deepEqual([found.subjects, found.aucs.length], [12, seeds.length]);
    found.folds.forEach((ofSeed, i) =>
      near(ofSeed.reduce((sum, auc) => sum + auc, 0) / folds, found.aucs[i]!, 1e-12)
    );
  }
  near(foldsResult(bothSplits([1], 2)).slice.folds[0]![1]!, 0.7777777777777778, 1e-12);
});

Deno.test("scores of other scale in one fold change nothing: they are never ranked together", () => {
  const trials = bothSplits([1, 2], 2), expected = foldsResult(trials);
  const moved = trials.map((trial): FoldTrial =>
    trial.cell.fold === 1 ? trial : {
      ...trial,
      predictions: trial.predictions.map((row) => ({ ...row, score: 100 + 3 * row.score })),
    }
  );
  assert.deepEqual(foldsResult(moved), expected);
});

Deno.test("the order of the runs changes nothing, and repeats of one deal no interval by much", () => {
  const trials = bothSplits([1, 2], 2), expected = foldsResult(trials);
  fc.assert(
    fc.property(
      fc.shuffledSubarray(trials, { minLength: trials.length }),
      (shuffled) => assert.deepEqual(foldsResult(shuffled), expected),
    ),
    { numRuns: 20 },
  );
  // Repeats that are all alike say no more about subjects than one does.
  const again = (seed: number) =>
    bothSplits([1], 2).map(({ cell, ...trial }): FoldTrial => ({
      ...trial,
      cell: { ...cell, seed },
    }));
  const once = foldsResult(again(1)), often = foldsResult([1, 2, 3, 4].flatMap(again));
  near(often.subject.ci[0], once.subject.ci[0], 1e-12);
  near(often.slice.ci[1], once.slice.ci[1], 1e-12);
});

Deno.test("the inflation is the difference of the means, and as uncertain as both", () => {
  const { slice, subject, inflation } = foldsResult(bothSplits([1, 2], 2));
  near(inflation.difference, slice.mean - subject.mean, 1e-12);
  // Zou and Donner's formula, by hand.
  const below = Math.hypot(slice.mean - slice.ci[0], subject.ci[1] - subject.mean);
  near(inflation.ci[0], inflation.difference - below, 1e-12);
  assert.equal(inflation.method, "mover");
});

Deno.test("a seed without all of its folds is left out, and so is one whose network died", () => {
  const trials = bothSplits([1, 2], 2);
  const part = foldsResult(trials.slice(0, -1));
  assert.deepEqual(part.seeds, [1]);
  const dead = trials.map((trial, i): FoldTrial =>
    i === 0 ? { ...trial, learning: { outcome: "dead" } } : trial
  );
  const { seeds, outcomes } = foldsResult(dead);
  assert.deepEqual(seeds, [2]);
  assert.equal(outcomes.dead.length, 1);
});

Deno.test("permuted labels are judged as the readers' are, on the seeds that have both", () => {
  const readers = bothSplits([1, 2], 2);
  // What a network makes of exchanged labels is no matter here: the same runs, as if of these.
  const exchanged = bothSplits([1, 2], 2).map(({ cell, ...trial }): FoldTrial => ({
    ...trial,
    cell: { ...cell, labels: "permuted" },
  }));
  const alone = foldsResult(readers);
  assert.equal(alone.permuted, null);
  const { slice, subject } = alone;
  assert.deepEqual(foldsResult([...exchanged, ...readers]), {
    ...alone,
    permuted: { slice, subject },
  });
  // Seed 2 lacks a fold with exchanged labels: both are of seed 1. Without a whole seed there are none.
  const part = foldsResult([...readers, ...exchanged.slice(0, -1)]);
  assert.deepEqual([part.seeds, part.permuted?.slice.folds.length], [[1], 1]);
  const none = foldsResult([...readers, ...exchanged.slice(0, 3)]);
  assert.deepEqual([none.seeds, none.permuted], [[1, 2], null]);
});

Deno.test("runs that are none of folds, or too few, are refused", () => {
  const trials = bothSplits([1], 2);
  const refuses = (runs: readonly FoldTrial[], message: RegExp) =>
    assert.throws(() => foldsResult(runs), { name: "PredictionsError", message });
  refuses([], /Expected runs of folds but found none/);
  refuses(trials.slice(1), /a seed that all 2 folds were run with by slice and by subject/);
  refuses([...trials, trials[0]!], /two by slice of seed 1 and fold 1/);
  refuses([...trials, ...bothSplits([2], 3)], /the folds 2 and 3; compare runs of one folds/);
});
