import assert from "node:assert/strict";
import type { SliceRow } from "hemoleak/cohort/slice_row.ts";
import type { LesionMap } from "hemoleak/leakage/lesions/lesion_maps.ts";
import { pointingGame } from "hemoleak/leakage/lesions/pointing_game.ts";

/** A map of 2 x 2 places at a quarter and three quarters of the side, with one box. */
function map(
  subject: string,
  heat: number[],
  [x, y, width, height]: [number, number, number, number],
): LesionMap {
  return {
    row: { subject } as SliceRow,
    heat: Float32Array.from(heat),
    shape: [2, 2],
    grid: { first: 0.25, step: 0.5 },
    boxes: [{ x, y, width, height }],
  };
}

const UPPER_LEFT = [0, 0, 0.5, 0.5] as [number, number, number, number];
const UPPER_RIGHT = [0.6, 0, 0.4, 0.4] as [number, number, number, number];

Deno.test("pointing game: by hand, by subject", () => {
  const game = pointingGame([
    map("A", [3, 1, 0, 0], UPPER_LEFT), // a hit
    map("A", [0, 1, 0, 0], UPPER_LEFT), // looks to the upper right: a miss
    map("B", [0, 5, 0, 4], UPPER_RIGHT), // a hit
    map("C", [0, 0, 0, 0], UPPER_RIGHT), // looks nowhere: a miss
  ])!;
  assert.equal(game.slices, 4);
  assert.equal(game.subjects, 3);
  assert.equal(game.hits.value, 0.5);
  assert.equal(game.hits.unit, "subject");
  // A's boxes with the places of B and C: 0 of 4. B's box with A's two and C's: one of 3. C's box with
  // A's two and B's: two of 3.
  assert.equal(game.elsewhere, 3 / 10);
});

Deno.test("pointing game: rows are down, columns to the right", () => {
  const game = pointingGame([map("A", [0, 0, 7, 0], [0.2, 0.7, 0.1, 0.1])])!;
  assert.equal(game.hits.value, 1);
  assert.deepEqual(game.hits.ci, [0, 1]);
  assert.equal(game.elsewhere, 0);
});

Deno.test("pointing game: without maps there is none", () => assert.equal(pointingGame([]), null));
