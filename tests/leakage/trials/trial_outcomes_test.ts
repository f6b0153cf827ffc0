import assert from "node:assert/strict";
import { cohortSizeResponse } from "hemoleak/leakage/trials/cohort_size.ts";
import { ladder } from "hemoleak/leakage/trials/ladder.ts";
import { meanAuc } from "hemoleak/leakage/trials/mean_auc.ts";
import { repeatedSplits } from "hemoleak/leakage/trials/repeated_splits.ts";
import { doseResponse } from "hemoleak/leakage/trials/responses.ts";
import type { Trial } from "hemoleak/leakage/trials/trial.ts";
import { simulatedTrial } from "./simulated_trials.ts";

type Outcome = NonNullable<Trial["learning"]>["outcome"];

const SEEDS = [1, 2, 3];
const withOutcome = <Factors>(trial: Trial<Factors>, outcome: Outcome): Trial<Factors> => ({
  ...trial,
  learning: { outcome },
});

/** Runs of several conditions; that of seed 2 in the first condition died, in the last it did not learn. */
function trialsOf<Factors>(conditions: readonly Factors[]): Trial<Factors>[] {
  return SEEDS.flatMap((seed) =>
    conditions.map((factors, i) => {
      const trial = simulatedTrial({ ...factors, seed }, { shift: 1, tested: 16 });
      const last = i === conditions.length - 1;
      return withOutcome(
        trial,
        seed !== 2 ? "learned" : i === 0 ? "dead" : last ? "not-learned" : "learned",
      );
    })
  );
}

const LABELS = ["true", "permuted"] as const;
const SPLITS = ["slice", "subject"] as const;
const LADDER = SPLITS.flatMap((split) => LABELS.map((labels) => ({ split, labels })));
const DOSES = [0, 1].map((dose) => ({ dose, labels: "true" as const }));
const SIZES = SPLITS.map((split) => ({ split, subjects: 30 }));

Deno.test("the seed of a dead run is in no mean, and the run is named", () => {
  const found = [
    [LADDER, ladder(trialsOf(LADDER))],
    [DOSES, doseResponse(trialsOf(DOSES))],
    [SIZES, cohortSizeResponse(trialsOf(SIZES))],
  ] as const;
  for (const [conditions, { seeds, outcomes }] of found) {
    assert.deepEqual(seeds, [1, 3]);
    assert.deepEqual(outcomes, {
      dead: [{ ...conditions[0], seed: 2 }],
      notLearned: [{ ...conditions.at(-1), seed: 2 }],
    });
  }
  const alive = trialsOf(LADDER).filter(({ cell }) => cell.seed !== 2);
  const { outcomes: _, ...numbers } = ladder(trialsOf(LADDER));
  const { outcomes: none, ...expected } = ladder(alive);
  assert.deepEqual(numbers, expected);
  assert.deepEqual(none, { dead: [], notLearned: [] });
});

Deno.test("two networks are compared on the splits on which both are alive", () => {
  const runs = (outcomes: Outcome[]) =>
    SEEDS.map((seed, i) =>
      withOutcome(simulatedTrial({ seed }, { shift: 1, tested: 16 }), outcomes[i]!)
    );
  const { seeds, outcomes } = repeatedSplits(
    runs(["dead", "learned", "learned"]),
    runs(["learned", "learned", "not-learned"]),
  );
  assert.deepEqual(seeds, [2, 3]);
  assert.deepEqual(outcomes, [
    { dead: [{ seed: 1 }], notLearned: [] },
    { dead: [], notLearned: [{ seed: 3 }] },
  ]);
});

Deno.test("without a run that is alive there is no result, and the message says why", () => {
  const dead = trialsOf(LADDER).map((trial) => withOutcome(trial, "dead"));
  assert.throws(() => ladder(dead), {
    name: "PredictionsError",
    message: /at least one run but found none; left out, because their networks died .*"seed":3/,
  });
  // A condition that has none left.
  const one = trialsOf(LADDER).map((trial) =>
    withOutcome(
      trial,
      trial.cell.split === "slice" && trial.cell.labels === "true" ? "dead" : "learned",
    )
  );
  assert.throws(() => ladder(one), /none split by slice with true labels; left out, because/);
});

Deno.test("a mean refuses a dead run that was not left out", () => {
  const trials = SEEDS.map((seed) => simulatedTrial({ seed }, { shift: 1 }));
  assert.equal(meanAuc(trials).aucs.length, 3);
  trials[1] = withOutcome(trials[1]!, "dead");
  assert.throws(() => meanAuc(trials), /the network of seed 2 died in training/);
});
