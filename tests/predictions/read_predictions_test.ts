import assert from "node:assert/strict";
import fc from "fast-check";
import { PredictionsError } from "hemoleak/error.ts";
import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import { NameStore } from "hemoleak/predictions/name_store.ts";
import { predictionAt } from "hemoleak/predictions/prediction_table.ts";
import {
  formatPredictions,
  parsePredictions,
  readPredictions,
} from "hemoleak/predictions/predictions_csv.ts";

/** The bytes of a text in pieces of the given sizes, over and over. */
async function* pieces(text: string, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const end = at + sizes[i % sizes.length]!;
    yield await Promise.resolve(bytes.subarray(at, end));
    at = end;
  }
}

const TEXT = "\ufeffscore,set,label,subject,study,slice\r\n" +
  '0.25,test,0,"Ä, ""B""",s1,1.2.840\r\n\r\n1,train,1,C,,ünï\r\n-1e-3,validation,0,C,,\r\n';

Deno.test("a stream gives the rows of the text, wherever it is cut", async () => {
  const expected = parsePredictions(TEXT, "p.csv");
  assert.equal(expected.length, 3);
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
  await fc.assert(fc.asyncProperty(sizes, async (sizes) => {
    const table = await readPredictions(pieces(TEXT, sizes), "p.csv");
    const rows = Array.from({ length: table.length }, (_, row) => predictionAt(table, row));
    assert.deepEqual(rows, expected);
    assert.deepEqual([...table.lines], [2, 4, 5]);
  }));
});

Deno.test("a stream is refused with the words that the text is", async () => {
  const header = "subject,study,slice,set,label,score\n";
  const texts = [
    "",
    header,
    "subject,study,slice,label,score,score\nA,A,0,1,1,1\n",
    "subject,study,slice,set,score\nA,A,0,test,1\n",
    `${header}A,A,0,test,1,1\nA,A,0,test,0,0\nA,A,1,test,2,x\n`,
    `${header}A,A,0,test,1\n`,
    `${header}A,"A,0,test,1,1\n`,
  ];
  for (const text of texts) {
    let expected: Error | undefined;
    assert.throws(() => parsePredictions(text, "p.csv"), (error: Error) => {
      expected = error;
      return error.name === "PredictionsError";
    });
    await assert.rejects(readPredictions(pieces(text, [7]), "p.csv"), {
      name: "PredictionsError",
      message: expected!.message,
    });
  }
});

Deno.test("an error of the source is passed on as it is", async () => {
  async function* broken() {
    yield await Promise.resolve(new TextEncoder().encode("subject,study"));
    throw new RangeError("the disk is gone");
  }
  await assert.rejects(readPredictions(broken(), "p.csv"), { message: "the disk is gone" });
});

Deno.test("a table is judged as its predictions are", async () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({
    subject: `S${(i * 7) % 20}`,
    study: `S${(i * 7) % 20}`,
    slice: String(i),
    set: i % 3 === 0 ? "validation" as const : "test" as const,
    label: (i * 7) % 20 < 9 ? 1 as const : 0 as const,
    score: ((i * 7919) % 100) / 100,
  }));
  const table = await readPredictions(pieces(formatPredictions(rows), [100]), "p.csv");
  assert.deepEqual(evaluate(table), evaluate(rows));
});

Deno.test("names are kept whole across the blocks that hold them", () => {
  const names = new NameStore(), long = "ü".repeat(3_000_000);
  const expected = ["", long, "a", long + "b", "", long, long, "c"];
  for (const name of expected) names.add(name);
  expected.forEach((name, i) => assert.ok(names.get(i) === name, `name ${i}`));
  assert.throws(() => names.add("x".repeat(2 ** 24 + 1)), { name: "PredictionsError" });
});

Deno.test("sets: names of people, in words; another gets the --sets that would read it", () => {
  const setsOf = (names: string[]) =>
    parsePredictions(
      [
        "subject,set,label,score",
        ...names.map((name, i) => `P${i},${name},${i % 2},0.${i + 1}`),
      ].join("\n"),
      "p.csv",
      { acrossSets: true },
    ).map(({ set }) => set);
  assert.deepEqual(setsOf(["Training set", "TRAIN", "learn", "trn", "train_set"]), [
    ...new Array(5).fill("train"),
  ]);
  assert.deepEqual(setsOf(["val", "Validation set", "dev", "dev-set", "tuning"]), [
    ...new Array(5).fill("validation"),
  ]);
  assert.deepEqual(setsOf(["test set", "testset", "Hold Out", "held-out", "hold_out", "testing"]), [
    ...new Array(6).fill("test"),
  ]);
  assert.throws(() => setsOf(["train", "eval"]), {
    message: /column set: expected train, validation, test but found "eval".*--sets eval=SET/s,
  });
  assert.throws(() => setsOf(["set A"]), { message: /--sets "set A=SET"/ });
  for (const other of ["set", "dataset", "trainer", "contest", ""]) {
    assert.throws(() => setsOf([other]), PredictionsError);
  }
});

Deno.test("quoted blanks around numbers, labels and missing values are none", () => {
  const text =
    'subject,set,label,score\nA,test," 1 "," 0.5 "\nB,test,"0 "," 0.25 "\nC,train,1," NA "\n';
  assert.deepEqual(
    parsePredictions(text, "p.csv").map(({ label, score }) => [label, score]),
    [[1, 0.5], [0, 0.25], [1, NaN]],
  );
});

Deno.test("labels of two numbers are told of --positive", () => {
  const text = "subject,label,score\nA,1,0.5\nB,2,0.25\n";
  assert.throws(() => parsePredictions(text, "p.csv"), {
    message: /column label: expected 0 or 1 \(or, with --positive NAME, a name\) but found "2"/,
  });
  assert.deepEqual(parsePredictions(text, "p.csv", { positive: "2" }).map(({ label }) => label), [
    0,
    1,
  ]);
});

Deno.test("a table with paths alone is told to name the patient of each row", () => {
  const text = "path,set,label,score\ntrain/p1/1.png,train,1,0.5\ntest/p1/2.png,test,0,0.25\n";
  assert.throws(() => parsePredictions(text, "p.csv"), {
    message:
      /subject is missing; found path,set,label,score .*; add what is missing, the patient of each row as subject, or say which column it is, such as --columns subject=NAME/,
  });
});
