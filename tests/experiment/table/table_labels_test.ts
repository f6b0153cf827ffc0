import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type GridTableOptions,
  readAnyGridTable,
  readGridTable,
} from "hemoleak/experiment/table/grid_table.ts";
import { withFolder } from "../../fixtures/with_folder.ts";

/** Reads these labels as a table of as many subjects. */
async function read(labels: readonly string[], options: GridTableOptions = {}) {
  return await withFolder(async (folder) => {
    const path = join(folder, "slices.csv");
    const rows = labels.map((label, i) => `s${i},${label}\n`).join("");
    await Deno.writeTextFile(path, `subject,label\n${rows}`);
    return await readAnyGridTable(path, options);
  });
}

async function classesOf(labels: readonly string[], options?: GridTableOptions) {
  const table = await read(labels, options);
  return "classes" in table ? table.classes.join() : null;
}

Deno.test("labels are classes by themselves: three names or more, or whole numbers", async () => {
  const cases: [labels: string[], classes: string | null][] = [
    [["SDH", "EDH", "none", "EDH"], "EDH,none,SDH"],
    // Grades; in the order of numbers, by the first spelling.
    [["10", "2", "0", "1", "1.0"], "0,1,2,10"],
    [["-1", "0", "1"], "-1,0,1"],
    [["no bleed", "No_Bleed", "EDH", "SDH"], "EDH,no bleed,SDH"],
    [["0", "1", "True", "1.0", "false"], null],
    [["0", "1"], null],
  ];
  for (const [labels, classes] of cases) {
    assert.equal(await classesOf(labels), classes, `${labels}`);
  }
  const { rows, notes } = await read(["no bleed", "No_Bleed", "EDH", "SDH"]);
  assert.deepEqual(rows.map(({ label }) => label), ["no bleed", "no bleed", "EDH", "SDH"]);
  assert.deepEqual(notes.slice(-2), [
    "classes: EDH (1 slice of 1 subject), no bleed (2 slices of 2 subjects), SDH (1 slice of 1 subject)",
    "classes: no bleed from No_Bleed",
  ]);
});

Deno.test("what may be a mistake is none: two names, a name among 0 and 1, a missing label, or many", async () => {
  const zero =
    /column label: expected 0 or 1 .*--positive NAME.* of several classes, --classes NAME/;
  const cases: [labels: string[], line: number][] = [
    [["ICH", "none"], 2],
    [["0", "1", "x", "1"], 4],
    [["EDH", "SDH", "none", ""], 2],
    [["EDH", "SDH", "NA"], 2],
    [Array.from({ length: 21 }, (_, i) => `patient ${i}`), 2],
    [["0.5", "0.7", "0.9"], 2],
  ];
  for (const [labels, line] of cases) {
    await assert.rejects(read(labels), (error: Error) => {
      assert.equal(error.name, "PredictionsError");
      assert.match(error.message, zero);
      assert.ok(error.message.includes(`line ${line}`), error.message);
      return true;
    });
  }
  // With --positive there are two labels, whatever they are called.
  await assert.rejects(read(["EDH", "SDH", "none"], { positive: "EDH" }), {
    message: /line 4, column label: expected "EDH" or one other name but found "none"/,
  });
});

Deno.test("classes that are named: in that order, and each label one of them", async () => {
  const classes = ["none", "SDH", "EDH"];
  assert.equal(await classesOf(["SDH", "edh", "none"], { classes }), "none,SDH,EDH");
  assert.equal(await classesOf(["0", "1", "1"], { classes: ["1", "0"] }), "1,0");
  assert.equal(await classesOf(["yes", "no"], { classes: ["no", "yes"] }), "no,yes");
  const refused: [labels: string[], options: GridTableOptions, message: RegExp][] = [
    [
      ["SDH", "ED", "none"],
      { classes },
      /line 3, column label: expected a class \(none, SDH, EDH\) but found "ED"; did you mean EDH\?/,
    ],
    [["SDH", ""], { classes }, /line 3, column label: expected a class .* but found ""$/],
    [
      ["SDH", "none"],
      { classes },
      /column label: expected rows of each class but found none of EDH/,
    ],
    [["a"], { classes: ["a"] }, /expected two different classes or more but found a;/],
    [["a"], { classes: ["a b", "A_B"] }, /two different classes or more but found a b,A_B/],
    [["a"], { classes, positive: "a" }, /Expected a positive label, or classes but found a, and n/],
  ];
  for (const [labels, options, message] of refused) {
    await assert.rejects(read(labels, options), { message });
  }
});

Deno.test("another order or another set of classes is another reading, found or named alike", async () => {
  const labels = ["EDH", "SDH", "none"];
  const print = async (options?: GridTableOptions) => (await read(labels, options)).fingerprint;
  assert.equal(await print(), await print({ classes: ["EDH", "none", "SDH"] }));
  assert.notEqual(await print(), await print({ classes: labels }));
});

Deno.test("scores of the classes are not handed on; who reads two labels is told of classes", () =>
  withFolder(async (folder) => {
    const path = join(folder, "slices.csv");
    const text = "subject,label,score_EDH,Score-SDH,score_none,score_other,mu\n" +
      "a,EDH,1,0,0,7,1\nb,SDH,0,1,0,8,2\nc,none,0,0,1,9,3\n";
    await Deno.writeTextFile(path, text);
    const { names, notes } = await readAnyGridTable(path);
    assert.deepEqual(names, ["score_other", "mu"]);
    assert.match(notes.join(), /trainers do not get the columns score_EDH, Score-SDH, score_none/);
    await assert.rejects(readGridTable(path), {
      name: "PredictionsError",
      message: "slices.csv: expected two labels but found the classes EDH, none, SDH; " +
        "readAnyGridTable reads them",
    });
  }));
