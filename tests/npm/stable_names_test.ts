import assert from "node:assert/strict";
import { stableNames } from "../../npm/stable_names.ts";

Deno.test("stableNames: whatever hashes the bundler gave, the same names and the same texts", () => {
  const built = (first: string, second: string) =>
    new Map([
      ["b.js", `import{x}from"./chunk-${first}.js";import("./later-${second}.js")`],
      ["a.js", `import"./chunk-${second}.js";import{y}from"./chunk-${first}.js"`],
      [`chunk-${second}.js`, 'import"node:fs";export default "./chunk-XXXXXXXX.js"'],
      [`chunk-${first}.js`, "export const x=1,y=2"],
      [`later-${second}.js`, `import"./chunk-${second}.js"`],
    ]);
  const names = stableNames(["a.js", "b.js"], built("AAAAAAA1", "ZZZZZZZ2"));
  assert.deepEqual(names, stableNames(["a.js", "b.js"], built("ZZZZZZZ1", "AAAAAAA2")));
  assert.deepEqual([...names.keys()], ["a.js", "b.js", "chunk-1.js", "chunk-2.js", "later-3.js"]);
  assert.equal(names.get("a.js"), 'import"./chunk-1.js";import{y}from"./chunk-2.js"');
  assert.equal(names.get("chunk-1.js"), 'import"node:fs";export default "./chunk-XXXXXXXX.js"');
});
