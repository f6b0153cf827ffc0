import assert from "node:assert/strict";
import { correctedTest } from "hemoleak/evaluate/folds/corrected_t.ts";
import type { RepeatedSplits } from "hemoleak/leakage/trials/repeated_splits.ts";
import { repeatedSplitsTable } from "hemoleak/report/experiments/repeated_splits_table.ts";
import { assertSnapshot } from "../snapshot.ts";
import { ALL_LEARNED, exampleMean } from "./example_means.ts";

const OPTIONS = { networks: ["VGG16 × 0.25", "CNN4"], synthetic: true } as const;

/** Two networks that differ so much in each of three splits. */
function resultOf(differences: [number, number, number]): RepeatedSplits {
  const subjects = { test: 8, train: 35 };
  const second = exampleMean(0.753, [0.519, 0.896], 0.065);
  const aucs = second.aucs.map((auc, i) => auc + differences[i]!);
  const test = correctedTest(differences, subjects);
  const first = { ...second, mean: second.mean + test.difference, aucs };
  const spread = { sd: 0.065, range: [0.688, 0.818] as [number, number] };
  return {
    seeds: [1, 2, 3],
    first: { ...first, ...spread },
    second: { ...second, ...spread },
    subjects,
    test,
    outcomes: [ALL_LEARNED, ALL_LEARNED],
  };
}

const claim = (result: RepeatedSplits) => repeatedSplitsTable(result, OPTIONS).notes[1]!;

Deno.test("repeated splits: each split, the spread, the corrected test and the paper's claim", async () => {
  const table = repeatedSplitsTable(resultOf([0.1, -0.05, 0.03]), OPTIONS);
  await assertSnapshot(`${table.markdown}\n`, "repeated_splits_table.md");
  assert.match(table.title, /synthetic data/);
});

Deno.test("the claim holds, fails, is not seen or cannot be judged", () => {
  // The paper: 0.783 against 0.658.
  assert.match(claim(resultOf([0.1, 0.11, 0.12])), /by \+0\.125 on one split\. So it is here/);
  assert.match(claim(resultOf([-0.1, -0.11, -0.12])), /Here it is the other way.*−0\.110/);
  const open = claim(resultOf([0.1, -0.05, 0.03]));
  assert.match(
    open,
    /includes 0 and the paper's difference as well: so few subjects decide nothing/,
  );
  assert.match(
    claim(resultOf([0.01, -0.01, 0.001])),
    /Here this is not seen: .*, which includes 0 but not the paper's difference\.$/,
  );
  assert.match(claim(resultOf([0.1, 0.1, 0.1])), /cannot be determined/);
});
