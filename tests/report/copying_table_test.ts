import assert from "node:assert/strict";
import type { SliceRow } from "hemoleak/cohort/slice_row.ts";
import { Random } from "hemoleak/random.ts";
import { copyingTable } from "hemoleak/report/copying_table.ts";
import { nearestNeighbors } from "hemoleak/report/nearest_neighbor.ts";
import type { SetName } from "hemoleak/split/split.ts";

/** Eight subjects of four slices: each subject has its own pattern, each slice its own noise. */
function patterns() {
  const size = 32;
  const rows = Array.from({ length: 32 }, (_, i) => ({
    subject: `S${Math.floor(i / 4)}`,
    label: Math.floor(i / 4) % 2 as 0 | 1,
  } as SliceRow));
  const images = rows.map(({ subject }, i) => {
    const pattern = new Random(1, subject);
    const noise = new Random(1, "noise", i);
    return Uint8Array.from(
      { length: size * size },
      () => 80 + 80 * pattern.float() + 20 * noise.float(),
    );
  });
  const read = (indices: readonly number[]) =>
    Uint8Array.from(indices.flatMap((index) => [...images[index]!]));
  return { size, rows, read };
}

const SOURCE = patterns();
/** The third slice of each subject. */
const BY_SLICE = SOURCE.rows.map((_, i): SetName => i % 4 === 2 ? "test" : "train");
Deno.test("the nearest training slice is one of the same subject, where there is one", () => {
  for (const { test, nearest } of nearestNeighbors(SOURCE, BY_SLICE)) {
    assert.equal(SOURCE.rows[nearest]!.subject, SOURCE.rows[test]!.subject);
    assert.equal(BY_SLICE[nearest], "train");
  }
});

Deno.test("the nearest training slice is the one that differs least, whatever its place", () => {
  const images = [10, 200, 90, 100].map((level) => new Uint8Array(64 * 64).fill(level));
  const read = (indices: readonly number[]) =>
    Uint8Array.from(indices.flatMap((index) => [...images[index]!]));
  const source = { size: 64, rows: SOURCE.rows.slice(0, 4), read };
  assert.deepEqual(nearestNeighbors(source, ["train", "train", "train", "test"]), [
    { test: 3, nearest: 2 },
  ]);
});

Deno.test("copying labels: by slice it is right whatever the labels mean, by subject not", () => {
  const [bySlice, bySubject] = copyingTable(SOURCE, { seed: 1, synthetic: true }).rows;
  const all = "100 % (100 to 100)";
  assert.deepEqual(bySlice, ["split by slice", all, all, all]);
  assert.equal(bySubject![1], "0 % (0 to 0)");
  assert.notEqual(bySubject![2], all);
  assert.notEqual(bySubject![3], all);
});
