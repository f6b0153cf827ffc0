import assert from "node:assert/strict";
import fc from "fast-check";
import { confusion, rates } from "hemoleak/evaluate/thresholds/confusion.ts";
import { impliedPrevalence, PAPER_TABLE_2 } from "hemoleak/report/paper/paper.ts";

Deno.test("the share of positives follows from accuracy, recall and F1 of any predictions", () => {
  const outcome = fc.record({ label: fc.constantFrom(0, 1), score: fc.constantFrom(0, 1) });
  fc.assert(fc.property(fc.array(outcome, { minLength: 1, maxLength: 60 }), (rows) => {
    const found = rates(confusion({
      scores: Float64Array.from(rows, ({ score }) => score),
      labels: Uint8Array.from(rows, ({ label }) => label),
    }));
    // Without a true positive, or without an error, the three say nothing about the share.
    fc.pre(found.f1 > 0 && found.accuracy < 1);
    const share = rows.filter(({ label }) => label === 1).length / rows.length;
    assert.ok(Math.abs(impliedPrevalence(found) - share) < 1e-9);
  }));
});

Deno.test("the paper's Table 2 implies 53 to 62 % positive test slices", () => {
  const shares = Object.values(PAPER_TABLE_2).flatMap(({ slice, subject }) =>
    [slice, subject].map((row) => impliedPrevalence(row).toFixed(2))
  );
  assert.deepEqual(shares, ["0.53", "0.61", "0.55", "0.62"]);
});

Deno.test("the F1 of the paper's text does not fit its accuracy and recall, that of Table 2 does", () => {
  // Both networks have the same kind of test set, so their shares of positives must be near.
  const { VGG16: vgg16, CNN4: cnn4 } = PAPER_TABLE_2;
  const vgg16Share = impliedPrevalence(vgg16.slice);
  assert.ok(Math.abs(impliedPrevalence(cnn4.slice) - vgg16Share) < 0.02);
  assert.ok(Math.abs(impliedPrevalence({ ...cnn4.slice, f1: 0.972 }) - vgg16Share) > 0.2);
});
