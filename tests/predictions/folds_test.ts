import assert from "node:assert/strict";
import fc from "fast-check";
import { PredictionsError } from "hemoleak/error.ts";
import { foldSplits, joinFolds, networkRows } from "hemoleak/predictions/folds.ts";
import { predictionAt, tableOf, takeTable } from "hemoleak/predictions/prediction_table.ts";
import {
  formatPredictions,
  parsePredictions,
  readPredictions,
} from "hemoleak/predictions/predictions_csv.ts";
import type { PredictionsOptions } from "hemoleak/predictions/predictions_reader.ts";
import { rowsOf } from "hemoleak/predictions/set_rows.ts";
import { anyPredictions } from "../leakage/any_predictions.ts";

async function read(text: string, options: PredictionsOptions = {}) {
  return await readPredictions(new Blob([text]).stream(), "p.csv", options);
}

/** What is wrong with a table, in words. */
async function refusal(text: string, options: PredictionsOptions = {}): Promise<string> {
  const error = await read(text, options).then(() => null, (error) => error);
  assert.ok(error instanceof PredictionsError, "nothing was refused");
  return error.message;
}

/** Of each fold: its name, and the slices of its test and training rows. */
function splitsOf(table: ReturnType<typeof tableOf>) {
  return foldSplits(table).map(({ name, table }) => {
    const slices = (set: "train" | "test") =>
      Array.from(rowsOf(table, set), (row) => {
        const { subject, slice } = predictionAt(table, row);
        return subject + slice;
      }).join(" ");
    return [name, slices("test"), slices("train")];
  });
}

const CROSS = `subject,slice,label,score,fold
A,1,1,0.9,2
A,2,1,0.8,10
B,1,0,0.3,2
B,2,0,0.1,10
`;

Deno.test("folds: a row is tested in its fold, all others are trained on", async () => {
  const table = await read(CROSS);
  assert.match(table.notes.join("\n"), /every row is of the test set of its fold/);
  // In the natural order of names.
  assert.deepEqual(splitsOf(table), [["2", "A1 B1", "A2 B2"], ["10", "A2 B2", "A1 B1"]]);
  for (const { table: split } of foldSplits(table)) assert.equal(split.folds, null);
});

Deno.test("folds: repetitions are apart, and a slice occurs once in each", async () => {
  const again = CROSS.split("\n").slice(1, 5).map((line) => `${line.replace(/\d+$/, "x")},II`);
  again[0] = again[0]!.replace(/x,/, "y,");
  const text = `${
    CROSS.trim().split("\n").map((line, i) => `${line},${i === 0 ? "repeat" : "I"}`).join("\n")
  }\n${again.join("\n")}\n`;
  assert.deepEqual(splitsOf(await read(text)), [
    ["2 of repeat I", "A1 B1", "A2 B2"],
    ["10 of repeat I", "A2 B2", "A1 B1"],
    ["x of repeat II", "A2 B1 B2", "A1"],
    ["y of repeat II", "A1", "A2 B1 B2"],
  ]);
  const unnamed = text.replace(",repeat", ",other");
  assert.match(
    await refusal(unnamed),
    /^p\.csv, line 6: expected each slice once but .* in line 2/,
  );
});

const STACKED = `subject,slice,set,label,score,fold
A,1,test,1,0.9,a
B,1,train,0,,a
A,1,train,1,,b
B,1,test,0,0.2,b
C,1,validation,0,0.2,b
`;

Deno.test("folds: where rows have sets, a fold's own rows are its split", async () => {
  const table = await read(STACKED, { acrossSets: true });
  assert.deepEqual(splitsOf(table), [["a", "A1", "B1"], ["b", "B1", "A1"]]);
  assert.equal(foldSplits(table)[1]!.table.length, 3);
});

