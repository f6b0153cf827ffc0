import assert from "node:assert/strict";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Reproduction } from "hemoleak/experiment/reproduction.ts";
import { PROJECT } from "../../setup/set_up.ts";
import { BROWSER, keepScreenshots, startBrowser, until } from "./browser.ts";
import { Lab, type OutputKind } from "./lab.ts";

/** How often the notebook is run from its first cell to its last. */
const RUNS = Number(Deno.env.get("HEMOLEAK_RUN_ALLS") ?? 2);

async function keptOutputs(path: string): Promise<OutputKind[][]> {
  const { cells } = JSON.parse(await Deno.readTextFile(join(PROJECT, path))) as {
    cells: { cell_type: string; outputs: { data?: Record<string, unknown> }[] }[];
  };
  return cells.filter(({ cell_type }) => cell_type === "code").map(({ outputs }) =>
    outputs.map(({ data = {} }) =>
      "image/svg+xml" in data ? "svg" : "text/html" in data ? "html" : "text"
    )
  );
}

async function writeNotebook(path: string, sources: readonly string[]): Promise<void> {
  const cells = sources.map((source, i) => ({
    ...{ cell_type: "code", id: `cell-${i}`, metadata: {}, execution_count: null, outputs: [] },
    source,
  }));
  const kernelspec = { name: "deno", display_name: "Deno", language: "typescript" };
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells };
  await Deno.writeTextFile(path, JSON.stringify(notebook));
}

Deno.test({
  name: "JupyterLab in a browser",
  ignore: BROWSER === null || Deno.build.os !== "linux",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    const scratch = `notebooks/browser_test_${crypto.randomUUID().slice(0, 8)}.ipynb`;
    const data = await Deno.makeTempDir();
    // Here, so that no cell of the project's notebooks shows how far it is with that.
    await new Reproduction({}).prepare();
    const browser = await startBrowser();
    await using lab = await Lab.start();
    let failed = false;
    const step = async (name: string, run: () => Promise<void>) => {
      if (!await t.step(name, run)) {
        failed = true;
        await keepScreenshots(browser, name.replaceAll(/\W+/g, "-"));
      }
    };
    try {
      const context = await browser.newContext({ viewport: { width: 1280, height: 9000 } });
      const page = await context.newPage();
      page.on("dialog", (dialog) => dialog.accept()); // "Leave site?"
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(String(error)));

      const path = "notebooks/2_preprocessing.ipynb", kept = await keptOutputs(path);
      await step("a notebook that is opened shows its figures and tables", async () => {
        const notebook = await lab.open(page, path);
        assert.ok(kept.flat().includes("svg") && kept.flat().includes("html"));
        // JupyterLab puts outputs and pictures in one after the other.
        await until("all that the file holds", async () => {
          return isDeepStrictEqual(await notebook.outputs(), kept);
        });
        await until("pictures with a width", async () => {
          const drawn = await page.locator(".jp-RenderedSVG img").evaluateAll((images) =>
            images.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth)
          );
          return drawn.length > 0 && drawn.every((width) => width > 0);
        });
      });

      await step(`run all, ${RUNS} times: each output is below its own cell`, async () => {
        const notebook = await lab.open(page, path);
        for (let run = 0; run < RUNS; run++) {
          await notebook.runAll();
          assert.deepEqual(await notebook.outputs(), kept);
        }
      });

      await step("what is misspelled is underlined, and nothing else", async () => {
        await writeNotebook(join(PROJECT, scratch), [
          `import { Reproduktion } from "hemoleak";`,
          `const value = 1;`,
          `const value = "declared again";\nexport {};`,
        ]);
        const notebook = await lab.open(page, scratch);
        const found = await until("an underlined name", async () => {
          const underlined = await notebook.underlined();
          return underlined.length > 0 && underlined;
        });
        assert.deepEqual(found, ["Reproduktion"]);
        for (const name of ["1_cohort", "5_leakage"]) {
          const kept = await lab.open(page, `notebooks/${name}.ipynb`);
          await kept.underlined();
          await new Promise((resolve) => setTimeout(resolve, 3000));
          assert.deepEqual(await kept.underlined(), [], name);
        }
      });

      await step("a misspelled option is an error in words, and nothing is made", async () => {
        await writeNotebook(join(PROJECT, scratch), [
          `import { Reproduction } from "hemoleak"; new Reproduction({ sede: 7 });`,
        ]);
        const notebook = await lab.open(page, scratch);
        await notebook.run(0);
        await notebook.ended(0);
        assert.match((await notebook.texts(0)).join("\n"), /found sede; did you mean seed\?/);
      });

      await step(
        "stop ends preparing and training, however often, and keeps the kernel",
        async () => {
          await writeNotebook(join(PROJECT, scratch), [
            `import { Reproduction, rocFigure, show, watchTraining } from "hemoleak";\n` +
            `const made = ${JSON.stringify(data)};\n` +
            `const reproduction = new Reproduction({ data: made });`,
            `const store = await reproduction.store();`,
            `const run = await watchTraining(reproduction, { model: "cnn4", split: "slice" });`,
            `await show(rocFigure([run], reproduction));`,
            `console.log([made, run.history.stopped, run.stopped.epochs, run.folder].join());`,
          ]);
          const notebook = await lab.open(page, scratch);
          await notebook.run(0);
          await notebook.ended(0);
          await notebook.run(1);
          await until("slices that are being made", async () => {
            const folder = Deno.readDir(data);
            for await (const { name } of folder) if (name.startsWith("phantom")) return true;
            return false;
          });
          await notebook.stop();
          await notebook.stop();
          await notebook.ended(1);
          assert.match(
            (await notebook.texts(1)).join("\n"),
            /Stopped before its end; run the cell again/,
          );
          await notebook.stop(); // With nothing under way.
          await notebook.run(2); // Prepares what is missing, and trains.
          await until(
            "the second epoch",
            async () => (await notebook.texts(2)).some((text) => /epoch 2 of/.test(text)),
            200,
          );
          await notebook.stop();
          await notebook.ended(2);
          assert.match((await notebook.texts(2)).join("\n"), /stopped after epoch \d of 12/);
          await notebook.run(3);
          await until(
            "the curve",
            async () =>
              (await notebook.texts(3)).some((text) => /stopped after epoch \d of 12/.test(text)),
          );
          await notebook.run(4);
          await until(
            "the variables",
            async () =>
              (await notebook.texts(4)).some((text) => text.trim() === `${data},true,12,`),
          );
        },
      );

      await step("nothing is complained of in the browser's console", () => {
        assert.deepEqual(complaints, []);
        return Promise.resolve();
      });

      await step(
        "no server and no kernel outlives the command, even if that is killed",
        async () => {
          assert.ok((await lab.processes()).length >= 2);
          await lab.end("SIGKILL");
          await until("no process left", async () => (await lab.processes()).length === 0, 60);
        },
      );
    } finally {
      await browser.close();
      await Deno.remove(join(PROJECT, scratch)).catch(() => {});
      await Deno.remove(data, { recursive: true });
    }
    if (failed) console.error(lab.log.split("\n").slice(-20).join("\n"));
  },
});
