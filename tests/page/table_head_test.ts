import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { PredictionsError } from "hemoleak/error.ts";
import { fileBytes } from "../../page/file_bytes.ts";
import { readTableHead, unclearOf } from "../../page/table_head.ts";

const fileOf = (text: string | Uint8Array<ArrayBuffer>, name = "x.csv") => new File([text], name);

Deno.test("readTableHead: recognizes what the command line does, in Excel's CSV, too", async () => {
  const head = await readTableHead(
    fileOf("\ufeffPatientID;Split;y_true;y_score\r\nA;train;0;0,1\r\nB;test;1;0,9\r\n"),
  );
  assert.deepEqual(head.places, { subject: 0, study: -1, slice: -1, set: 1, label: 2, score: 3 });
  assert.deepEqual(head.rows, [["A", "train", "0", "0,1"], ["B", "test", "1", "0,9"]]);
  assert.deepEqual(unclearOf(head, head.places), { columns: [], sets: [], labels: [] });
});

Deno.test("readTableHead: `fold` is the set where it names sets, not where it counts", async () => {
  const named = await readTableHead(fileOf("subject,fold,label,score\nA,train,0,0.1\n"));
  assert.equal(named.places.set, 1);
  const counted = await readTableHead(fileOf("subject,fold,label,score\nA,3,0,0.1\n"));
  assert.deepEqual([counted.hasFolds, named.hasFolds], [true, false]);
  assert.deepEqual(unclearOf(counted, counted.places).columns, []);
});

Deno.test("unclearOf: columns, sets and labels that are not recognized, each value once", async () => {
  const head = await readTableHead(
    fileOf("who,split,diagnosis,p1\nA,A1,ICH,0.1\nB,test,none,0.9\nC,A1,ICH,0.5\n"),
  );
  assert.deepEqual(unclearOf(head, head.places), {
    columns: ["subject", "label"],
    sets: ["A1"],
    labels: [],
  });
  const places = { ...head.places, subject: 0, label: 2 };
  assert.deepEqual(unclearOf(head, places), {
    columns: [],
    sets: ["A1"],
    labels: ["ICH", "none"],
  });
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
