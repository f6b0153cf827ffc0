import assert from "node:assert/strict";
import { loadedBy } from "../../cli/module_graph.ts";

Deno.test("hemoleak/report: loads no TensorFlow", async () => {
  const loaded = [...(await loadedBy("lib/report/mod.ts")).keys()];
  assert(loaded.some((module) => module.startsWith("npm:/vega@")), loaded.join("\n"));
  assert.deepEqual(
    loaded.filter((module) => /^npm:\/@tensorflow|^lib\/tensorflow\//.test(module)),
    [],
  );
});