Deno.test("folds: beside sets that are not the folds' own they are left out, unless they are named", async () => {
  const text = STACKED.replace("A,1,train", "A,2,train").replace("B,1,test", "B,2,test");
  const table = await read(text);
  assert.equal(table.folds, null);
  assert.match(
    table.notes.join("\n"),
    /^fold beside set is left out: no slice is in several folds/m,
  );
  const named = await read(text, { columns: { fold: "fold" } });
  assert.deepEqual(splitsOf(named).map(([name]) => name), ["a", "b"]);
  assert.match(await refusal(text, { columns: { fold: "cv" } }), /the column cv for fold/);
});

Deno.test("folds: a column fold that names sets is the set", async () => {
  const table = await read("subject,label,score,fold\nA,1,0.9,Test\nB,0,,train\n");
  assert.equal(table.folds, null);
  assert.deepEqual([...table.sets], [2, 0]);
});

Deno.test("folds: what is wrong with them, with the line", async () => {
  assert.match(
    await refusal(CROSS.replace("0.3,2", "0.3,")),
    /^p\.csv, line 4, column fold: expected a name/,
  );
  assert.match(
    await refusal(CROSS.replaceAll(",10\n", ",2\n")),
    /^p\.csv, column fold: expected two folds or more but found 1, "2", in all rows$/,
  );
  assert.throws(
    () => foldSplits(tableOf([])),
    /expected predictions with folds|Expected predictions/i,
  );
});

Deno.test("joinFolds: a file is a fold, with sets of its own or tested by the others", async () => {
  const [first, second] = await Promise.all(
    ["subject,slice,label,score\nA,1,1,0.9\nB,1,0,0.1\n", "subject,slice,label,score\nC,1,1,0.9\n"]
      .map((text) => read(text)),
  );
  const named = [{ file: "1.csv", table: first! }, { file: "2.csv", table: second! }];
  assert.deepEqual(splitsOf(joinFolds(named)), [["1.csv", "A1 B1", "C1"], [
    "2.csv",
    "C1",
    "A1 B1",
  ]]);
  assert.throws(
    () => joinFolds([named[0]!, { file: "2.csv", table: first! }]),
    /^PredictionsError: 2\.csv, line 2: expected each slice to be tested in one fold but .* in 1\.csv as well/,
  );
  assert.throws(
    () => joinFolds([named[0]!, named[0]!]),
    /1\.csv: expected each fold once but given twice/,
  );
  const folded = await read(CROSS);
  assert.throws(
    () => joinFolds([named[0]!, { file: "f.csv", table: folded }]),
    /f\.csv: expected one fold a file, or all folds in one file but found the folds 2, 10/,
  );
});

Deno.test("attributes are kept, each value once, and nothing but what was asked for", async () => {
  const text =
    'subject,label,score,Site Name,age\nA,1,0.5,"North, 1",57\nB,0,0.5,NaN,\nC,0,0.5,"North, 1",57\n';
  const table = await read(text, { attributes: ["Site Name", "age", "subject"] });
  assert.deepEqual(table.attributes, [
    { name: "Site Name", values: ["North, 1", ""], of: Uint32Array.of(0, 1, 0) },
    { name: "age", values: ["57", ""], of: Uint32Array.of(0, 1, 0) },
  ]);
  assert.deepEqual(predictionAt(table, 1).attributes, { "Site Name": "", age: "" });
  assert.deepEqual((await read(text)).attributes, []);
  assert.match(
    await refusal(text, { attributes: ["agee"] }),
    /^p\.csv, line 1: expected the column agee for an attribute but found .*; did you mean age\?$/,
  );
  assert.match(await refusal(text, { attributes: ["score"] }), /found score, which is the score/);
});

