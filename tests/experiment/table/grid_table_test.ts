import assert from "node:assert/strict";
import { join } from "node:path";
import { type GridTableOptions, readGridTable } from "hemoleak/experiment/table/grid_table.ts";
import { writeTrainerSplit } from "hemoleak/experiment/trainer/trainer_split.ts";
import { withFolder } from "../../fixtures/with_folder.ts";

/** Reads a text as a table. */
async function read(text: string, options?: GridTableOptions) {
  return await withFolder(async (folder) => {
    const path = join(folder, "slices.csv");
    await Deno.writeTextFile(path, text);
    return await readGridTable(path, options);
  });
}

Deno.test("readGridTable: rows, places, and what trainers get", async () => {
  const table = await read(
    "PatientID;StudyID;slice;path;ich;set;probability\n" +
      '001;a;3;"x;1.npy";1;train;0,9\n' +
      "1;a;4;x2.npy;1;test;0,8\n" +
      "2;b;3;y1.npy;0;test;0,1\n",
    { columns: { label: "ich" } },
  );
  // 001 and 1 are one person, by the first of their names.
  assert.deepEqual(
    table.rows.map(({ subject, study, slice, name, label }) => {
      return [subject, study, slice, name, label];
    }),
    [["001", "a", 3, "3", 1], ["001", "a", 4, "4", 1], ["2", "b", 3, "3", 0]],
  );
  assert.equal(table.withoutPlaces, null);
  assert.deepEqual(table.names, ["StudyID", "slice", "path"]);
  assert.deepEqual(table.fields[0], ["a", "3", "x;1.npy"]);
  assert.match(table.notes.join("\n"), /1 name of subjects may be another's: 001 and 1, for ex/);
  assert.match(table.notes.join("\n"), /trainers do not get the columns set, probability/);
});

Deno.test("readGridTable: without names of slices they are told by their rows, and have no places", async () => {
  const table = await read("subject,label\na,1\na,1\nb,0\n");
  assert.deepEqual(table.rows.map(({ name }) => name), ["1", "2", "3"]);
  assert.match(table.withoutPlaces!.hint!, /add a column position, or slice/);
  const named = await read("subject,label,path\na,1,a/1.png\na,1,a/2.png\nb,0,b/1.png\n");
  assert.deepEqual(named.rows.map(({ name }) => name), ["a/1.png", "a/2.png", "b/1.png"]);
  assert.deepEqual([named.withoutPlaces!.line, named.withoutPlaces!.column], [2, "path"]);
  const placed = await read("subject,label,path,position\na,1,p,7\na,1,p,8\nb,0,q,7\n");
  assert.deepEqual(placed.rows.map(({ slice, name }) => [slice, name]), [
    [7, "1"],
    [8, "2"],
    [7, "3"],
  ]);
  const twice = await read("subject,label,slice\na,1,1\na,1,1\nb,0,1\n");
  assert.equal(twice.withoutPlaces!.line, 3);
  const series = await read("subject,label,series,slice\na,1,s,1\na,1,t,1\nb,0,s,1\n");
  assert.equal(series.withoutPlaces, null);
});

Deno.test("readGridTable: labels by name, and labels that are none", async () => {
  const text = "subject,label\na,ICH\nb,none\n";
  assert.deepEqual((await read(text, { positive: "ich" })).rows.map(({ label }) => label), [1, 0]);
  const refused: [text: string, options: GridTableOptions, message: RegExp][] = [
    [text, {}, /line 2, column label: expected 0 or 1 \(or, with --positive NAME, a name\)/],
    [`${text}c,other\n`, { positive: "ICH" }, /line 4, column label: expected "ICH" or one other/],
    ["subject,label\na,1\nb,\n", {}, /line 3, column label: expected 0 or 1 .* but found ""/],
    ["subject,ich\na,1\n", {}, /expected a column label but found subject,ich; say which/],
    ["label\n1\n", {}, /expected a column subject/],
    ["subject,label\n,1\n", {}, /line 2, column subject: expected a name/],
    ["subject,label\n", {}, /expected rows but found only the header/],
  ];
  for (const [text, options, message] of refused) {
    await assert.rejects(read(text, options), { name: "PredictionsError", message });
  }
});

Deno.test("readGridTable: a table is a file", async () => {
  await withFolder(async (folder) => {
    const cases: [path: string, message: RegExp][] = [
      [join(folder, "none.csv"), /none\.csv: expected the file of a table but there is none$/],
      [folder, /but it is a folder$/],
      ["-", /-: expected the file of a table but standard input can be read only once$/],
    ];
    for (const [path, message] of cases) {
      await assert.rejects(readGridTable(path), { name: "PredictionsError", message });
    }
  });
});

Deno.test("fingerprint: another content or another reading is another table", async () => {
  const text = "subject,label,other\na,1,0\nb,0,1\n";
  const prints = [
    await read(text),
    await read(text.replace("b,0,1", "b,0,2")),
    await read(text, { columns: { label: "other" } }),
    await read(text, { positive: "1" }),
  ].map(({ fingerprint }) => fingerprint);
  assert.equal(new Set(prints).size, 4);
  assert.equal((await read(text)).fingerprint, prints[0]);
});

Deno.test("writeTrainerSplit: the cell's rows with its labels, and no other label", () =>
  withFolder(async (folder) => {
    const table = await read(
      'patient;y_true;note;row\n007;1;"a, ""b""";9\n8;0;;9\n9;1; c;9\n',
    );
    const row = (index: number, set: "train" | "test", label: 0 | 1) => {
      return { index, subject: table.rows[index]!.subject, study: "", slice: "", set, label };
    };
    const path = join(folder, "split.csv");
    await writeTrainerSplit(path, [row(0, "train", 0), row(2, "test", 1)], table);
    assert.equal(
      await Deno.readTextFile(path),
      'row,subject,label,set,note\n1,007,0,train,"a, ""b"""\n3,9,1,test,c\n',
    );
  }));
