import assert from "node:assert/strict";

/** Fails unless a number lies so near to another. */
export function near(value: number | null, expected: number, tolerance: number): void {
  assert.ok(
    value !== null && Math.abs(value - expected) <= tolerance,
    `${value} is not within ${tolerance} of ${expected}`,
  );
}
