import assert from "node:assert/strict";
import fc from "fast-check";
import { auc } from "hemoleak/evaluate/auc/auc.ts";
import { partialAuc } from "hemoleak/evaluate/auc/partial_auc.ts";
import { WFNS } from "../../fixtures/evaluate/published.ts";
import { anyScored } from "../any_scored.ts";
import { near } from "../near.ts";
import { SKLEARN_CASES } from "../sklearn_cases.ts";

Deno.test("partial AUC of WFNS grade, both ways, as pROC has it", () => {
  // pROC's own tests (tests/testthat/test-auc.R): range, area and McClish's, by specificity and by
  // sensitivity.
  const printed: [from: number, to: number, ...areas: number[]][] = [
    [0.9, 1, 0.0334417344173442, 0.649693339038653, 0.0400999322493225, 0.68473648552275],
    [0.8, 0.9, 0.0598373983739837, 0.763749402199904, 0.0609953703703703, 0.770561002178649],
    [0, 0.5, 0.488134475939354, 0.952537903757416, 0.483358739837398, 0.933434959349593],
    [0, 1, 0.823678861788618, 0.823678861788618, 0.823678861788618, 0.823678861788618],
  ];
  for (const [from, to, ...expected] of printed) {
    const bySpecificity = partialAuc(WFNS, { specificity: [from, to] });
    const bySensitivity = partialAuc(WFNS, { sensitivity: [from, to] });
    near(bySpecificity.area, expected[0]!, 1e-14);
    near(bySpecificity.standardized, expected[1]!, 1e-14);
    near(bySensitivity.area, expected[2]!, 1e-14);
    near(bySensitivity.standardized, expected[3]!, 1e-14);
  }
});

Deno.test("standardized partial AUC is scikit-learn's", () => {
  for (const { scores, labels, partial_auc } of SKLEARN_CASES) {
    const { standardized } = partialAuc({ scores, labels }, { specificity: [0.9, 1] });
    near(standardized, partial_auc, 1e-13);
  }
});

Deno.test("parts add up to the whole, and turning labels and scores round swaps the axes", () => {
  fc.assert(fc.property(anyScored, fc.integer({ min: 1, max: 99 }), (scored, percent) => {
    const cut = percent / 100;
    const area = (from: number, to: number) => partialAuc(scored, { specificity: [from, to] }).area;
    near(area(0, cut) + area(cut, 1), auc(scored), 1e-12);
    const turned = {
      scores: scored.scores.map((score) => -score),
      labels: scored.labels.map((label) => 1 - label),
    };
    const other = partialAuc(turned, { sensitivity: [cut, 1] }).area;
    near(other, area(cut, 1), 1e-12);
  }));
});

Deno.test("partial AUC by hand: perfect, inverted, guessing, and ranges that are none", () => {
  const labels = [0, 0, 1, 1], range = { specificity: [0.8, 1] } as const;
  near(partialAuc({ scores: [1, 2, 3, 4], labels }, range).standardized, 1, 1e-15);
  near(partialAuc({ scores: [1, 1, 1, 1], labels }, range).standardized, 0.5, 1e-15);
  assert.equal(partialAuc({ scores: [4, 3, 2, 1], labels }, range).area, 0);
  for (const bad of [[0.5, 0.5], [0.6, 0.5], [-0.1, 1], [0, 1.1], [NaN, 1]] as const) {
    assert.throws(() => partialAuc(WFNS, { sensitivity: bad }), { name: "PredictionsError" });
  }
});
