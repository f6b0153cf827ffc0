import assert from "node:assert/strict";
import { join } from "node:path";
import { compileWasm, WASM_MODULES } from "../cli/build_wasm.ts";

const PROJECT = join(import.meta.dirname!, "..");

for (const { source, target } of WASM_MODULES) {
  Deno.test(`${target} is what its source compiles to`, async () => {
    const built = await compileWasm(source);
    const kept = await Deno.readFile(join(PROJECT, target));
    assert(
      built.length === kept.length && built.every((byte, i) => byte === kept[i]),
      `${target} differs from ${source}: run deno task wasm`,
    );
  });
}
