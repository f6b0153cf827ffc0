import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { PredictionsError } from "hemoleak/error.ts";
import { fileBytes } from "../../page/file_bytes.ts";
import {
  classesIn,
  freeColumns,
  readTableHead,
  unclearOf,
  valuesIn,
} from "../../page/form/table_head.ts";

const NO_FOLDS = { fold: -1, repeat: -1 };
const fileOf = (text: string | Uint8Array<ArrayBuffer>, name = "x.csv") => new File([text], name);

Deno.test("readTableHead: recognizes what the command line does, in Excel's CSV, too", async () => {
  const head = await readTableHead(
    fileOf("\ufeffPatientID;Split;y_true;y_score\r\nA;train;0;0,1\r\nB;test;1;0,9\r\n"),
  );
  assert.deepEqual(head.places, { subject: 0, study: -1, slice: -1, set: 1, label: 2, score: 3 });
  assert.deepEqual(head.rows, [["A", "train", "0", "0,1"], ["B", "test", "1", "0,9"]]);
  assert.deepEqual(unclearOf(head, head.places, head.folds), { columns: [], sets: [], labels: [] });
});

Deno.test("readTableHead: `fold` is the set where it names sets, not where it counts", async () => {
  const named = await readTableHead(fileOf("subject,fold,label,score\nA,train,0,0.1\n"));
  assert.deepEqual([named.places.set, named.folds.fold], [1, -1]);
  const counted = await readTableHead(fileOf("subject,fold,label,score\nA,3,0,0.1\n"));
  assert.deepEqual([counted.places.set, counted.folds.fold], [-1, 1]);
  assert.deepEqual(unclearOf(counted, counted.places, counted.folds).columns, []);
  assert.deepEqual(unclearOf(counted, counted.places, NO_FOLDS).columns, ["set"]);
  // By any name that the command line takes for it.
  const repeated = await readTableHead(
    fileOf("subject,CV fold,repeat,label,score\nA,3,1,0,0.1\n"),
  );
  assert.deepEqual(repeated.folds, { fold: 1, repeat: 2 });
});

Deno.test("readTableHead: what may be two columns is a doubt in the command line's words", async () => {
  const head = await readTableHead(fileOf("subject,set,label,y_prob,yprob\nA,test,0,0.1,0.2\n"));
  assert.equal(
    head.doubt,
    "x.csv, line 1: expected each column once but found y_prob, yprob several times for score",
  );
  const clear = await readTableHead(fileOf("subject,set,label,score\nA,test,0,0.1\n"));
  assert.equal(clear.doubt, null);
});

Deno.test("freeColumns: those taken for nothing, each name once; their values, missing ones left out", async () => {
  const head = await readTableHead(
    fileOf(
      "subject,set,label,score,site,,fold,site,age\n" +
        "A,train,0,0.1,North,x,1,y,NaN\nB,test,1,0.2,South,x,2,y,57\nC,test,1,0.2,North,x,2,y,60\n",
    ),
  );
  const names = (at: number[]) => at.map((place) => head.names[place]);
  assert.deepEqual(names(freeColumns(head, head.places, head.folds)), ["site", "age"]);
  assert.deepEqual(
    names(freeColumns(head, { ...head.places, score: -1 }, NO_FOLDS)),
    ["score", "site", "fold", "age"],
  );
  // A column that is not the subject's but has its name could not be asked for.
  assert.deepEqual(
    names(freeColumns(head, { ...head.places, subject: 8 }, head.folds)),
    ["site"],
  );
  assert.deepEqual(valuesIn(head, 4, 3), ["North", "South"]);
  assert.deepEqual([valuesIn(head, 8, 3), valuesIn(head, 8, 1)], [["57", "60"], ["57"]]);
});

Deno.test("unclearOf: columns, sets and labels that are not recognized, each value once", async () => {
  const head = await readTableHead(
    fileOf("who,split,diagnosis,p1\nA,A1,ICH,0.1\nB,test,none,0.9\nC,A1,ICH,0.5\n"),
  );
  assert.deepEqual(unclearOf(head, head.places, head.folds), {
    columns: ["subject", "label"],
    sets: ["A1"],
    labels: [],
  });
  const places = { ...head.places, subject: 0, label: 2 };
  assert.deepEqual(unclearOf(head, places, head.folds), {
    columns: [],
    sets: ["A1"],
    labels: ["ICH", "none"],
  });
});

Deno.test("classesIn: columns of classes, where the command line takes them for such", async () => {
  const text = (label: string) =>
    `subject,set,label,score_EDH,Score-none,site\nA,train,${label},,,N\nB,test,none,0.2,0.8,S\n`;
  for (const label of ["EDH", "edh", "SAH"]) {
    const head = await readTableHead(fileOf(text(label)));
    assert.deepEqual(classesIn(head, head.places)?.names, ["EDH", "none"], label);
    assert.deepEqual(
      unclearOf(head, head.places, head.folds),
      { columns: [], sets: [], labels: [] },
    );
    assert.deepEqual(freeColumns(head, head.places, head.folds), [5]);
    // With one of them for the score it is a table of two labels, whose names are to be asked for.
    const scored = { ...head.places, score: 3 };
    assert.equal(classesIn(head, scored), null);
    assert.deepEqual(unclearOf(head, scored, head.folds).labels, [label, "none"]);
    assert.deepEqual(freeColumns(head, scored, head.folds), [4, 5]);
  }
  // A first label of 0 or 1 that is no class: columns like any others.
  const head = await readTableHead(fileOf(text("1")));
  assert.equal(classesIn(head, head.places), null);
  assert.deepEqual(unclearOf(head, head.places, head.folds).columns, ["score"]);
});

Deno.test("readTableHead: of a large table, whole rows only; packed or not", async () => {
  const text = "subject,set,label,score\n" + "S,test,1,0.123456\n".repeat(50_000);
  for (const file of [fileOf(text), fileOf(new Uint8Array(gzipSync(text)), "x.csv.gz")]) {
    const { rows } = await readTableHead(file);
    assert(rows.length > 20_000 && rows.length < 50_000, `${rows.length}`);
    assert(rows.every((row) => row.join() === "S,test,1,0.123456"));
  }
});

Deno.test("readTableHead: what is no table is refused in words", async () => {
  await assert.rejects(readTableHead(fileOf("")), PredictionsError);
  await assert.rejects(readTableHead(fileOf("subject,label,score\n")), /found only the header/);
  await assert.rejects(readTableHead(fileOf("PK\x03\x04", "x.xlsx")), /Excel workbook/);
});

Deno.test("fileBytes: all bytes in order, and how far it is", async () => {
  const bytes = new Uint8Array(9_000_000).map((_, i) => i * 31 % 251);
  const shares: number[] = [], pieces: number[] = [];
  for await (const piece of fileBytes(new Blob([bytes]), (share) => shares.push(share))) {
    const start = pieces.reduce((sum, length) => sum + length, 0);
    assert.deepEqual(piece, bytes.subarray(start, start + piece.length));
    pieces.push(piece.length);
  }
  assert.equal(pieces.reduce((sum, length) => sum + length, 0), bytes.length);
  assert.deepEqual(shares.map((share) => share.toFixed(2)), ["0.00", "0.47", "0.93"]);
});
