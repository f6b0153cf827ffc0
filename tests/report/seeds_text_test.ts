import assert from "node:assert/strict";
import { seedsText } from "hemoleak/report/seeds_text.ts";

Deno.test("seeds are named one by one, or from the first to the last where none is left out", () => {
  assert.equal(seedsText([]), "no seed");
  assert.equal(seedsText([4]), "seed 4");
  assert.equal(seedsText([4, 5]), "seeds 4, 5");
  assert.equal(seedsText([4, 5, 6]), "seeds 4–6");
  assert.equal(seedsText([1, 2, 4]), "seeds 1, 2, 4");
});
