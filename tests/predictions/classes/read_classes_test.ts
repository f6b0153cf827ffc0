import assert from "node:assert/strict";
import { PredictionsError } from "hemoleak/error.ts";
import type { AnyTable, ClassTable } from "hemoleak/predictions/classes/class_table.ts";
import { parsePredictions, readAnyPredictions } from "hemoleak/predictions/predictions_csv.ts";
import type { PredictionsOptions } from "hemoleak/predictions/predictions_reader.ts";

const HEADER = "subject,study,slice,set,label,score_EDH,score_SDH,score_none\n";
const ROWS = "A,1,1,train,EDH,,,\nA,1,2,test,EDH,0.7,0.2,0.1\nB,1,1,test,SDH,0.1,0.8,0.1\n" +
  "C,1,1,test,none,0.2,0.1,0.7\n";

async function read(text: string, options: PredictionsOptions = {}): Promise<AnyTable> {
  return await readAnyPredictions(new Blob([text]).stream(), "p.csv", options);
}

async function readClasses(text: string, options: PredictionsOptions = {}): Promise<ClassTable> {
  const table = await read(text, options);
  assert.ok("classes" in table);
  return table;
}

Deno.test("readAnyPredictions: classes in the order of their columns, and the scores for each", async () => {
  const table = await readClasses(HEADER + ROWS);
  assert.deepEqual(table.classes, ["EDH", "SDH", "none"]);
  assert.deepEqual([...table.classOf], [0, 0, 1, 2]);
  assert.deepEqual(table.classScores.map((scores) => [...scores]), [
    [NaN, 0.7, 0.1, 0.2],
    [NaN, 0.2, 0.8, 0.1],
    [NaN, 0.1, 0.1, 0.7],
  ]);
  assert.deepEqual([table.subjects, [...table.lines], table.notes], [
    ["A", "B", "C"],
    [2, 3, 4, 5],
    [],
  ]);
  assert.ok(!("labels" in table) && !("scores" in table));
});

Deno.test("readAnyPredictions: labels in another spelling are the class of the column, with a note", async () => {
  const spelled = "subject,label,score_Grade-1,Score.grade 2,SCORE_3.0\n" +
    "A,grade 1,1,0,0\nB,GRADE_2,0,1,0\nC,3,0,0,1\nD, Grade-1 ,1,0,0\n";
  const table = await readClasses(spelled);
  assert.deepEqual(table.classes, ["Grade-1", "grade 2", "3.0"]);
  assert.deepEqual([...table.classOf], [0, 1, 2, 0]);
  assert.ok(
    table.notes.includes("classes: Grade-1 from grade 1, grade 2 from GRADE_2, 3.0 from 3"),
  );
});

Deno.test("readAnyPredictions: signs tell classes apart, as in the values of an attribute", async () => {
  const { classOf } = await readClasses(
    "subject,label,score_<50,score_>50,score_-1\nA,>50,0,1,0\nB,<50,1,0,0\nC,-1,0,0,1\n",
  );
  assert.deepEqual([...classOf], [1, 0, 2]);
});

Deno.test("readAnyPredictions: 0, 1 and 2 are names like any other where there is no column score", async () => {
  const table = await readClasses(
    "subject,label,score_0,score_1,score_2\nA,0,1,0,0\nB,1,0,1,0\nC,2,0,0,1\n",
  );
  assert.deepEqual([...table.classOf], [0, 1, 2]);
  const two = await readClasses("subject,label,score_0,score_1\nA,0,0.9,0.1\nB,1,0.2,0.8\n");
  assert.ok(two.notes.includes("two classes; to judge them as two labels, say --class 1"));
});

Deno.test("readAnyPredictions: what is of two labels is read as before", async () => {
  const binary = (text: string, options: PredictionsOptions = {}) =>
    read(text, options).then((table) => {
      assert.ok("scores" in table);
      return [[...table.labels], [...table.scores]];
    });
  // A column score counts, whatever stands beside it.
  assert.deepEqual(
    await binary("subject,label,score,score_0,score_1\nA,0,0.2,9,9\nB,1,0.7,9,9\n"),
    [[0, 1], [0.2, 0.7]],
  );
  assert.deepEqual(
    await binary("subject,label,score_raw,score_scaled\nA,0,1,0.2\nB,1,2,0.7\n", {
      columns: { score: "score_scaled" },
    }),
    [[0, 1], [0.2, 0.7]],
  );
  assert.deepEqual(
    await binary("subject,label,score_a,score_b\nA,x,1,\nB,y,2,\n", {
      positive: "y",
      columns: { score: "score_a" },
    }),
    [[0, 1], [1, 2]],
  );
  // Of columns that name no label nothing is known: an audit before training.
  assert.deepEqual(
    await binary("subject,set,label,score_raw,score_scaled\nA,test,0,1,0.2\nB,test,1,2,0.7\n", {
      unscored: true,
    }),
    [[0, 1], [NaN, NaN]],
  );
});

