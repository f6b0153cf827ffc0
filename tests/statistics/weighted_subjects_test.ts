import assert from "node:assert/strict";
import { effectiveSubjects, subjectDegrees } from "hemoleak/statistics/weighted_subjects.ts";
import { near } from "../evaluate/near.ts";

Deno.test("effective subjects by hand: all if of one size, fewer the more a large one rules", () => {
  assert.equal(effectiveSubjects([7, 7, 7, 0]), 3);
  near(effectiveSubjects([1, 2, 3, 10]), 256 / 114, 1e-14);
  assert.equal(effectiveSubjects([0, 0]), 0);
});

Deno.test("degrees of freedom are those of the matrices, multiplied out by NumPy", () => {
  // R = diag(w) (I - 1 w'), C = diag(1 / (1 - w)), B = R' C R: trace(B)^2 / trace(B B), NumPy 2.
  const cases: [number[], number][] = [
    [[3, 3, 3, 3], 3],
    [[1, 1], 1],
    [[1, 2, 3, 10], 1.271170354726787],
    [[500, 20, 7, 1, 60, 33], 1.076681467537741],
  ];
  for (const [sizes, degrees] of cases) near(subjectDegrees(sizes), degrees, 1e-11);
  near(subjectDegrees([4, 0, 4, 4]), 2, 1e-12);
});
