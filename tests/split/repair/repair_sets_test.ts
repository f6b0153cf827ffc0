import assert from "node:assert/strict";
import fc from "fast-check";
import { SplitError } from "hemoleak/error.ts";
import { type RepairableRow, repairSets } from "hemoleak/split/repair/repair_sets.ts";

const SETS = ["train", "validation", "test"] as const;

/** Up to six subjects of a few rows each, in any sets. */
const anySplit = fc.integer({ min: 1, max: 6 }).chain((subjects) =>
  fc.array(
    fc.record({
      subject: fc.nat(subjects - 1).map((subject) => `S${subject}`),
      set: fc.constantFrom(...SETS),
      label: fc.constantFrom(0, 1),
    }),
    { minLength: 1, maxLength: 16 },
  )
);

/** Which sets have rows of which labels. */
function held(rows: readonly RepairableRow[], sets: readonly string[]): Set<string> {
  return new Set(rows.map(({ label }, row) => `${sets[row]} ${label}`));
}

/** The fewest rows that any assignment of whole subjects moves, or null where none keeps the labels. */
function fewestOfAll(rows: readonly RepairableRow[]): number | null {
  const names = [...new Set(rows.map(({ subject }) => subject))];
  const kept = held(rows, rows.map(({ set }) => set));
  let fewest: number | null = null;
  for (let number = 0; number < SETS.length ** names.length; number++) {
    const setOf = new Map(names.map((name, i) => [
      name,
      SETS[Math.floor(number / SETS.length ** i) % SETS.length]!,
    ]));
    const sets = rows.map(({ subject }) => setOf.get(subject)!);
    const now = held(rows, sets);
    if ([...kept].some((one) => !now.has(one))) continue;
    const moved = sets.filter((set, row) => set !== rows[row]!.set).length;
    if (fewest === null || moved < fewest) fewest = moved;
  }
  return fewest;
}

Deno.test("repairSets: as few rows as the best of all assignments moves, or none does", () => {
  let refused = 0, forced = 0;
  fc.assert(
    fc.property(anySplit, (rows) => {
      const fewest = fewestOfAll(rows);
      if (fewest === null) {
        assert.throws(() => repairSets(rows), SplitError);
        return void refused++;
      }
      const { sets, moved } = repairSets(rows);
      assert.equal(moved, fewest);
      assert.equal(sets.filter((set, row) => set !== rows[row]!.set).length, moved);
      for (const of of Map.groupBy(rows.keys(), (row) => rows[row]!.subject).values()) {
        assert.equal(new Set(of.map((row) => sets[row])).size, 1);
      }
      const plurality = [...Map.groupBy(rows, ({ subject }) => subject).values()]
        .reduce((sum, of) => {
          const most = Math.max(...SETS.map((set) => of.filter((row) => row.set === set).length));
          return sum + of.length - most;
        }, 0);
      if (fewest > plurality) forced++;
    }),
    { numRuns: 2000, seed: 1 },
  );
  // Both that which cannot be and that which takes more than moving each to where most of it is.
  assert.ok(refused > 20 && forced > 20, `${refused} refused, ${forced} forced`);
});

Deno.test("repairSets: a split that is whole stays as it is", () => {
  fc.assert(fc.property(anySplit, (rows) => {
    const setOf = new Map(rows.map(({ subject, set }) => [subject, set]));
    const whole = rows.map((row) => ({ ...row, set: setOf.get(row.subject)! }));
    const { sets, moved } = repairSets(whole);
    assert.deepEqual([sets, moved], [whole.map(({ set }) => set), 0]);
  }));
});

Deno.test("repairSets: of equal sets that which lacks most of its rows, so that sizes stay", () => {
  const rows = [
    { subject: "A", set: "test" },
    { subject: "A", set: "train" },
    { subject: "B", set: "test" },
  ];
  assert.deepEqual(repairSets(rows), { sets: ["train", "train", "test"], moved: 1 });
  const half = Array.from({ length: 40 }, (_, i) => ({
    subject: `S${i >> 1}`,
    set: i % 2 === 0 ? "train" : "test",
  }));
  const { sets, moved } = repairSets(half);
  assert.deepEqual([moved, sets.filter((set) => set === "test").length], [20, 20]);
});

Deno.test("repairSets: for a trained network each goes to the first of its sets", () => {
  const rows = [
    ...["train", "test", "test", "test"].map((set) => ({ subject: "A", set })),
    ...["validation", "test", "test"].map((set) => ({ subject: "B", set })),
    { subject: "C", set: "test" },
  ];
  const { sets, moved } = repairSets(rows, "trained");
  assert.equal(sets.join(), "train,train,train,train,validation,validation,validation,test");
  assert.equal(moved, 5);
});

Deno.test("repairSets: what would leave a set without a label is refused with its numbers", () => {
  const rows = ["train", "test"].flatMap((set) =>
    [0, 1].map((label) => ({ subject: label === 1 ? "A" : `B${set}`, set, label }))
  );
  assert.throws(
    () => repairSets(rows),
    /at least 2 groups that can be apart with label 1, one each for train, test, but found 1/,
  );
  const trained = [
    { subject: "A", set: "train", label: 1 },
    { subject: "A", set: "test", label: 1 },
    { subject: "B", set: "train", label: 1 },
  ];
  assert.throws(
    () => repairSets(trained, "trained"),
    /test would have none with label 1; mend it by the fewest moves/,
  );
  assert.deepEqual(repairSets(trained).sets, ["test", "test", "train"]);
});

Deno.test("repairSets: folds are taken in the order of their numbers", () => {
  const rows = [
    { subject: "A", set: "10" },
    { subject: "A", set: "2" },
    { subject: "B", set: "10" },
  ];
  assert.deepEqual(repairSets(rows).sets, ["2", "2", "10"]);
});