Deno.test("readAnyPredictions: one class against the rest is predictions of two labels", async () => {
  const table = await read(HEADER + ROWS, { class: "sdh" });
  assert.ok("scores" in table);
  assert.deepEqual([[...table.labels], [...table.scores]], [[0, 0, 1, 0], [NaN, 0.2, 0.8, 0.1]]);
  const [first] = parsePredictions(HEADER + ROWS, "p.csv", { class: "EDH" });
  assert.equal(first?.label, 1);
});

Deno.test("readAnyPredictions: the option classes chooses columns, beside a score and without rows", async () => {
  const more =
    "subject,label,score,score_EDH,score_SDH,score_max\nA,EDH,9,0.7,0.2,1\nB,SDH,9,0.3,0.6,1\n";
  const table = await readClasses(more, { classes: ["SDH", "EDH"] });
  assert.deepEqual(table.classes, ["EDH", "SDH"]);
  const without = await readClasses(HEADER + ROWS.replace(/C.*\n/, ""), {
    classes: ["EDH", "SDH", "none"],
  });
  assert.deepEqual(without.classes, ["EDH", "SDH", "none"]);
});

Deno.test("readAnyPredictions: before training all test rows may be without scores, or none", async () => {
  const unscored = (HEADER + ROWS).replaceAll(/0\.\d/g, "");
  const table = await readClasses(unscored, { unscored: true, acrossSets: true });
  assert.ok(table.classScores.every((scores) => scores.every(Number.isNaN)));
  assert.ok(table.notes.includes("no test row has a score: read as before training"));
  await assert.rejects(read(unscored), /line 3, column score_EDH: expected a finite number/);
  await assert.rejects(
    read((HEADER + ROWS).replace("0.8", ""), { unscored: true, acrossSets: true }),
    /^PredictionsError: p\.csv, line 4, column score_SDH: expected a finite number but found ""$/,
  );
});

const WRONG: readonly [name: string, csv: string, options: PredictionsOptions, said: RegExp][] = [
  [
    "a class without a column of scores",
    HEADER + ROWS + "D,1,1,test,SAH,0,0,1\nE,1,1,test,edhh,1,0,0\n",
    {},
    /line 6, column label: expected a class with a score of its own \(EDH, SDH, none\) but found "SAH"; did you mean SDH\?\np\.csv, line 7, .*"edhh"; did you mean EDH\?$/,
  ],
  [
    "a column of scores without a class",
    "subject,label,score_EDH,score_SDH,score_none,score_max\nA,EDH,1,0,0,1\nB,SDH,0,1,0,1\nC,none,0,0,1,1\n",
    {},
    /line 1, column score_max: expected rows with the label max but found none; if it is no class, say --classes EDH,SDH,none; if it is one without rows here, --classes EDH,SDH,none,max/,
  ],
  [
    "two columns of one class",
    "subject,label,score_EDH,score_edh,score_none\nA,EDH,1,0,0\n",
    {},
    /line 1: expected one column for each class but found score_EDH and score_edh; classes are compared/,
  ],
  [
    "a class that is asked for and has no column",
    HEADER + ROWS,
    { classes: ["EDH", "SHD"] },
    /line 1: expected a column score_SHD for the class SHD but found .*; did you mean SDH\?/,
  ],
  [
    "one class alone",
    HEADER + ROWS,
    { classes: ["EDH"] },
    /expected two classes or more but found EDH/,
  ],
  [
    "one class against the rest, of no such name",
    HEADER + ROWS,
    { class: "EDG" },
    /p\.csv: expected a class \(EDH, SDH, none\) but found EDG; did you mean EDH\?/,
  ],
  [
    "one class against the rest of two labels",
    "subject,label,score\nA,1,0.5\n",
    { class: "EDH" },
    /p\.csv: expected a column score_NAME for each class but found subject,label,score/,
  ],
  [
    "a score that is no number",
    HEADER + ROWS.replace("0.8", "high"),
    {},
    /line 4, column score_SDH: expected a finite number but found "high"/,
  ],
  [
    "names of classes beside a column score",
    "subject,label,score,score_EDH,score_SDH\nA,EDH,0.5,1,0\n",
    {},
    /column label: expected 0 or 1 \(or, with --positive NAME, a name\) but found "EDH"; if labels are of several classes, with a column score_NAME each, say --classes EDH,SDH/,
  ],
  [
    "a positive label of classes",
    HEADER + ROWS,
    { positive: "EDH", class: "EDH" },
    /^OptionsError: Expected a positive label, or classes but found EDH, and EDH/,
  ],
  [
    "names without columns of scores",
    "subject,label\nA,EDH\nB,SDH\n",
    { unscored: true, acrossSets: true },
    /column label: expected 0 or 1/,
  ],
];

for (const [name, csv, options, said] of WRONG) {
  Deno.test(`readAnyPredictions refuses ${name}`, async () => {
    await assert.rejects(read(csv, options), (error: Error) => {
      assert.match(`${error.name}: ${error.message}`, said);
      return true;
    });
  });
}

Deno.test("parsePredictions, which is of two labels, names the classes that it finds", () => {
  assert.throws(() => parsePredictions(HEADER + ROWS, "p.csv"), (error) => {
    assert.ok(error instanceof PredictionsError);
    assert.equal(error.fault.found, "the classes EDH, SDH, none");
    return true;
  });
});
