import assert from "node:assert/strict";
import { PredictionsError } from "hemoleak/error.ts";
import { correctedTest } from "hemoleak/evaluate/folds/corrected_t.ts";
import { studentTwoSided } from "hemoleak/statistics/student_t.ts";
import { near } from "../../evaluate/near.ts";

// scikit-learn's example "Statistical comparison of models using grid search": AUC of the kernel rbf
// less that of the linear one in 10 times 10 folds, 10 tested and 90 trained on, in 25ths. The
// differences were computed with scikit-learn 1.9.1 as the example does.
// deno-fmt-ignore
const FOLDS = [
  -1, -3, 0, 0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, -1, 0, 0, 0, 0, -1, -1, 1, -2, 0,
  1, 1, 1, 0, 0, -1, 1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0,
  0, 1, 1, 1, 0, 1, -1, 2, 0, 0, 0, 0, 0, 5, -1, 0, 1, 0, 0, 0, 0, 1, 1, 2, 0,
  1, 0, -1, 0, 0, 1, -2, 1, 0, 1, 0, 0, 0, 0, 0, 0, -1, 0, -1, 0, 0, 1, 2, 0, 0,
];

Deno.test("corrected test: the published t and p of scikit-learn's example", () => {
  const found = correctedTest(FOLDS.map((fold) => fold / 25), { test: 10, train: 90 });
  // Printed there: "Corrected t-value: 0.750, Corrected p-value: 0.227", right-tailed.
  assert.equal(found.t!.toFixed(3), "0.750");
  assert.equal((found.p! / 2).toFixed(3), "0.227");
  // The same with all digits, and the interval by scipy.stats.t.ppf.
  near(found.t, 0.7503126954482318, 1e-12);
  near(found.p, 0.454845942026733, 1e-12);
  near(found.error, 0.013327776619887863, 1e-12);
  near(found.ci[0], -0.016445200296138635, 1e-12);
  near(found.ci[1], 0.03644520029613861, 1e-12);
  assert.equal(found.degrees, 99);
});

Deno.test("corrected test: without test sets that are anything, the paired t-test", () => {
  const { t, p } = correctedTest([0.1, 0.3, 0.2], { test: 1, train: Infinity });
  // Mean 0.2, standard deviation 0.1: t is 0.2 / (0.1 / sqrt 3).
  near(t, 2 * Math.sqrt(3), 1e-12);
  near(p, studentTwoSided(2 * Math.sqrt(3), 2), 1e-15);
});

Deno.test("corrected test: one split, no spread, no difference", () => {
  const sizes = { test: 8, train: 35 };
  const single = correctedTest([0.2], sizes);
  assert.deepEqual([single.error, single.t, single.p, single.ci], [null, null, null, [-1, 1]]);
  const constant = correctedTest([0.1, 0.1, 0.1], sizes);
  assert.deepEqual([constant.error, constant.t, constant.p, constant.ci], [0, null, null, [-1, 1]]);
  const none = correctedTest([0, 0, 0], sizes);
  assert.deepEqual([none.t, none.p, none.ci], [0, 1, [0, 0]]);
});

Deno.test("corrected test: nothing to test is refused", () => {
  assert.throws(() => correctedTest([], { test: 1, train: 1 }), PredictionsError);
  assert.throws(() => correctedTest([0.1], { test: 0, train: 1 }), PredictionsError);
});
