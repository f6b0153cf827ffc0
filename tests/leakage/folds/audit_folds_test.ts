import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import { auditFolds } from "hemoleak/leakage/folds/audit_folds.ts";
import { tableOf } from "hemoleak/predictions/prediction_table.ts";
import { parsePredictions } from "hemoleak/predictions/predictions_csv.ts";
import { near } from "../../evaluate/near.ts";
import { anyPredictions } from "../any_predictions.ts";

// folds.py beside the tables wrote what scikit-learn 1.9.1 and pandas say of them.
const FIXTURES = join(import.meta.dirname!, "..", "..", "fixtures", "leakage", "scikit_learn");
const EXPECTED = JSON.parse(Deno.readTextFileSync(join(FIXTURES, "folds.json")));

for (const [name, verdict] of [["by_slice", "leaks"], ["by_subject", "separate"]] as const) {
  Deno.test(`auditFolds: against scikit-learn and pandas, ${name}`, () => {
    const text = Deno.readTextFileSync(join(FIXTURES, `folds_${name}.csv`));
    const audited = auditFolds(parsePredictions(text, name));
    const { aucs, mean, shared, oracle } = EXPECTED[name];
    assert.equal(audited.verdict, verdict);
    assert.equal(audited.folds.length, 5);
    for (const [i, { audit: fold }] of audited.folds.entries()) {
      near(fold.test.auc!.clustered.auc, aucs[i], 1e-12);
      near(fold.oracle!.bySubject, oracle[i], 1e-12);
      assert.equal(fold.overlaps.trainTest.bySubject.slices, shared[i]);
    }
    near(audited.auc!.auc, mean, 1e-12);
    assert.equal(
      audited.leaks[0]?.slices ?? 0,
      shared.reduce((sum: number, n: number) => sum + n, 0),
    );
    assert.match(
      audited.sentences[0]!,
      verdict === "leaks"
        ? /^The folds leak: 180 of 180 test slices \(100\.0 %\), in 5 of 5 folds, are of subjects/
        : /^The folds keep subjects apart: none of the 180 test slices in 5 folds/,
    );
    assert.match(
      audited.sentences.join("\n"),
      /the mean of 5 folds over 30 subjects; by fold it is/,
    );
  });
}

Deno.test("auditFolds: each fold is audited as the split that it is", () => {
  fc.assert(fc.property(anyPredictions, (rows) => {
    const predictions = rows.map((row, i) => ({
      ...row,
      slice: String(i),
      set: "test" as const,
      fold: String(i % 3),
    }));
    if (predictions.length < 3) return;
    const { folds, verdict } = auditFolds(predictions);
    for (const { fold, audit: audited } of folds) {
      // A training row's score comes from another fold's network.
      const split = predictions.map(({ fold: own, ...row }) =>
        own === fold
          ? { ...row, set: "test" as const }
          : { ...row, set: "train" as const, score: NaN }
      );
      assert.deepEqual(audited, audit(split));
    }
    assert.equal(verdict === "leaks", folds.some(({ audit: { verdict } }) => verdict === "leaks"));
  }));
});

const planned = (subject: string, label: 0 | 1, fold: string, site: string) => ({
  subject,
  study: "1",
  slice: fold,
  set: "test" as const,
  label,
  score: NaN,
  fold,
  attributes: { site },
});

Deno.test("auditFolds: before training, and against another claim", () => {
  const rows = [
    planned("A", 1, "1", "North"),
    planned("B", 0, "1", "North"),
    planned("C", 1, "2", "South"),
    planned("D", 0, "2", "South"),
  ];
  const apart = auditFolds(rows, { target: "new-sites=site" });
  assert.deepEqual([apart.verdict, apart.auc, apart.pooled], ["separate", null, null]);
  assert.match(apart.sentences[0]!, /^The folds keep sites and subjects apart/);
  assert.match(apart.sentences[1]!, /No fold has an AUC: the test rows have no scores\./);
  const mixed = auditFolds(rows.map((row) => ({ ...row, attributes: { site: "North" } })), {
    target: "new-sites=site",
  });
  assert.deepEqual(mixed.leaks, [{ by: "site", from: "train", slices: 4, share: 1, folds: 2 }]);
  assert.equal(auditFolds(rows, { target: "known-patients" }).verdict, "mismatched");
});

Deno.test("auditFolds: attributes over all folds, by hand", () => {
  const rows = [
    planned("A", 1, "1", "North"),
    planned("B", 0, "1", "South"),
    planned("C", 1, "2", "North"),
    planned("D", 0, "2", "East"),
  ].map((row, i) => ({ ...row, score: i }));
  const { attributes, folds } = auditFolds(rows, { attributes: ["site"] });
  // North was positive in the other fold; South and East are not in it, and have its mean of a half.
  assert.deepEqual(attributes, [{ name: "site", shared: { slices: 2, share: 0.5 }, oracle: 1 }]);
  assert.equal(folds[0]!.audit.attributes![0]!.oracle!.strangers, 1);
});

Deno.test("audit refuses folds: they are not one split", () => {
  const table = tableOf([planned("A", 1, "1", ""), planned("B", 0, "2", "")]);
  assert.throws(() => audit(table), /found the folds 1, 2; auditFolds takes them fold by fold/);
});
