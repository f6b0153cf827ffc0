import assert from "node:assert/strict";
import { join } from "node:path";
import { auditFiles } from "hemoleak/report/supplement/audit_supplement.ts";
import { overviewHtml } from "hemoleak/report/supplement/supplement.ts";
import { writeSupplement } from "hemoleak/report/supplement/supplement_folder.ts";
import { exampleAuditedRun } from "../audited_examples.ts";
import { EXAMPLE_PROVENANCE, EXAMPLE_RUNS } from "../example_runs.ts";
import { assertSnapshot } from "../snapshot.ts";

const PARTS = {
  runs: EXAMPLE_RUNS,
  provenance: EXAMPLE_PROVENANCE,
  audits: [exampleAuditedRun("slice"), exampleAuditedRun("subject")],
};

Deno.test("overview: one self-contained page", async () => {
  const html = await overviewHtml(PARTS);
  await assertSnapshot(html, "index.html");
  assert.doesNotMatch(html, /<script|<link|src=|@import|href="http/);
});

Deno.test("overview: says synthetic where the data is, and only there", async () => {
  assert.match(await overviewHtml(PARTS), /SYNTHETIC DATA/);
  const real = { ...EXAMPLE_PROVENANCE, cohort: "CQ500", synthetic: false };
  assert.doesNotMatch(await overviewHtml({ ...PARTS, provenance: real }), /synthetic/i);
});

Deno.test("overview: a narrowed VGG16 is labeled wherever its numbers are", async () => {
  const html = await overviewHtml(PARTS);
  const text = html.replaceAll(/<[^>]+>/g, "\n");
  const bare = text.split("\n").filter((line) => /^VGG16(?!.*(× 0\.25|the paper))/.test(line));
  assert.deepEqual(bare, []);
});

Deno.test("the supplement's files are there, twice the same bytes", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const contents = async () => {
      await writeSupplement(directory, PARTS);
      const names = [...Deno.readDirSync(directory)].map(({ name }) => name).sort();
      return Promise.all(
        names.map(async (name) => [name, await Deno.readTextFile(join(directory, name))]),
      );
    };
    const first = await contents();
    assert.deepEqual(first.map(([name]) => name), [
      "audit_cnn4_by_slice.html",
      "audit_cnn4_by_slice.json",
      "audit_cnn4_by_subject.html",
      "audit_cnn4_by_subject.json",
      "gap.svg",
      "index.html",
      "info_sheet.html",
      "info_sheet.md",
      "table2.csv",
      "table2.json",
    ]);
    assert.deepEqual(await contents(), first);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("overview: links to every audit and to the info sheet, a sentence each", async () => {
  const html = await overviewHtml(PARTS);
  const linked = [...html.matchAll(/href="((?:audit|info)[^"]+)"/g)].map((match) => match[1]);
  const written = (await auditFiles(PARTS.audits, PARTS.provenance)).map(({ name }) => name);
  assert.deepEqual(linked, written);
  assert.match(html, /split by slice<\/a> .*The split leaks: 72 of 72 test slices/);
  assert.match(html, /split by subject<\/a> .*The split keeps subjects apart/);
});

Deno.test("the supplement's audits are data as the audit gave them", async () => {
  const files = await auditFiles(PARTS.audits, PARTS.provenance);
  const json = files.find(({ name }) => name === "audit_cnn4_by_slice.json")!.text;
  assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(PARTS.audits[0]!.audit)));
});

Deno.test("audits of runs that differ in labels or seed alone have files and titles of their own", async () => {
  const run = exampleAuditedRun("slice");
  const audits = [run, { ...run, cell: { ...run.cell, labels: "permuted" as const } }];
  const files = await auditFiles(audits, PARTS.provenance);
  assert.equal(new Set(files.map(({ name }) => name)).size, 4);
  const html = await overviewHtml({ ...PARTS, audits });
  for (const name of ["cnn4-by-slice-seed-3", "cnn4-by-slice-permuted-seed-3"]) {
    assert.ok(html.includes(`audit_${name}.html">Audit of CNN4, split by slice (${name})</a>`));
  }
});

Deno.test("the supplement without audits mentions none", async () => {
  const { audits: _, ...parts } = PARTS;
  assert.doesNotMatch(await overviewHtml(parts), /audit|info_sheet/i);
  assert.deepEqual(
    await auditFiles([PARTS.audits[0]!], PARTS.provenance).then((files) =>
      files.map(({ name }) => name)
    ),
    ["audit_cnn4_by_slice.html", "audit_cnn4_by_slice.json"],
  );
});
