import assert from "node:assert/strict";
import { failuresBySubject } from "hemoleak/evaluate/thresholds/failures.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";

function row(
  subject: string,
  label: 0 | 1,
  score: number,
  set: "train" | "test" = "test",
): Prediction {
  return { subject, study: "", slice: String(score), set, label, score };
}

Deno.test("failures by hand: by how many slices, then by what share, of the test set alone", () => {
  const found = failuresBySubject([
    ...[0.1, 0.2, 0.9].map((score) => row("A", 1, score)),
    ...[0.3, 0.4, 0.8, 0.95].map((score) => row("B", 1, score)),
    row("C", 1, 0.7),
    ...[0.6, 0.1].map((score) => row("A", 0, score)),
    row("D", 0, 0.5), // On the threshold: called positive.
    row("E", 0, 0.9, "train"),
  ], 0.5);
  assert.deepEqual(found, {
    threshold: 0.5,
    missed: [{ subject: "A", wrong: 2, of: 3 }, { subject: "B", wrong: 2, of: 4 }],
    falselyCalled: [{ subject: "D", wrong: 1, of: 1 }, { subject: "A", wrong: 1, of: 2 }],
    subjectsMissed: 2,
    subjectsFalselyCalled: 2,
  });
  const one = failuresBySubject([row("A", 1, 0.1), row("B", 1, 0.2)], 0.5, { most: 1 });
  assert.deepEqual([one.missed.length, one.subjectsMissed, one.falselyCalled], [1, 2, []]);
});
