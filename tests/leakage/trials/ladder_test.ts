import assert from "node:assert/strict";
import { PredictionsError } from "hemoleak/error.ts";
import { cohortSizeResponse } from "hemoleak/leakage/trials/cohort_size.ts";
import { ladder, type LadderTrial } from "hemoleak/leakage/trials/ladder.ts";
import { meanAuc } from "hemoleak/leakage/trials/mean_auc.ts";
import { meanDifference } from "hemoleak/leakage/trials/mean_difference.ts";
import { repeatedSplits } from "hemoleak/leakage/trials/repeated_splits.ts";
import { doseResponse } from "hemoleak/leakage/trials/responses.ts";
import { near } from "../../evaluate/near.ts";
import { simulatedTrial } from "./simulated_trials.ts";

const SHIFTS = { slice: { true: 4, permuted: 2.5 }, subject: { true: 1.5, permuted: 0 } } as const;

function trialsOf(seeds: readonly number[]): LadderTrial[] {
  return seeds.flatMap((seed) =>
    (["slice", "subject"] as const).flatMap((split) =>
      (["true", "permuted"] as const).map((labels) =>
        simulatedTrial({ seed, split, labels }, { shift: SHIFTS[split][labels] })
      )
    )
  );
}

Deno.test("the ladder's parts are what two of its means have above chance", () => {
  const trials = trialsOf([1, 2, 3]);
  const { seeds, auc, identity, disease, inflation } = ladder(trials);
  assert.deepEqual(seeds, [1, 2, 3]);
  const of = (split: string, labels: string) =>
    trials.filter(({ cell }) => cell.split === split && cell.labels === labels);
  assert.deepEqual(auc.slice.permuted, meanAuc(of("slice", "permuted")));
  assert.deepEqual(auc.subject.true, meanAuc(of("subject", "true")));
  near(identity.value, auc.slice.permuted.mean - identity.null!.mean, 1e-15);
  near(identity.ci[0], auc.slice.permuted.ci[0] - identity.null!.mean, 1e-15);
  near(identity.null!.mean, 0.5, 0.02);
  assert.ok(identity.p! < 0.01);
  near(disease.value, auc.subject.true.mean - 0.5, 1e-15);
  near(disease.ci[1], auc.subject.true.ci[1] - 0.5, 1e-15);
  assert.deepEqual(inflation, meanDifference(of("slice", "true"), of("subject", "true")));
  // What the simulated classifiers know comes out: identity clearly, by subject nothing without disease.
  assert.ok(identity.ci[0] > 0.1);
  const [low, high] = auc.subject.permuted.ci;
  assert.ok(low < 0.5 && 0.5 < high);
});

Deno.test("runs that differ in more than what is compared are refused, not averaged", () => {
  const trials = trialsOf([1, 2]);
  const mixed = trials.map((trial) => ({
    ...trial,
    cell: { ...trial.cell, model: trial.cell.seed === 1 ? "cnn4" : "vgg16" },
  }));
  const message =
    'Expected runs that differ in seed, split, labels alone but found the model "cnn4" and ' +
    '"vgg16"; compare runs of one model at a time';
  assert.throws(() => ladder(mixed), { name: "PredictionsError", message });
  const dosed = trials.map((trial, i) =>
    i > 0 ? trial : { ...trial, cell: { ...trial.cell, dose: 1 } }
  );
  assert.throws(() => ladder(dosed), /found the dose 1 and none; compare runs of one dose/);
  const one = mixed.filter(({ cell }) => cell.split === "slice" && cell.labels === "true");
  assert.throws(() => meanAuc(one), /differ in seed alone but found the model/);
  assert.throws(() => repeatedSplits(one, one), /differ in seed alone but found the model/);
  const sized = trials.filter(({ cell }) => cell.labels === "true");
  assert.throws(
    () => cohortSizeResponse([...sized, trialsOf([3])[1]!]),
    /differ in seed, split, subjects alone but found the labels "true" and "permuted"/,
  );
  const doses = [0, 1].map((dose) =>
    simulatedTrial({ seed: 1, dose, labels: "true" as const, subjects: 10 + dose }, { shift: 1 })
  );
  assert.throws(
    () => doseResponse(doses),
    /differ in seed, labels, dose alone but found the subjects/,
  );
});

Deno.test("the ladder leaves out seeds that a condition lacks, and needs all conditions", () => {
  const trials = trialsOf([1, 2, 3]);
  const unfinished = trials.filter(({ cell }) => cell.seed !== 2 || cell.labels === "true");
  const { seeds, auc } = ladder(unfinished);
  assert.deepEqual(seeds, [1, 3]);
  assert.equal(auc.slice.true.aucs.length, 2);
  const lacking = trials.filter(({ cell }) => cell.split === "slice" || cell.labels === "true");
  assert.throws(
    () => ladder(lacking),
    (error) =>
      error instanceof PredictionsError &&
      /none split by subject with permuted labels/.test(error.message),
  );
  const apart = trials.filter(({ cell }) => (cell.seed === 1) === (cell.labels === "true"));
  assert.throws(() => ladder(apart), /a seed that all 4 conditions were run with/);
  assert.throws(() => ladder([]), /at least one run/);
  assert.throws(() => ladder([...trials, trials[0]!]), /two of seed 1.*one network at a time/);
});
