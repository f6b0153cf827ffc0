import assert from "node:assert/strict";
import { compare } from "hemoleak/evaluate/compare.ts";
import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import { evaluateFolds } from "hemoleak/evaluate/folds/evaluate_folds.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { tableOf } from "hemoleak/predictions/prediction_table.ts";
import { Random } from "hemoleak/random.ts";

type FoldedPrediction = Prediction & { fold: string };

/** Slices of 12 subjects, half of whom are positive. */
const ROWS = Array.from({ length: 96 }, (_, i): FoldedPrediction => {
  const subject = i % 12;
  return {
    subject: `${subject + 101}`,
    study: `study ${subject}`,
    slice: `${i}`,
    set: "test",
    label: subject < 6 ? 1 : 0,
    score: new Random(i, "scores").integer(1000) / 1000 + (subject < 6 ? 0.2 : 0),
    fold: `${subject % 3 + 1}`,
  };
});

/** The same with every other slice's subject as a spreadsheet may write it, `101.0`. */
const RESPELLED = ROWS.map((row, i) =>
  Math.floor(i / 12) % 2 === 0 ? row : { ...row, subject: `${row.subject}.0` }
);

const splitless = (rows: readonly FoldedPrediction[]) => rows.map(({ fold: _fold, ...row }) => row);

Deno.test("a subject that is written in two ways is one cluster", () => {
  const [plain, other] = [evaluate(splitless(ROWS)), evaluate(splitless(RESPELLED))];
  assert.equal(other.subjects, 12);
  assert.deepEqual(other.clustered, plain.clustered);
  assert.deepEqual(other.intervals, plain.intervals);
});

Deno.test("so it is in a comparison, and over folds", () => {
  const compared = (rows: readonly FoldedPrediction[]) => {
    const of = (change: number) =>
      tableOf(
        splitless(rows).map((row) => ({ ...row, score: row.score * (1 + change * row.label) })),
      );
    return compare({ file: "a", table: of(0) }, { file: "b", table: of(0.5) });
  };
  assert.deepEqual(compared(RESPELLED), compared(ROWS));
  assert.deepEqual(evaluateFolds(RESPELLED).auc, evaluateFolds(ROWS).auc);
});
