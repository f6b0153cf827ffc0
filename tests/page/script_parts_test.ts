import assert from "node:assert/strict";
import { scriptParts } from "../../page/script_parts.ts";

/** What esbuild 0.25 writes of three modules of which two share one, minified. */
const MODULES = new Map([
  [
    "first.js",
    'import"./side.js";import{a as e,b as n}from"./shared.js";globalThis.first=[e(1),n];\n',
  ],
  ["second.js", 'import{a}from"./shared.js";globalThis.second=a(2);\n'],
  ["shared.js", "var o=r=>r+1,t={of:o};export{o as a,t as b};\n"],
  ["side.js", "globalThis.side=!0;\n"],
]);

/** Runs scripts one after the other, as a page or a worker does, and tells what they have left. */
function run(parts: readonly string[]): Record<string, unknown> {
  const scope: Record<string, unknown> = {};
  new Function("globalThis", parts.join("\n"))(scope);
  return scope;
}

Deno.test("scriptParts: each script is its parts, in an order in which all that is needed is there", () => {
  const { parts, placesOf } = scriptParts(MODULES, ["first.js", "second.js"]);
  const of = (name: string) => placesOf.get(name)!.map((place) => parts[place]!);
  assert.equal(parts.length, 4);
  const { first, side, second } = run(of("first.js"));
  assert.deepEqual([first, side, second], [
    [2, { of: (first as [number, { of: unknown }])[1].of }],
    true,
    undefined,
  ]);
  assert.deepEqual(run(of("second.js")), { second: 3 });
  // The shared part is one.
  const shared = placesOf.get("first.js")!.filter((place) =>
    placesOf.get("second.js")!.includes(place)
  );
  assert.equal(shared.length, 1);
  assert.deepEqual(run(parts).second, 3);
});

Deno.test("scriptParts: a page's script, asked for last, is the last part", () => {
  const { parts, placesOf } = scriptParts(MODULES, ["second.js", "first.js"]);
  assert.equal(placesOf.get("first.js")!.at(-1), parts.length - 1);
});

Deno.test("scriptParts: what would be no script, or run in no order, is refused", () => {
  const refused = (modules: Record<string, string>, message: RegExp) =>
    assert.throws(() => scriptParts(new Map(Object.entries(modules)), ["a.js"]), message);
  refused(
    {
      "a.js": 'import{b}from"./b.js";export{b as a};',
      "b.js": 'import{a}from"./a.js";export{a as b};',
    },
    /import each other: a\.js, b\.js/,
  );
  refused({ "a.js": 'const x=1;import{b}from"./b.js";' }, /import/);
  refused({ "a.js": "export default 1;" }, /export/);
  refused({ "a.js": 'const x=await import("./b.js");', "b.js": "" }, /await|later/);
  refused({ "a.js": 'import("./b.js").then(()=>{});', "b.js": "" }, /imported later/);
});
