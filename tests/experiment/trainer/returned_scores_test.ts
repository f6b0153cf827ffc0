import assert from "node:assert/strict";
import { PredictionsError } from "hemoleak/error.ts";
import { returnedScores } from "hemoleak/experiment/trainer/returned_scores.ts";
import type { TrainingRow } from "hemoleak/experiment/trainer/trainer.ts";

// Rows 1, 2, 4 and 5 of a table; row 3 is not used by the cell.
const ROWS: TrainingRow[] = ([
  [0, "001", "train", 1],
  [1, "001", "validation", 1],
  [3, "002", "test", 0],
  [4, "003", "test", 1],
] as const).map(([index, subject, set, label]) => {
  return { index, subject, study: "", slice: String(index + 1), set, label };
});

const scores = (text: string) => [...returnedScores(text, "predictions.csv", ROWS)];

Deno.test("returnedScores: the test rows alone, or all, in any order and with other columns", () => {
  assert.deepEqual(scores("row,label,score\n5,1,0.25\n4,0,1e-3\n"), [NaN, NaN, 0.001, 0.25]);
  const all = "score,set,row,subject,label,mu\n0.5,train,1,001,1,a\n,val,2,1,1.0,b\n" +
    "-3,Test,4,2.0,False,c\n0.1,test,5,003,True,d\n";
  assert.deepEqual(scores(all), [0.5, NaN, -3, 0.1]);
  assert.deepEqual(scores("row;label;score\n4;0;0,5\n5.0;1;0,75\n"), [NaN, NaN, 0.5, 0.75]);
  // Every digit counts.
  const digits = 0.1 + 0.2;
  assert.equal(scores(`row,label,score\n4,0,${digits}\n5,1,1\n`)[2], digits);
});

Deno.test("returnedScores: what is wrong is named by line and column", () => {
  const cases: [text: string, message: RegExp][] = [
    ["", /the columns row,label,score but row, label, score are missing/],
    ["row,label,score\n", /a score for each of the 2 test rows .* but 2 are missing: row 4, 5$/],
    ["row,label,score\n4,0,0.5\n", /but 1 is missing: row 5$/],
    ["row,label,score\n4,0,0.5\n5,1,0.5", /line 3: it is cut off within a line; the last line/],
    [
      "row,label,score\n4,0,0.5\n5,1\n",
      /line 3: expected 3 fields, as the header has, but found 2/,
    ],
    [
      "row,label,score\n4,0,0.5\n5,1,0.5\n4,0,0.5\n",
      /line 4, column row: expected each row once but it is in line 2 as well; found "4"/,
    ],
    ["row,label,score\n3,0,0.5\n", /line 2, column row: expected a row of split.csv but found "3"/],
    ["row,label,score\n,0,0.5\n", /line 2, column row: expected a row of split.csv but found ""/],
    ["row,label,score\n4,1,0.5\n5,1,0.5\n", /line 2, column label: expected 0, the label in spl/],
    ["row,label,score\n4,0,nan\n5,1,0.5\n", /line 2, column score: expected a finite number for/],
    ["row,label,score\n4,0,\n5,1,0.5\n", /line 2, column score: expected .* but found ""/],
    ["row,label,score\n4,0,inf\n5,1,0.5\n", /line 2, column score: expected .* but found "inf"/],
    ["row,label,score\n1,1,-Infinity\n", /column score: expected a finite number but found "-I/],
    ["row,label,score,subject\n4,0,1,003\n", /column subject: expected 002, as in split.csv/],
    ["row,label,score,set\n4,0,1,train\n", /column set: expected test, as in split.csv, but fou/],
  ];
  for (const [text, message] of cases) {
    assert.throws(() => scores(text), (error: Error) => {
      assert.ok(error instanceof PredictionsError, `${text}: ${error}`);
      assert.match(error.message, /^predictions\.csv/);
      assert.match(error.message, message);
      return true;
    });
  }
  // Of many bad rows the first few.
  const bad = Array.from({ length: 9 }, () => "9,0,0.5\n").join("");
  assert.throws(() => scores(`row,label,score\n${bad}`), (error: PredictionsError) => {
    return error.faults.length === 5;
  });
});
