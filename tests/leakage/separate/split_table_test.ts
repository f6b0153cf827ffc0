import assert from "node:assert/strict";
import fc from "fast-check";
import { OptionsError, SplitError } from "hemoleak/error.ts";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import type { SetName } from "hemoleak/split/split.ts";
import { audited, readTable, split } from "./tables.ts";

const UID = "1.2.840.113619.2.55.3.28311643";

/** Spellings of a subject's name that an audit takes for one. */
const SPELLINGS: readonly ((number: number) => string)[] = [
  (number) => `CT-${number}`,
  (number) => `ct${String(number).padStart(3, "0")}`,
  (number) => `Ct_${number}`,
];

/** A cohort whose subjects may be under several names, and share studies and slices with others. */
const anyTable = fc.array(
  fc.record({
    subject: fc.integer({ min: 1, max: 24 }),
    spelling: fc.nat(2),
    study: fc.oneof(
      fc.constant("1"),
      fc.nat(30).map((study) => `${UID}.${study}`),
      fc.nat(60).map((study) => `X${study}`),
    ),
    slice: fc.oneof(fc.nat(20).map(String), fc.nat(400).map((slice) => `${UID}.9.${slice}`)),
    label: fc.constantFrom(0, 1),
    count: fc.integer({ min: 1, max: 6 }),
  }),
  { minLength: 12, maxLength: 60 },
).map((blocks) =>
  [
    "subject,study,slice,label",
    ...blocks.flatMap(({ subject, spelling, study, slice, label, count }) =>
      Array.from(
        { length: count },
        (_, i) =>
          `${SPELLINGS[spelling]!(subject)},${study},${i === 0 ? slice : `${slice}-${i}`},${label}`,
      )
    ),
    "",
  ].join("\n")
);

Deno.test("splitTable: an audit never finds a leak, whatever names people have", async () => {
  let made = 0, joined = 0;
  await fc.assert(
    fc.asyncProperty(anyTable, fc.nat(5), async (text, seed) => {
      const { table } = await readTable(text);
      try {
        const { columns, report } = await split(text, { seed, test: 0.3, validation: 0.3 });
        assert.equal(columns.set!.length, table.rows.length);
        assert.deepEqual(audited(table, columns.set!).leaks, []);
        made++;
        if (report.joins.length > 0) joined++;
      } catch (error) {
        // Chains of shared studies may leave too few groups, which is said.
        assert.ok(error instanceof SplitError, String(error));
      }
    }),
    { numRuns: 100, seed: 3 },
  );
  assert.ok(made > 25 && joined > 25, `${made} splits, ${joined} with joined names`);
});

Deno.test("splitTable: nor a doubt, where names only may be one person's", async () => {
  const rows = Array.from({ length: 40 }, (_, i) => [
    `sub-${i}`,
    ...i % 8 === 0 ? [String(i)] : [],
    ...i % 8 === 1 ? [`sub-${i}_ses-2`] : [],
  ]).flat().flatMap((subject, i) =>
    [0, 1, 2].map((slice) => `${subject},v${i},${slice},${slice % 2}`)
  );
  const text = ["subject,study,slice,label", ...rows, ""].join("\n");
  const { table } = await readTable(text);
  for (const seed of [0, 1, 2, 3, 4]) {
    const { columns, report } = await split(text, { seed });
    const { verdict, doubts } = audited(table, columns.set!);
    assert.deepEqual([verdict, doubts], ["separate", []]);
    assert.equal(report.people, 40);
    assert.deepEqual(report.notes, []);
  }
});

