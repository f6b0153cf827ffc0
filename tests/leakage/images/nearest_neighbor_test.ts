import assert from "node:assert/strict";
import { nearestNeighbors } from "hemoleak/leakage/images/nearest_neighbor.ts";
import type { SetName } from "hemoleak/split/split.ts";
import { patterns } from "../../fixtures/pattern_source.ts";

const SOURCE = patterns();

/** The third slice of each subject. */
const BY_SLICE = SOURCE.rows.map((_, i): SetName => i % 4 === 2 ? "test" : "train");
Deno.test("the nearest training slice is one of the same subject, where there is one", async () => {
  for (const { test, nearest } of await nearestNeighbors(SOURCE, BY_SLICE)) {
    assert.equal(SOURCE.rows[nearest]!.subject, SOURCE.rows[test]!.subject);
    assert.equal(BY_SLICE[nearest], "train");
  }
});

Deno.test("the nearest training slice is the one that differs least, whatever its place", async () => {
  const images = [10, 200, 90, 100].map((level) => new Uint8Array(64 * 64).fill(level));
  const read = (indices: readonly number[]) =>
    Uint8Array.from(indices.flatMap((index) => [...images[index]!]));
  const source = { size: 64, rows: SOURCE.rows.slice(0, 4), read };
  assert.deepEqual(await nearestNeighbors(source, ["train", "train", "train", "test"]), [
    { test: 3, nearest: 2 },
  ]);
});
