import assert from "node:assert/strict";
import { join } from "node:path";
import {
  pageFiles,
  supplement,
  type SupplementParts,
} from "hemoleak/report/supplement/supplement.ts";
import { writeSupplement } from "hemoleak/report/supplement/supplement_folder.ts";
import { exampleAuditedRun } from "../audited_examples.ts";
import { EXAMPLE_PROVENANCE, EXAMPLE_RUNS } from "../example_runs.ts";
import { assertSnapshot } from "../snapshot.ts";

const PARTS = {
  runs: EXAMPLE_RUNS,
  provenance: EXAMPLE_PROVENANCE,
  audits: [exampleAuditedRun("slice"), exampleAuditedRun("subject")],
};

async function overviewHtml(parts: SupplementParts): Promise<string> {
  return pageFiles((await supplement(parts)).pages)[0]!.text;
}

/** What there is of audits and the info sheet, by name. */
async function auditFiles(parts: SupplementParts): Promise<Map<string, string>> {
  const { pages, files } = await supplement(parts);
  const all = [...pageFiles(pages), ...files].map(({ name, text }) => [name, text] as const);
  return new Map(all.filter(([name]) => /^(audit|info)/.test(name)));
}

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

Deno.test("overview: with Table 2 alone it links to nothing that is not there, and says so", async () => {
  const html = await overviewHtml({
    runs: EXAMPLE_RUNS,
    provenance: EXAMPLE_PROVENANCE,
    pages: [],
  });
  assert.match(html, /still being\s+made/);
  const files = [...html.matchAll(/href="([^"#]+)"/g)].map(([, file]) => file);
  assert.deepEqual(files.filter((file) => !file!.startsWith("files/")), [
    "table2.csv",
    "table2.json",
  ]);
});

Deno.test("the supplement's files are there, twice the same bytes", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const contents = async () => {
      await writeSupplement(directory, PARTS);
      const names = [...Deno.readDirSync(directory)].map(({ name }) => name);
      for (const { name } of Deno.readDirSync(join(directory, "files"))) {
        names.push(join("files", name));
      }
      return Promise.all(
        names.filter((name) => name !== "files").sort().map(async (
          name,
        ) => [name, await Deno.readTextFile(join(directory, name))]),
      );
    };
    const first = await contents();
    assert.deepEqual(first.map(([name]) => name), [
      "audit_cnn4_by_slice.html",
      "audit_cnn4_by_slice.json",
      "audit_cnn4_by_subject.html",
      "audit_cnn4_by_subject.json",
      "files/figure_S1.svg",
      "files/figure_S1.vl.json",
      "files/figure_S2.svg",
      "files/figure_S2.vl.json",
      "files/figure_S3.svg",
      "files/figure_S3.vl.json",
      ...Array.from({ length: 9 }, (_, i) => `files/table_S${i + 1}.csv`).sort(),
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
  const written = await auditFiles(PARTS);
  assert.deepEqual(new Set(linked), new Set(written.keys()));
  assert.match(html, /split by slice<\/a> .*The split leaks: 72 of 72 test slices/);
  assert.match(html, /split by subject<\/a> .*The split keeps subjects apart/);
});

Deno.test("the supplement's audits are data as the audit gave them", async () => {
  const json = (await auditFiles(PARTS)).get("audit_cnn4_by_slice.json")!;
  assert.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(PARTS.audits[0]!.audit)));
});

Deno.test("audits of runs that differ in labels or seed alone have files and titles of their own", async () => {
  const run = exampleAuditedRun("slice");
  const audits = [run, { ...run, cell: { ...run.cell, labels: "permuted" as const } }];
  assert.equal((await auditFiles({ ...PARTS, audits })).size, 4);
  const html = await overviewHtml({ ...PARTS, audits });
  for (const name of ["cnn4-by-slice-seed-3", "cnn4-by-slice-permuted-seed-3"]) {
    assert.ok(html.includes(`audit_${name}.html">Audit of CNN4, split by slice (${name})</a>`));
  }
});

Deno.test("the supplement without audits mentions none", async () => {
  const { audits: _, ...parts } = PARTS;
  assert.doesNotMatch(await overviewHtml(parts), /audit|info_sheet/i);
  assert.deepEqual(
    [...(await auditFiles({ ...PARTS, audits: [PARTS.audits[0]!] })).keys()],
    ["audit_cnn4_by_slice.html", "audit_cnn4_by_slice.json"],
  );
});

Deno.test("every page but the first leads back to it, and to the pages beside it", async () => {
  const { pages } = await supplement(PARTS);
  const files = pageFiles(pages);
  const links = files.map(({ text }) => {
    const [navigation] = /<nav class="pages".*?<\/nav>/s.exec(text) ?? [""];
    return [...navigation.matchAll(/href="([^"]+)"/g)].map(([, address]) => address);
  });
  assert.deepEqual(links, [
    [],
    ["index.html", "audit_cnn4_by_subject.html"],
    ["index.html", "audit_cnn4_by_slice.html", "info_sheet.html"],
    ["index.html", "audit_cnn4_by_subject.html"],
  ]);
});

Deno.test("figures and tables are numbered through, referred to, and lie beside as files", async () => {
  const { pages, files } = await supplement(PARTS);
  const body = pages.map((page) => page.body).join("\n");
  for (const kind of ["figure", "table"]) {
    const ids = [...body.matchAll(new RegExp(` id="(${kind}-S\\d+)"`, "g"))].map(([, id]) => id!);
    assert.ok(ids.length >= 3);
    assert.deepEqual(ids, ids.map((_, i) => `${kind}-S${i + 1}`));
    for (const id of ids) {
      assert.ok(body.includes(`href="#${id}"`), `${id} is referred to`);
      const name = `files/${id.replace("-", "_")}.${kind === "table" ? "csv" : "svg"}`;
      assert.ok(files.some((file) => file.name === name && file.text.length > 0), name);
      assert.ok(body.includes(`href="${name}"`), `${name} is linked to`);
    }
  }
});

Deno.test("a supplement's figures of more than there are now are removed, other files are not", async () => {
  const directory = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(directory, "files"));
    for (const name of ["figure_S99.svg", "table_S7.csv.bak", "mine.csv"]) {
      await Deno.writeTextFile(join(directory, "files", name), "");
    }
    await writeSupplement(directory, PARTS);
    const names = [...Deno.readDirSync(join(directory, "files"))].map(({ name }) => name);
    assert.deepEqual(
      ["figure_S99.svg", "table_S7.csv.bak", "mine.csv"].map((name) => names.includes(name)),
      [false, true, true],
    );
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
