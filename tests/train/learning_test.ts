import assert from "node:assert/strict";
import fc from "fast-check";
import type { HistoryRow } from "hemoleak/train/history.ts";
import { hasDied, learningOf, spreadOf } from "hemoleak/train/learning.ts";

const row = (
  validationLoss: number,
  validationSpread: number | null = 1,
  epoch = 1,
): HistoryRow => ({
  ...{ epoch, loss: 1, validationLoss, validationAccuracy: 0.5, validationSpread },
});
const HALF = [0, 1, 0, 1];

Deno.test("what has become of a network, by hand", () => {
  const outcome = (rows: HistoryRow[], labels = HALF) => learningOf(rows, labels).outcome;
  assert.equal(outcome([row(0.69)]), "learned");
  assert.equal(outcome([row(0.7)]), "not-learned");
  assert.equal(outcome([row(Math.LN2)]), "not-learned");
  assert.equal(outcome([row(Math.LN2, 0)]), "dead");
  // The epoch that is kept counts: before it died the network had learned.
  assert.equal(outcome([row(0.5), row(8, 0), row(8.1, 0)]), "learned");
  assert.equal(outcome([row(0.8, 0), row(0.7)]), "not-learned");
  // Nothing moves any more, by luck above or below a constant's loss; but a task may be solved.
  assert.equal(outcome([row(8), row(8)]), "dead");
  assert.equal(outcome([row(0.6), row(0.6)]), "dead");
  assert.equal(outcome([row(0.1), { ...row(0.1), loss: 1e-9 }]), "learned");
  // One label only: any constant can be as good as one likes.
  assert.equal(outcome([row(0.1)], [1, 1]), "unknown");
  assert.equal(outcome([row(0.1, 0)], [1, 1]), "dead");
  assert.equal(outcome([]), "unknown");
  // A single image has no spread.
  assert.equal(outcome([row(0.3, null)], [1]), "unknown");
});

Deno.test("the loss of a constant is the entropy of the labels: no constant has less", () => {
  assert.deepEqual(learningOf([row(0.5)], [1, 0, 0, 0]), {
    outcome: "learned",
    validationLoss: 0.5,
    constantLoss: -0.25 * Math.log(0.25) - 0.75 * Math.log(0.75),
  });
  const labels = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 2 })
    .filter((each) => new Set(each).size === 2);
  fc.assert(fc.property(labels, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (each, p) => {
    const loss = each.reduce((sum, label) => sum - Math.log(label ? p : 1 - p), 0) / each.length;
    assert.ok(learningOf([], each).constantLoss! <= loss + 1e-12);
  }));
});

Deno.test("a training has died after two epochs of one answer, or one that changed nothing", () => {
  assert.equal(hasDied([]), false);
  assert.equal(hasDied([row(1, 0)]), false);
  assert.equal(hasDied([row(1), row(0.9, 0)]), false);
  assert.equal(hasDied([row(1, 0), row(0.9, 0)]), true);
  assert.equal(hasDied([row(1, 0), row(0.9), row(0.8, 0)]), false);
  assert.equal(hasDied([row(1), row(1)]), true);
  assert.equal(hasDied([row(1), row(1 + 1e-15)]), false);
});

Deno.test("the spread of logits; what differs by rounding alone is none", () => {
  assert.equal(spreadOf([1, -2, 0.5]), 3);
  assert.equal(spreadOf([7]), null);
  assert.equal(spreadOf([7, 7]), 0);
  assert.equal(spreadOf([0, 0, 0]), 0);
  assert.equal(spreadOf(Float32Array.of(30, 30.000002)), 0);
  assert.ok(spreadOf([1e-3, 2e-3])! > 0);
  assert.ok(spreadOf([30, 30.001])! > 0);
});
