import assert from "node:assert/strict";
import fc from "fast-check";
import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import type { Prediction } from "hemoleak/evaluate/prediction.ts";
import { formatPredictions, parsePredictions } from "hemoleak/evaluate/predictions_csv.ts";
import { Random } from "hemoleak/random.ts";
import type { SetName } from "hemoleak/split/split.ts";

function prediction(subject: string, label: 0 | 1, score: number, set: SetName = "test") {
  return { subject, study: subject, slice: String(score), set, label, score } satisfies Prediction;
}

const FOUR = [
  prediction("A", 0, 0.1),
  prediction("B", 0, 0.6),
  prediction("C", 1, 0.35),
  prediction("D", 1, 0.8),
];

const anyPrediction = fc.record({
  subject: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ,"_-]{0,8}[A-Za-z0-9]$/),
  study: fc.stringMatching(/^([A-Za-z0-9,"\n]{0,5}[A-Za-z0-9])?$/),
  slice: fc.nat().map(String),
  set: fc.constantFrom<SetName>("train", "validation", "test"),
  label: fc.constantFrom<0 | 1>(0, 1),
  score: fc.double({ noNaN: true, noDefaultInfinity: true })
    .map((score) => Object.is(score, -0) ? 0 : score),
}, { noNullPrototype: true });

Deno.test("the content of metrics.json, by hand", () => {
  const { roc, bootstrap, ...metrics } = evaluate(FOUR);
  assert.deepEqual(metrics, {
    judged: "test",
    slices: 4,
    subjects: 4,
    prevalence: 0.5,
    auc: 0.75,
    threshold: 0.5,
    accuracy: 0.5,
    recall: 0.5,
    precision: 0.5,
    specificity: 0.5,
    f1: 0.5,
    alwaysPositive: { accuracy: 0.5, recall: 1, precision: 0.5, specificity: 0, f1: 2 / 3 },
  });
  assert.deepEqual([bootstrap.replicates, bootstrap.unit], [2000, "subject"]);
  assert.equal(roc.length, 5);
});

Deno.test("rows of the test set are judged alone; without any, all are", () => {
  const training = [prediction("E", 1, 0, "train"), prediction("F", 0, 1, "validation")];
  assert.deepEqual(evaluate([...training, ...FOUR]), evaluate(FOUR));
  const untested = FOUR.map((row) => ({ ...row, set: "validation" as const }));
  assert.deepEqual(evaluate(untested), { ...evaluate(FOUR), judged: "all" });
});

Deno.test("the same file gives the same interval; another generator another", () => {
  const random = new Random(1);
  const rows = Array.from({ length: 60 }, (_, i) => prediction(`S${i % 20}`, 1, random.float()))
    .map((row, i) => ({ ...row, label: (i % 20 < 10 ? 1 : 0) as 0 | 1 }));
  assert.deepEqual(evaluate(rows), evaluate(rows));
  const other = evaluate(rows, { random: new Random(2), replicates: 500 });
  assert.notDeepEqual(other.bootstrap.ci, evaluate(rows).bootstrap.ci);
  assert.equal(other.bootstrap.replicates, 500);
});

Deno.test("one label, no rows, a score that is not a number", () => {
  const error = { name: "PredictionsError" };
  assert.throws(() => evaluate(FOUR.slice(2)), error);
  assert.throws(() => evaluate([]), error);
  assert.throws(() => evaluate([...FOUR, prediction("E", 1, NaN)]), error);
});

Deno.test("predictions.csv: text as documented, read back the same", () => {
  const text = formatPredictions(FOUR.slice(0, 2));
  assert.equal(
    text,
    "subject,study,slice,set,label,score\nA,A,0.1,test,0,0.1\nB,B,0.6,test,0,0.6\n",
  );
  const key = ({ subject, study, slice }: Prediction) => JSON.stringify([subject, study, slice]);
  const anyTable = fc.uniqueArray(anyPrediction, { selector: key, minLength: 1, maxLength: 20 });
  fc.assert(fc.property(anyTable, (rows) => {
    assert.deepEqual(parsePredictions(formatPredictions(rows), "p.csv"), rows);
  }));
});

Deno.test("predictions.csv from elsewhere: other columns and order, CRLF, no set, no slice names", () => {
  const text = "\ufeffscore,model,label,subject,study,slice\r\n.5,m,1,A,,\r\n-1E-3,m,0,A,,\r\n\r\n";
  assert.deepEqual(parsePredictions(text, "p.csv"), [
    { subject: "A", study: "", slice: "", set: "test", label: 1, score: 0.5 },
    { subject: "A", study: "", slice: "", set: "test", label: 0, score: -0.001 },
  ]);
});

Deno.test("predictions.csv: bad rows are named by line and column", () => {
  const text = "subject,study,slice,set,label,score\n" +
    "A,A,0,test,1,0.5\n" +
    ",A,1,test,1,0.5\n" +
    "A,A,2,val,2,0.5\n" +
    "A,A,3,test,1,nan\n" +
    "A,A,0,test,1,\n" +
    "A,A,4,test,1,1e999\n";
  assert.throws(() => parsePredictions(text, "dir/p.csv"), {
    name: "PredictionsError",
    message: [
      'dir/p.csv, line 3, column subject: expected a name but found ""',
      'dir/p.csv, line 4, column set: expected train, validation, test but found "val"',
      'dir/p.csv, line 4, column label: expected 0 or 1 but found "2"',
      'dir/p.csv, line 5, column score: expected a finite number but found "nan"',
      'dir/p.csv, line 6, column score: expected a finite number but found ""',
      "... and 2 more",
    ].join("\n"),
  });
});

Deno.test("predictions.csv: a slice twice, a column twice or missing, no rows, a ragged row", () => {
  const header = "subject,study,slice,set,label,score\n";
  const fails = (text: string, message: RegExp) =>
    assert.throws(() => parsePredictions(text, "p.csv"), { name: "PredictionsError", message });
  fails(
    `${header}A,A,0,test,1,1\nB,A,0,test,1,1\nA,A,0,train,1,1\n`,
    /^p\.csv, line 4: expected each slice once but subject "A", study "A", slice "0" is in line 2/,
  );
  fails("subject,study,slice,label,score,score\nA,A,0,1,1,1\n", /score several times/);
  fails("subject,study,slice,set,score\nA,A,0,test,1\n", /label is missing/);
  fails(header, /found only the header/);
  fails("", /missing/);
  fails(`${header}A,A,0,test,1\n`, /p\.csv/);
});
