import assert from "node:assert/strict";
import { fuzzTables } from "./table_fuzz.ts";

Deno.test("1,500 mutated tables: right values or a typed error, and no leak called separate", async () => {
  const findings = await Array.fromAsync(fuzzTables({ count: 1500 }));
  assert.deepEqual(findings.filter(({ complaint }) => complaint !== null), []);
  const read = findings.filter((finding) => finding.read).length;
  // Most are read: it is not by refusing everything that nothing is wrong.
  assert.ok(read > 900 && read < 1500, `${read} read`);
});
