import assert from "node:assert/strict";
import { PredictionsError } from "hemoleak/error.ts";
import {
  returnedClassScores,
  returnedScores,
} from "hemoleak/experiment/trainer/returned_scores.ts";
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

// Of three classes, one of them with a blank in its name.
const CLASS_ROWS: TrainingRow<string>[] = ([
  [0, "001", "train", "EDH"],
  [3, "002", "test", "no bleed"],
  [4, "003", "test", "SDH"],
] as const).map(([index, subject, set, label]) => {
  return { index, subject, study: "", slice: String(index + 1), set, label };
});
const HEADER = "row,label,score_EDH,score_SDH,score_no bleed\n";

const classScores = (text: string) => {
  const found = returnedClassScores(text, "p.csv", CLASS_ROWS, ["EDH", "SDH", "no bleed"]);
  return Object.fromEntries(Object.entries(found).map(([name, scores]) => [name, [...scores]]));
};

Deno.test("returnedClassScores: a column for each class, in any order and spelling", () => {
  const expected = { EDH: [NaN, 0.1, 0.3], SDH: [NaN, 0.2, 0.4], "no bleed": [NaN, 0.7, 0.3] };
  assert.deepEqual(classScores(`${HEADER}4,no bleed,0.1,0.2,0.7\n5,SDH,0.3,0.4,0.3\n`), expected);
  const other = "score_no_bleed,Score-SDH,row,score.EDH,label,score,set\n" +
    "0.3,0.4,5,0.3,sdh,9,test\n0.7,0.2,4,0.1,No-Bleed,9,test\n,,1,,EDH,9,train\n";
  assert.deepEqual(classScores(other), expected);
  // Rows of training may come back with some of the scores.
  const some = `${HEADER}1,EDH,0.5,,nan\n4,no bleed,0,0,0\n5,SDH,0,0,0\n`;
  assert.deepEqual(classScores(some).EDH![0], 0.5);
});

Deno.test("returnedClassScores: what is wrong is named by line and column", () => {
  const row = "4,no bleed,0.1,0.2,0.7\n",
    cases: [text: string, message: RegExp][] = [
      [
        "row,label,score\n4,SDH,1\n",
        /the columns row,label,score_EDH,score_SDH,score_no bleed but sc/,
      ],
      [
        `row,label,score_EDH,score_SDH\n4,no bleed,0,0\n`,
        /score_no bleed is missing; found row,label,score_EDH,score_SDH/,
      ],
      [
        `row,label,score_EDH,score_SDH,score_no bleed,score_SDN\n${row.replace("\n", ",1\n")}`,
        /line 1: expected no scores but score_EDH, .* found score_SDN; did you mean score_SDH\?$/,
      ],
      [
        `${HEADER}4,SDH,0,0,0\n`,
        /line 2, column label: expected no bleed, the label in split.csv, but/,
      ],
      [`${HEADER}4,IPH,0,0,0\n`, /line 2, column label: expected no bleed, .* but found "IPH"/],
      [
        `${HEADER}4,no bleed,0,nan,0\n`,
        /line 2, column score_SDH: expected a finite number for a test/,
      ],
      [`${HEADER}4,no bleed,0,0,\n`, /line 2, column score_no bleed: expected .* but found ""/],
      [
        `${HEADER}1,EDH,inf,0,0\n`,
        /line 2, column score_EDH: expected a finite number but found "inf"/,
      ],
      [
        HEADER + row + row,
        /line 3, column row: expected each row once but it is in line 2 as well/,
      ],
      [HEADER + row, /a score for each of the 2 test rows of split.csv but 1 is missing: row 5/],
      [`${HEADER}2,EDH,0,0,0\n`, /line 2, column row: expected a row of split.csv but found "2"/],
      [(HEADER + row).slice(0, -1), /line 2: it is cut off within a line/],
    ];
  for (const [text, message] of cases) {
    assert.throws(() => classScores(text), (error: Error) => {
      assert.ok(error instanceof PredictionsError, `${text}: ${error}`);
      assert.match(error.message, message);
      return true;
    });
  }
});