Deno.test("splitTable: what an audit will doubt all the same is noted", async () => {
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${i < 9 ? "nan" : `S${i}`},${i},${i},${i % 2}`,
  );
  const { report } = await split(["subject,study,slice,label", ...rows].join("\n"));
  assert.match(report.notes.join("\n"), /nobody's in particular \(\d+ slices; "nan", no name\)/);
});

const SITES = [
  "subject,label,site,age",
  ...Array.from(
    { length: 60 },
    (_, i) =>
      Array.from({ length: 1 + i % 5 }, (_, j) => `S${i},${j % 2},${"ABCDEF"[i % 6]},${20 + i}`),
  ).flat(),
  "",
].join("\n");

Deno.test("splitTable: by a column its values stay apart, and so do people", async () => {
  const { table } = await readTable(SITES);
  const { columns, report } = await split(SITES, { by: "site", folds: 3 });
  const site = table.rows.map((fields) => fields[2]!);
  const folds = Map.groupBy(site.keys(), (row) => site[row]!);
  for (const rows of folds.values()) {
    assert.equal(new Set(rows.map((row) => columns.fold![row])).size, 1);
  }
  assert.equal(new Set(columns.fold).size, 3);
  assert.deepEqual([report.groups, report.people], [6, 60]);
  // One subject at two sites makes them one group.
  const bridged = await split(SITES.replace("S0,0,A,20", "S1,0,A,20"), { by: "site", folds: 3 });
  assert.equal(bridged.report.groups, 5);
  await assert.rejects(
    split(SITES, { by: "site", folds: 10 }),
    /at least 10 groups that can be apart, for 10 folds \(1 to 10\), but found 6/,
  );
});

Deno.test("splitTable: by slice every subject leaks, and that is said first", async () => {
  const { table } = await readTable(SITES);
  const { columns, report } = await split(SITES, { by: "slice" });
  assert.equal(audited(table, columns.set!).verdict, "leaks");
  assert.match(report.notes[0]!, /this split leaks, and what is measured on it is no performance/);
  const { measures } = report.balance;
  // 180 rows.
  for (const [set, wanted] of [122.4, 30.6, 27].entries()) {
    assert.ok(Math.abs(measures[0]!.got[set]! - wanted) < 1, `${measures[0]!.got}`);
  }
  assert.ok(measures.every(({ unit }) => unit === "slices"));
});

Deno.test("splitTable: strata by the names of columns, in any case; others are refused with a hint", async () => {
  const { report } = await split(SITES, { stratify: ["Label", "site"] });
  assert.deepEqual(report.stratify, ["Label", "site"]);
  for (const options of [{ stratify: ["sites"] }, { by: "sites" }]) {
    await assert.rejects(split(SITES, options), (error) => {
      assert.ok(error instanceof OptionsError);
      assert.match(
        error.message,
        /one of the columns subject,label,site,age but found sites; did you mean site\?/,
      );
      return true;
    });
  }
  const { report: plain } = await split(SITES, { stratify: [] });
  assert.deepEqual(plain.balance.measures.map(({ column }) => column), [null, null]);
});

Deno.test("splitTable: labels may have names, 1.0 is 1, and measurements are not balanced unasked", async () => {
  const labeled = (labels: readonly string[]) =>
    ["subject,label", ...Array.from({ length: 60 }, (_, i) => `S${i},${labels[i % labels.length]}`)]
      .join("\n");
  const valuesOf = async (text: string) => {
    const { report } = await split(text);
    return [...new Set(report.balance.measures.map(({ value }) => value))];
  };
  assert.deepEqual(await valuesOf(labeled(["1.0", "1", "False"])), [null, "0", "1"]);
  assert.deepEqual(await valuesOf(labeled(["ICH", "none", "SAH"])), [null, "ICH", "SAH", "none"]);
  const measured = Array.from({ length: 30 }, (_, i) => (i / 7).toFixed(3));
  assert.deepEqual(await valuesOf(labeled(measured)), [null]);
});

Deno.test("splitTable: a set that is there is replaced, a contrast phase is not", async () => {
  const table = (column: string, value: string) =>
    [`subject,${column}`, ...Array.from({ length: 40 }, (_, i) => `S${i % 20},${value}`)].join(
      "\n",
    );
  const there = await split(table("split", "train"));
  assert.deepEqual(Object.keys(there.columns), ["split"]);
  assert.match(there.report.notes[0]!, /the column split that the table has is replaced/);
  const phase = await split(table("phase", "venous"));
  assert.deepEqual([Object.keys(phase.columns), phase.report.notes], [["set"], []]);
});

Deno.test("splitTable: by a column in several spellings an audit against new sites finds no leak", async () => {
  const text = SITES.replaceAll(
    /,([A-F]),(?=\d[1357])/g,
    (_, site: string) => `, ${site.toLowerCase()} ,`,
  );
  const { table } = await readTable(text);
  const { columns } = await split(text, { by: "site", test: 0.3, validation: 0 });
  const { leaks } = audit(
    table.rows.map(([subject, label, site], row) => ({
      subject: subject!,
      study: "1",
      slice: `${row}`,
      set: columns.set![row]! as SetName,
      label: label === "1" ? 1 as const : 0 as const,
      score: row % 7,
      attributes: { site: site! },
    })),
    { target: "new-sites=site" },
  );
  assert.deepEqual(leaks, []);
});

Deno.test("splitTable: of folds what each would be doubted for is noted, not the first one alone", async () => {
  // Four names in a chain are left apart; the seeds put them into other folds.
  const rows = Array.from({ length: 40 }, (_, i) => `S${i},${i % 2}`)
    .concat(["7-1,0", "71,1", "1/7/2024,0", "7_1_24,1", "1-7,0"]);
  const text = ["subject,label", ...rows, ...rows].join("\n");
  const { table } = await readTable(text);
  let doubted = 0;
  for (const seed of [0, 1, 2, 3, 4, 5]) {
    const { columns, report } = await split(text, { folds: 5, seed });
    const isDoubted = ["1", "2", "3", "4", "5"].some((fold) =>
      audited(table, columns.fold!.map((one) => one === fold ? "test" : "train")).doubts.length > 0
    );
    if (isDoubted) doubted++;
    assert.equal(
      report.notes.some((note) => note.includes("an audit will leave it open")),
      isDoubted,
    );
  }
  assert.ok(doubted > 0);
});

/** Names that an audit takes for one, may take for one, or for nobody's. */
const NASTY: readonly ((number: number) => string)[] = [
  (number) => `P${number}`,
  (number) => `p-${String(number).padStart(3, "0")}`,
  (number) => `${number}.0`,
  (number) => `sub-${number}_ses-2`,
  (number) => `P${number}_L`,
  (number) => `test/P${number}`,
  (number) => `/data/P${number}.nii.gz`,
  (number) => `P${number}_V02`,
  (number) => `\u0420${number}`,
  (number) => `DOE${number}^JOHN`,
  (number) => `1-${number}`,
  () => "nan",
  () => "unknown",
];

Deno.test("splitTable: whatever names there are, an audit finds no leak, and no doubt that is not noted", async () => {
  const anyNames = fc.array(
    fc.record({
      subject: fc.integer({ min: 1, max: 20 }),
      spelling: fc.nat(NASTY.length - 1),
      slice: fc.oneof(
        fc.nat(20).map(String),
        fc.nat(99).map((n) => `img_${n}.png`),
        fc.nat(30).map((n) => `data/p${n}/1.png`),
        fc.nat(99).map((n) => `train/${UID}.${n}.dcm`),
      ),
    }),
    { minLength: 20, maxLength: 60 },
  );
  let made = 0;
  await fc.assert(
    fc.asyncProperty(anyNames, fc.boolean(), async (rows, isFolded) => {
      const text = [
        "subject,slice,label",
        ...rows.map(({ subject, spelling, slice }, i) =>
          `${NASTY[spelling]!(subject)},${slice},${i % 2}`
        ),
      ].join("\n");
      const { table } = await readTable(text);
      try {
        const { columns, report } = await split(
          text,
          isFolded ? { folds: 3 } : { test: 0.3, validation: 0 },
        );
        const sets = columns.set ?? columns.fold!;
        for (const test of isFolded ? ["1", "2", "3"] : ["test"]) {
          const { leaks, doubts } = audited(
            table,
            sets.map((one) => one === test ? "test" : "train"),
          );
          assert.deepEqual(leaks, []);
          const isNoted = report.notes.some((note) => note.includes("leave it open"));
          assert.ok(doubts.length === 0 || isNoted, JSON.stringify(doubts));
        }
        made++;
      } catch (error) {
        assert.ok(error instanceof SplitError, String(error));
      }
    }),
    { numRuns: 40, seed: 5 },
  );
  assert.ok(made > 20, `${made} splits`);
});
