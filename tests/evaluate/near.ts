import assert from "node:assert/strict";

/** Fails unless a number lies so near to another. */
export function near(value: number | null, expected: number, tolerance: number): void {
  assert.ok(
    value !== null && Math.abs(value - expected) <= tolerance,
    `${value} is not within ${tolerance} of ${expected}`,
  );
}

/**
 * Fails unless two ways to one interval, such as the rows in another order, give the same bounds. Each is
 * rounded to 1e-9, so sums that differ in their last bits may be rounded to neighbors.
 */
export function sameBounds(ci: readonly number[], expected: readonly number[]): void {
  assert.equal(ci.length, expected.length);
  ci.forEach((bound, i) => near(bound, expected[i]!, 2e-9));
}
