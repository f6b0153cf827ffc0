import assert from "node:assert/strict";
import { join } from "node:path";
import { checkImports, importComplaints } from "../../cli/import_order.ts";

const LIB = join(import.meta.dirname!, "..", "..", "lib");

Deno.test("imports: lib has no circle, and no station imports a later one", async () => {
  assert.equal(await checkImports(LIB), "");
});

Deno.test("imports: a circle is shown, through types as well", () => {
  const files = new Map([
    ["split/a.ts", 'import type { B } from "./b.ts";'],
    ["split/b.ts", 'export {\n  type C,\n} from "./folder/c.ts";'],
    ["split/folder/c.ts", 'const a = await import("../a.ts");'],
    ["split/d.ts", 'import "./a.ts";'],
  ]);
  assert.deepEqual(importComplaints(files), [
    "a circle: split/a.ts -> split/b.ts -> split/folder/c.ts -> split/a.ts",
  ]);
});

Deno.test("imports: one of a later station is shown, not what stands in a comment", () => {
  const files = new Map([
    ["split/a.ts", 'import { b } from "../report/b.ts";\nimport config from "../../deno.json";'],
    ["report/b.ts", '/**\n * import { a } from "../mod.ts";\n */\n// import "../mod.ts"'],
  ]);
  assert.deepEqual(importComplaints(files), ["split/a.ts imports report/b.ts, of a later station"]);
});

Deno.test("imports: a file in no station is shown", () => {
  const [complaint, ...others] = importComplaints(new Map([["utils/all.ts", ""]]));
  assert.match(complaint!, /^utils\/all.ts: expected one of the stations fault.ts, /);
  assert.deepEqual(others, []);
});

Deno.test("imports: a folder of too many files is shown", () => {
  const files = (folder: string, count: number) =>
    Array.from({ length: count }, (_, i) => [`${folder}/file_${i}.ts`, ""] as const);
  const complaints = importComplaints(
    new Map([...files("split", 17), ...files("split/folds", 16), ...files("phantom", 40)]),
  );
  assert.deepEqual(complaints, ["split: 17 files, expected at most 16"]);
});
