import assert from "node:assert/strict";
import fc from "fast-check";
import { PredictionsError, SplitError } from "hemoleak/error.ts";
import { repairTable, type RepairTableOptions } from "hemoleak/leakage/separate/repair_table.ts";
import { Random } from "hemoleak/random.ts";
import { SET_NAMES } from "hemoleak/split/split.ts";
import { audited, readTable } from "./tables.ts";

async function repair(text: string, options: RepairTableOptions = {}) {
  const { table, names, people } = await readTable(text);
  return { table, ...repairTable(table, names, people, options) };
}

/** A split by slice: 30 subjects of 2 to 12 slices, one in two spellings. */
function bySlice(seed: number, sets: readonly string[] = SET_NAMES): string {
  const random = new Random(seed, "by slice");
  const rows = Array.from({ length: 30 }, (_, i) =>
    Array.from({ length: 2 + i % 11 }, (_, j) => {
      const subject = i === 7 && j > 2 ? "s007" : `S${i}`;
      return `${subject},${i},${j},${random.pick(sets)},${i % 2},0.${j}`;
    })).flat();
  return ["subject,study,slice,set,label,score", ...rows, ""].join("\n");
}

Deno.test("repairTable: an audit of what is mended finds no leak, in either mode", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.constantFrom("fewest" as const, "trained" as const),
      async (seed, mode) => {
        try {
          const { table, columns } = await repair(bySlice(seed), { mode });
          assert.deepEqual(audited(table, columns.set!).leaks, []);
        } catch (error) {
          // Nearly everybody is in the training set: few are left to be tested.
          assert.ok(error instanceof SplitError && mode === "trained", String(error));
        }
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("repairTable: what moves, and that the network has seen it", async () => {
  const text = [
    "subject,study,slice,set,label,score",
    ...["train", "train", "train", "test"].map((set, i) => `A,1,${i},${set},1,0.5`), // 1 to train
    ...["train", "test", "test"].map((set, i) => `B,1,${i},${set},0,0.5`), // 1 out of training
    ...["validation", "test", "test"].map((set, i) => `C,1,${i},${set},1,0.5`), // 1 out of validation
    ...["validation", "validation"].map((set, i) => `D,1,${i},${set},${i},0.5`),
    ...["train", "train"].map((set, i) => `E,1,${i},${set},0,0.5`),
    "",
  ].join("\n");
  const { columns, report } = await repair(text);
  assert.equal(
    columns.set!.join(),
    "train,train,train,train,test,test,test,test,test,test,validation,validation,train,train",
  );
  assert.deepEqual(report.moves, [
    { from: "train", to: "test", slices: 1 },
    { from: "validation", to: "test", slices: 1 },
    { from: "test", to: "train", slices: 1 },
  ]);
  assert.deepEqual([report.moved, report.leaked, report.groups], [3, 3, 5]);
  assert.deepEqual(report.sets.map(({ before, after }) => [before, after]), [[6, 6], [3, 2], [
    5,
    6,
  ]]);
  // B was trained on and C validated on: of both no score counts. A's are of training slices now.
  assert.deepEqual(report.consequences, { train: true, folds: [], choose: true, voidScores: 6 });
  assert.equal(report.leftOut, "score");
  const kept = text.replaceAll("B,1,0,train", "B,1,0,test").replaceAll(
    "C,1,0,validation",
    "C,1,0,test",
  );
  const harmless = await repair(kept);
  assert.deepEqual(harmless.report.consequences, {
    train: false,
    folds: [],
    choose: false,
    voidScores: 0,
  });
  assert.equal(harmless.report.leftOut, null);
});

Deno.test("repairTable: for a trained network no score of what is tested is void", async () => {
  const text = bySlice(1, ["test", "test", "train", "validation"]).replaceAll(
    /^(S2[0-9],.*),(train|validation),/gm,
    "$1,test,",
  );
  const { table, columns, report } = await repair(text, { mode: "trained" });
  assert.deepEqual([report.consequences.train, report.consequences.voidScores], [false, 0]);
  const seen = new Set(
    table.rows.filter((fields) => fields[3] === "train").map(([subject]) => subject),
  );
  for (const [row, [subject]] of table.rows.entries()) {
    if (seen.has(subject!)) assert.equal(columns.set![row], "train");
  }
});

Deno.test("repairTable: folds that got somebody are trained again, the others are not", async () => {
  const text = [
    "subject,fold,label,score",
    ...["1", "1", "2"].map((fold) => `A,${fold},1,0.5`),
    ...["1", "1"].map((fold, i) => `B,${fold},${i},0.5`),
    ...["2", "2"].map((fold, i) => `C,${fold},${i},0.5`),
    ...["3", "3"].map((fold, i) => `D,${fold},${i},0.5`),
    "",
  ].join("\n");
  const { columns, report } = await repair(text);
  assert.equal(columns.fold!.join(""), "111112233");
  assert.deepEqual(report.consequences, {
    train: false,
    folds: ["1"],
    choose: false,
    voidScores: 3,
  });
  await assert.rejects(
    repair(text, { mode: "trained" }),
    /of which one network was trained, but found folds/,
  );
});

Deno.test("repairTable: a set that the fewest moves nearly empty gets a note", async () => {
  // 40 subjects of 8 training and 2 test slices: one of each label goes to the test set, to keep it.
  const rows = Array.from(
    { length: 400 },
    (_, i) => `S${i % 40},${i < 320 ? "train" : "test"},${i % 2}`,
  );
  const { report } = await repair(["subject,set,label", ...rows].join("\n"));
  assert.deepEqual(report.sets, [
    { name: "train", before: 320, after: 380 },
    { name: "test", before: 80, after: 20 },
  ]);
  assert.equal(report.moved, 38 * 2 + 2 * 8);
  assert.match(
    report.notes[0]!,
    /^test keeps 20 of 80 slices, as most of its subjects have more in/,
  );
});

Deno.test("repairTable: measurements are no labels that a set has to keep", async () => {
  const rows = Array.from(
    { length: 60 },
    (_, i) => `S${i % 20},${i < 40 ? "train" : "test"},${i / 8}`,
  );
  const { report } = await repair(["subject,set,target", ...rows, "T,test,9"].join("\n"));
  assert.deepEqual([report.moved, report.sets.map(({ after }) => after)], [20, [60, 1]]);
});

Deno.test("repairTable: a split that is whole stays, and what is none is refused", async () => {
  const whole = "subject,set,label\nA,Training,1\nB,val,0\nC,TEST,1\n";
  const { columns, report } = await repair(whole);
  assert.deepEqual([columns.set, report.moved], [["train", "validation", "test"], 0]);
  const refused = (text: string, message: RegExp) =>
    assert.rejects(repair(text), (error) => {
      assert.ok(error instanceof PredictionsError);
      assert.match(error.message, message);
      return true;
    });
  await refused(
    "subject,label\nA,1\n",
    /expected a column set or fold, which is to be repaired, but found subject,label/,
  );
  await refused(
    "subject,set\nA,train\nB,exam\n",
    /t\.csv, line 3, column set: expected train, validation, test but found "exam"/,
  );
  await refused(
    "subject,fold\nA,1\nB,\n",
    /t\.csv, line 3, column fold: expected the name of a fold but found ""/,
  );
});
