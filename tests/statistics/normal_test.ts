import assert from "node:assert/strict";
import { normalCdf, normalQuantile, normalTwoSided } from "hemoleak/statistics/normal.ts";
import { studentQuantile, studentTwoSided } from "hemoleak/statistics/student_t.ts";
import { near } from "../evaluate/near.ts";
import scipy from "../fixtures/evaluate/scipy_distributions.json" with { type: "json" };

const relative = (value: number, expected: number, tolerance: number) =>
  near(value, expected, tolerance * Math.abs(expected) + 1e-300);

Deno.test("normal probabilities and quantiles are SciPy's, far into the tails", () => {
  for (const [z, cdf] of scipy.normal as [number, number][]) relative(normalCdf(z), cdf, 1e-13);
  for (const [p, z] of scipy.normalQuantile as [number, number][]) {
    near(normalQuantile(p), z, 1e-14 * Math.max(1, Math.abs(z)));
  }
  assert.equal(normalQuantile(0), -Infinity);
  assert.equal(normalQuantile(1), Infinity);
  assert.equal(normalTwoSided(0), 1);
  near(normalTwoSided(-1.959963984540054), 0.05, 1e-15);
});

Deno.test("Student's quantiles and p-values are SciPy's", () => {
  for (const [p, degrees, t] of scipy.studentQuantile as [number, number, number][]) {
    relative(studentQuantile(p, degrees), t, 1e-12);
  }
  for (const [t, degrees, p] of scipy.studentTwoSided as [number, number, number][]) {
    relative(studentTwoSided(t, degrees), p, 1e-12);
  }
  assert.equal(studentTwoSided(0, 5), 1);
  assert.equal(studentQuantile(0.5, 5), 0);
});