Deno.test("before training a table needs no score, but either all test rows have one or none", async () => {
  const text = "subject,slice,set,label,p_hat\nA,1,train,1,0.25\nB,1,test,0,0.5\n";
  const table = await read(text, { unscored: true });
  assert.ok(table.scores.every(Number.isNaN));
  assert.match(
    table.notes.join("\n"),
    /without a column score: read as before training; if p_hat is the score, say --columns score=p_hat/,
  );
  const empty = text.replace("p_hat", "score").replaceAll(/0\.\d+/g, "");
  assert.match((await read(empty, { unscored: true })).notes.join("\n"), /no test row has a score/);
  assert.match(await refusal(empty), /line 3, column score: expected a finite number but found ""/);
  assert.match(
    await refusal(`${empty}C,1,test,1,0.5\n`, { unscored: true }),
    /line 3, column score: expected a finite number/,
  );
  assert.match(
    await refusal(empty.replace("test,0", "test,x"), { unscored: true }),
    /^p\.csv, line 3, column label: expected 0 or 1/,
  );
});

Deno.test("takeTable: some rows of a table are a table of these rows", () => {
  fc.assert(fc.property(anyPredictions, fc.array(fc.nat()), (predictions, picks) => {
    const table = tableOf(predictions.map((row, i) => ({
      ...row,
      fold: String(i % 3),
      attributes: { site: row.study },
    })));
    const rows = Uint32Array.from(picks, (pick) => pick % table.length);
    const taken = takeTable(table, rows);
    const objects = (of: typeof table, which: Iterable<number>) =>
      Array.from(which, (row) => predictionAt(of, row));
    assert.deepEqual(objects(taken, rows.keys()), objects(table, rows));
    // Names that are added to the one are none of the other's.
    taken.slices.add("new");
    assert.deepEqual(objects(table, rows), objects(taken, rows.keys()));
  }));
});

Deno.test("folds and attributes are written, and read back", () => {
  const rows = ["a", "b"].flatMap((fold) =>
    ["I", "II"].map((repeat, i) => ({
      subject: fold,
      study: "1",
      slice: `${fold}${i}`,
      set: "test" as const,
      label: 1 as const,
      score: i / 3,
      fold,
      repeat,
      attributes: { site: `"North", ${i}`, age: "" },
    }))
  );
  for (const row of rows.slice()) rows.push({ ...row, slice: `${row.slice}x`, fold: "c" });
  const text = formatPredictions(rows);
  assert.match(text, /^subject,study,slice,set,label,score,fold,repeat,site,age\n/);
  assert.deepEqual(parsePredictions(text, "p.csv", { attributes: ["site", "age"] }), rows);
});

Deno.test("a table without folds and attributes is the same as before", () => {
  fc.assert(fc.property(anyPredictions, (predictions) => {
    const text = formatPredictions(predictions);
    const options = { acrossSets: true };
    assert.deepEqual(parsePredictions(text, "p.csv", options), predictions);
  }));
});

Deno.test("foldSplits: each row says where it stands among all, whose scores are its network's", () => {
  const rows = Array.from({ length: 24 }, (_, i) => ({
    subject: `S${i % 12}`,
    study: "1",
    slice: "1",
    label: i % 2 as 0 | 1,
    score: i,
    repeat: String(1 + Math.floor(i / 12)),
    fold: String(1 + (i * 5) % 3),
  }));
  const tested = tableOf(rows.map((row) => ({ ...row, set: "test" })));
  const owned = tableOf(rows.map((row, i) => ({ ...row, set: i % 4 < 3 ? "train" : "test" })));
  for (const table of [tested, owned]) {
    for (const split of foldSplits(table)) {
      assert.equal(split.ownSets, table === owned);
      const own = rows.keys().filter((i) => rows[i]!.repeat === split.repeat)
        .filter((i) => table === tested || rows[i]!.fold === split.fold).toArray();
      assert.deepEqual([...split.rows], own);
      const scored = (i: number) => table === owned || rows[i]!.fold === split.fold;
      assert.deepEqual([...split.table.scores], own.map((i) => scored(i) ? i : NaN));
      const network = networkRows(split);
      assert.deepEqual([...network.rows], own.filter(scored));
      assert.deepEqual([...network.table.scores], own.filter(scored));
    }
  }
});
