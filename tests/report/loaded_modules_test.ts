import assert from "node:assert/strict";
import { loadedBy } from "../../cli/module_graph.ts";

Deno.test("hemoleak/report: loads Vega, and neither TensorFlow nor Node, at once or later", async () => {
  const loaded = [...(await loadedBy("lib/report/mod.ts", { later: true })).keys()];
  assert(loaded.some((module) => module.startsWith("npm:/vega@")), loaded.join("\n"));
  assert.deepEqual(
    loaded.filter((module) => /^npm:\/@tensorflow|^lib\/tensorflow\/|^node:/.test(module)),
    [],
  );
});
