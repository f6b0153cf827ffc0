import assert from "node:assert/strict";
import { PredictionsError, SplitError } from "hemoleak/error.ts";
import { correctedTest } from "hemoleak/evaluate/folds/corrected_t.ts";
import { repeatedSplits } from "hemoleak/leakage/trials/repeated_splits.ts";
import { near } from "../../evaluate/near.ts";
import { simulatedTrial } from "./simulated_trials.ts";

const trialsOf = (shift: number, seeds = [1, 2, 3, 4]) =>
  seeds.map((seed) => simulatedTrial({ seed }, { shift, tested: 10 }));

Deno.test("repeated splits: spread of each network, corrected test with subjects for n", () => {
  const result = repeatedSplits(trialsOf(2), trialsOf(1));
  const { first, second, subjects, test } = result;
  // 10 of 30 subjects are tested, the rest is trained on.
  assert.deepEqual(subjects, { test: 10, train: 20 });
  const differences = first.aucs.map((auc, i) => auc - second.aucs[i]!);
  assert.deepEqual(test, correctedTest(differences, subjects));
  // Standard deviation by the sum of squares less the square of the sum.
  const sum = first.aucs.reduce((a, b) => a + b),
    squares = first.aucs.reduce((a, b) => a + b * b, 0);
  near(first.sd, Math.sqrt((squares - sum ** 2 / 4) / 3), 1e-9);
  near(first.mean, sum / 4, 1e-12);
  assert.deepEqual(first.range, [first.aucs.toSorted()[0], first.aucs.toSorted()[3]]);
});

Deno.test("repeated splits: the seeds that both have; a single one has no spread", () => {
  const result = repeatedSplits(trialsOf(2), trialsOf(1, [3, 9]));
  assert.deepEqual(result.seeds, [3]);
  assert.deepEqual([result.first.sd, result.test.t, result.test.ci], [null, null, [-1, 1]]);
  assert.throws(() => repeatedSplits(trialsOf(2), trialsOf(1, [9])), PredictionsError);
  assert.throws(() => repeatedSplits(trialsOf(2), []), /runs of two networks but found 4 and 0/);
});

Deno.test("repeated splits: other slices, or a subject on both sides, are refused", () => {
  const one = trialsOf(2, [1]), two = trialsOf(1, [2]);
  const posing = [{ ...two[0]!, cell: { seed: 1 } }];
  assert.throws(
    () => repeatedSplits(one, posing),
    /Expected the same test slices .* at the first network and at the second with seed 1/,
  );
  const predictions = one[0]!.predictions.map((row, i) => ({
    ...row,
    set: i % 2 === 0 ? "test" as const : "train" as const,
  }));
  const leaking = [{ ...one[0]!, predictions }];
  assert.throws(() => repeatedSplits(leaking, leaking), SplitError);
});
