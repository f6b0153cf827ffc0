import assert from "node:assert/strict";
import { createContext, runInContext } from "node:vm";
import { CORE_ENTRIES } from "../../cli/core.ts";
import { bundleForBrowser } from "../../page/bundle.ts";

/** What a browser's worker has and these modules use; `Deno`, `process` and `Buffer` are not there. */
const BROWSER = [
  "atob",
  "console",
  "crypto",
  "TextDecoder",
  "TextEncoder",
  "setTimeout",
  "structuredClone",
  "URL",
] as const;

/** Runs a module's bundle where there is nothing but JavaScript and that. */
async function runInBrowser(source: string): Promise<Record<string, unknown>> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, source);
    const context = createContext(
      Object.fromEntries(BROWSER.map((name) => [name, Reflect.get(globalThis, name)])),
    );
    runInContext(await bundleForBrowser(file), context);
    return context as Record<string, unknown>;
  } finally {
    await Deno.remove(file);
  }
}

for (const entry of CORE_ENTRIES) {
  Deno.test(`hemoleak/${entry}: loads in a browser with all that it hands on`, async () => {
    const { names } = await runInBrowser(
      `import * as entry from "hemoleak/${entry}"; globalThis.names = Object.keys(entry).sort();`,
    );
    const here = await import(`hemoleak/${entry}`);
    assert.deepEqual([...names as string[]], Object.keys(here).sort());
  });
}

Deno.test("the core: judges and audits a table without Deno or Node as it does with them", async () => {
  const text = "subject,set,label,score\n" + Array.from({ length: 40 }, (_, i) => {
    return `S${i % 10},${i < 20 ? "train" : "test"},${i % 3 === 0 ? 1 : 0},${(i * 7 % 40) / 40}\n`;
  }).join("");
  const source = `
    import { evaluate } from "hemoleak/evaluate";
    import { audit } from "hemoleak/leakage";
    import { parsePredictions, PredictionsError } from "hemoleak/predictions";
    const text = ${JSON.stringify(text)};
    const predictions = parsePredictions(text, "x.csv", { acrossSets: true });
    globalThis.metrics = JSON.stringify(evaluate(predictions));
    globalThis.audited = JSON.stringify(audit(predictions));
    try { parsePredictions(text + '"S1,test,1,0.5', "x.csv"); } catch (error) {
      globalThis.fault = JSON.stringify(error instanceof PredictionsError && error.fault);
    }`;
  const { metrics, audited, fault } = await runInBrowser(source);
  const [{ evaluate }, { audit }, { parsePredictions }] = await Promise.all([
    import("hemoleak/evaluate"),
    import("hemoleak/leakage"),
    import("hemoleak/predictions"),
  ]);
  const predictions = parsePredictions(text, "x.csv", { acrossSets: true });
  assert.equal(metrics, JSON.stringify(evaluate(predictions)));
  assert.equal(audited, JSON.stringify(audit(predictions)));
  assert.deepEqual(JSON.parse(fault as string), {
    file: "x.csv",
    line: 42,
    problem: 'a quote (") opens in this row or below and never closes',
    hint: "take it out, or put the field in quotes and the quote within it twice",
  });
});

Deno.test("bundleForBrowser: what needs Node is refused", async () => {
  await assert.rejects(bundleForBrowser("cli/evaluate.ts"), /needs "node:/);
});
