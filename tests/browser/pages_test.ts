import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { MediaBundle } from "hemoleak/report/media/displayable.ts";
import { writeSupplement } from "hemoleak/report/supplement/supplement_folder.ts";
import { listNotebooks, renderNotebooks } from "../../jupyter/notebooks.ts";
import { exampleAuditedRun } from "../report/audited_examples.ts";
import { EXAMPLE_PROVENANCE, EXAMPLE_RUNS } from "../report/example_runs.ts";
import { gapFigure } from "hemoleak/report/paper/gap_figure.ts";
import { table2Table } from "hemoleak/report/paper/table2.ts";
import { JUPYTER_DISPLAY } from "hemoleak/report/media/displayable.ts";
import { BROWSER, keepScreenshots, startBrowser } from "./browser.ts";

interface Cell {
  cell_type: string;
  outputs?: { output_type: string; data: MediaBundle; metadata: object }[];
}

/** The project's notebooks with a figure and a table below the last cell, in place of all outputs. */
async function notebooksWith(bundles: MediaBundle[], folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const path of await listNotebooks()) {
    const notebook = JSON.parse(await Deno.readTextFile(path)) as { cells: Cell[] };
    const code = notebook.cells.filter(({ cell_type }) => cell_type === "code");
    for (const cell of code) cell.outputs = [];
    code.at(-1)!.outputs = bundles.map((data) => ({
      output_type: "display_data",
      data,
      metadata: {},
    }));
    const to = join(folder, path.split("/").at(-1)!);
    await Deno.writeTextFile(to, JSON.stringify(notebook));
    paths.push(to);
  }
  return paths;
}

async function makeSupplement(folder: string): Promise<string[]> {
  const shown = [
    await gapFigure(EXAMPLE_RUNS, EXAMPLE_PROVENANCE),
    table2Table(EXAMPLE_RUNS, EXAMPLE_PROVENANCE),
  ].map((each) => each[JUPYTER_DISPLAY]());
  const { pages } = await writeSupplement(folder, {
    runs: EXAMPLE_RUNS,
    provenance: EXAMPLE_PROVENANCE,
    audits: [exampleAuditedRun("slice"), exampleAuditedRun("subject")],
    notebooks: await renderNotebooks(await notebooksWith(shown, folder)),
  });
  return pages.map(({ file }) => file);
}

/** How a page is looked at. */
const VIEWS = [
  { width: 1200, colorScheme: "light", media: "screen" },
  { width: 390, colorScheme: "light", media: "screen" },
  { width: 1200, colorScheme: "dark", media: "screen" },
  { width: 390, colorScheme: "dark", media: "screen" },
  { width: 1200, colorScheme: "dark", media: "print" },
] as const;

Deno.test({
  name: "the supplement's pages in a browser",
  ignore: BROWSER === null,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    const folder = await Deno.makeTempDir();
    const browser = await startBrowser();
    try {
      const files = await makeSupplement(folder);
      assert.equal(files.length, 9);
      for (const { width, colorScheme, media } of VIEWS) {
        const name = `${width} pixels, ${colorScheme}, ${media}`;
        const passed = await t.step(`${name}: axe finds nothing, nothing is cut off`, async () => {
          const context = await browser.newContext({ viewport: { width, height: 900 } });
          const page = await context.newPage();
          await page.emulateMedia({ colorScheme, media });
          for (const file of files) {
            await page.goto(pathToFileURL(join(folder, file)).href);
            await page.evaluate(axe.source);
            const { violations } = await page.evaluate<{ violations: axe.Result[] }>("axe.run()");
            const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`);
            assert.deepEqual(found, [], file);
            const overhang = "document.documentElement.scrollWidth - innerWidth";
            assert.ok(
              await page.evaluate<number>(overhang) <= 0,
              `${file} is wider than its window`,
            );
          }
          await context.close();
        });
        if (!passed) await keepScreenshots(browser, name.replaceAll(/\W+/g, "-"));
      }

      await t.step("axe finds what is wrong where something is", async () => {
        const page = await browser.newPage();
        await page.setContent("<table><tr><th></th></tr></table><img src='data:,'>");
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate<{ violations: axe.Result[] }>("axe.run()");
        const ids = violations.map(({ id }) => id);
        assert.ok(["image-alt", "empty-table-header"].every((id) => ids.includes(id)), `${ids}`);
      });

      await t.step(
        "a figure that is wider than a telephone is scrolled by the keyboard",
        async () => {
          const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
          await page.goto(pathToFileURL(join(folder, "index.html")).href);
          await page.locator("#figure-S1 .scroll").focus();
          const left = "document.querySelector('#figure-S1 .scroll').scrollLeft";
          assert.equal(await page.evaluate(left), 0);
          await page.keyboard.press("ArrowRight");
          await page.waitForFunction(`${left} > 0`);
        },
      );
    } finally {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});
