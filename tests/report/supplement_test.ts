import assert from "node:assert/strict";
import { join } from "node:path";
import { overviewHtml, writeSupplement } from "hemoleak/report/supplement.ts";
import { EXAMPLE_PROVENANCE, EXAMPLE_RUNS } from "./example_runs.ts";
import { assertSnapshot } from "./snapshot.ts";

const PARTS = { runs: EXAMPLE_RUNS, provenance: EXAMPLE_PROVENANCE };

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
      "gap.svg",
      "index.html",
      "table2.csv",
      "table2.json",
    ]);
    assert.deepEqual(await contents(), first);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
