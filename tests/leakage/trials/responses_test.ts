import assert from "node:assert/strict";
import { PredictionsError } from "hemoleak/error.ts";
import { cohortSizeResponse } from "hemoleak/leakage/trials/cohort_size.ts";
import { meanDifference } from "hemoleak/leakage/trials/mean_difference.ts";
import { distanceResponse } from "hemoleak/leakage/trials/responses.ts";
import { doseResponse, type DoseTrial } from "hemoleak/leakage/trials/responses.ts";
import { near } from "../../evaluate/near.ts";
import { simulatedTrial } from "./simulated_trials.ts";

const SEEDS = [1, 2, 3];

function doseTrials(doses: readonly number[]): DoseTrial[] {
  return SEEDS.flatMap((seed) =>
    doses.map((dose) =>
      simulatedTrial({ seed, dose, labels: "true" as const }, { shift: 1 + 2 * dose, tested: 10 })
    )
  );
}

Deno.test("dose response: ascending, with changes paired against the least dose", () => {
  const trials = doseTrials([1, 0, 0.5]);
  const { seeds, true: points, permuted } = doseResponse(trials);
  assert.deepEqual(seeds, SEEDS);
  assert.deepEqual(permuted, []);
  assert.deepEqual(points.map(({ dose }) => dose), [0, 0.5, 1]);
  assert.equal(points[0]!.change, null);
  const at = (dose: number) => trials.filter(({ cell }) => cell.dose === dose);
  assert.deepEqual(points[2]!.change, meanDifference(at(1), at(0)));
  near(points[2]!.change!.difference, points[2]!.auc.mean - points[0]!.auc.mean, 1e-12);
  // Pairs take away what all doses share: the change is known better than either AUC.
  const width = ([low, high]: [number, number]) => high - low;
  assert.ok(width(points[1]!.change!.ci) < width(points[0]!.auc.ci) / 2);
  assert.ok(points[1]!.change!.ci[0] > 0);
});

Deno.test("dose response: slices that only one dose judges are named", () => {
  const [first, ...others] = doseTrials([0, 1]);
  const predictions = first!.predictions.map((row) =>
    row.subject === "S03" && row.slice === "2" ? { ...row, set: "test" as const } : row
  );
  const odd = { ...first!, predictions: predictions.filter(({ set }) => set === "test").slice(1) };
  assert.throws(
    () => doseResponse([odd, ...others]),
    (error) =>
      error instanceof PredictionsError &&
      /the same test slices .* at 0 and at 1 with seed 1 but .*subject "S\d+".*slice "\d"/
        .test(error.message),
  );
});

Deno.test("dose response: a run without a dose is refused; seeds have to have all doses", () => {
  assert.throws(
    () => doseResponse([simulatedTrial({ seed: 3, labels: "true" as const }, { shift: 1 })]),
    /a dose but that of seed 3 has none/,
  );
  const unfinished = doseTrials([0, 1]).filter(({ cell }) => cell.seed !== 2 || cell.dose === 0);
  assert.deepEqual(doseResponse(unfinished).seeds, [1, 3]);
});

Deno.test("distance response: a curve for each kind of labels", () => {
  const trials = SEEDS.flatMap((seed) =>
    [1, 8].flatMap((gap) =>
      (["true", "permuted"] as const).map((labels) =>
        simulatedTrial({ seed, gap, labels }, {
          shift: (labels === "true" ? 3 : 2) / Math.sqrt(gap),
        })
      )
    )
  );
  const both = distanceResponse(trials);
  assert.deepEqual(both.true.map(({ gap }) => gap), [1, 8]);
  assert.deepEqual(both.permuted.map(({ gap }) => gap), [1, 8]);
  assert.ok(both.true[1]!.change!.ci[1] < 0);
  assert.ok(both.permuted[0]!.auc.mean < both.true[0]!.auc.mean);
  const alone = distanceResponse(trials.filter(({ cell }) => cell.labels === "permuted"));
  assert.deepEqual(alone.true, []);
  assert.deepEqual(alone.permuted, both.permuted);
  assert.throws(
    () => distanceResponse([simulatedTrial({ seed: 3, labels: "true" as const }, { shift: 1 })]),
    /a gap but that of seed 3 has none/,
  );
});

Deno.test("cohort size: both splits at each size, all subjects where no number is given", () => {
  const trials = SEEDS.flatMap((seed) =>
    (["slice", "subject"] as const).flatMap((split) => [
      simulatedTrial({ seed, split, subjects: 12 }, { shift: split === "slice" ? 4 : 1 }),
      simulatedTrial({ seed, split }, { shift: split === "slice" ? 3 : 1.5 }),
    ])
  );
  const { points } = cohortSizeResponse(trials);
  assert.deepEqual(points.map(({ subjects }) => subjects), [12, 30]);
  const [small, large] = points;
  for (const point of points) {
    near(point.inflation.difference, point.slice.mean - point.subject.mean, 1e-12);
  }
  assert.ok(small!.inflation.difference > large!.inflation.difference);
  assert.throws(
    () =>
      cohortSizeResponse(
        trials.filter(({ cell }) => cell.split === "slice" || !("subjects" in cell)),
      ),
    /none by subject with 12 subjects/,
  );
});
