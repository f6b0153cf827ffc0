import assert from "node:assert/strict";
import { evenlySpaced } from "hemoleak/cohort/evenly_spaced.ts";

Deno.test("evenly spaced items include both ends", () => {
  assert.deepEqual(evenlySpaced([..."abcdefghi"], 3), ["a", "e", "i"]);
  assert.deepEqual(evenlySpaced(["a", "b"], 3), ["a", "b"]);
});
