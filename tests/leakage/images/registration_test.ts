import assert from "node:assert/strict";
import fc from "fast-check";
import { blurred, flipped, FLIPS, registered } from "hemoleak/leakage/images/registration.ts";
import { Random } from "hemoleak/random.ts";

const SIDE = 32;

/** A soft-edged ellipse with a few blobs, as a function of the place, so that it can be moved exactly. */
function head(seed: number): (x: number, y: number) => number {
  const random = new Random(seed, "head");
  const blobs = Array.from({ length: 6 }, () => ({
    ...{ x: random.uniform(-7, 7), y: random.uniform(-9, 9), size: random.uniform(1.5, 4) },
    level: random.uniform(-60, 80),
  }));
  return (x, y) => {
    const edge = 1 / (1 + Math.exp(4 * (Math.hypot(x / 10, y / 12.5) - 1) * 3));
    const inside = blobs.reduce(
      (sum, blob) =>
        sum + blob.level * Math.exp(-((x - blob.x) ** 2 + (y - blob.y) ** 2) / blob.size ** 2),
      110,
    );
    return Math.max(0, Math.min(255, edge * inside));
  };
}

/** The image of a head that is turned counterclockwise as seen, then shifted, in pixels. */
function imageOf(
  level: (x: number, y: number) => number,
  { angle = 0, right = 0, down = 0, gain = 1 } = {},
) {
  const cos = Math.cos(angle * Math.PI / 180), sin = Math.sin(angle * Math.PI / 180);
  return Uint8Array.from({ length: SIDE ** 2 }, (_, at) => {
    const x = at % SIDE - (SIDE - 1) / 2 - right, y = Math.floor(at / SIDE) - (SIDE - 1) / 2 - down;
    // Rows run downward: counterclockwise as seen is from x to -y.
    return Math.round(Math.min(255, gain * level(cos * x - sin * y, sin * x + cos * y)));
  });
}

Deno.test("a turned, shifted and brighter image is registered with what it was turned and shifted by", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1000 }),
      fc.double({ min: -8, max: 8, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: 0.85, max: 1.1, noNaN: true }),
      (seed, angle, shift, gain) => {
        const level = head(seed);
        const original = blurred(imageOf(level));
        const altered = blurred(imageOf(level, { angle, right: shift, down: -shift / 2, gain }));
        const { distance, alteration } = registered(altered, original);
        assert.ok(distance < 2, `${distance}`);
        assert.ok(
          Math.abs(alteration.rotation - angle) < 0.7,
          `${alteration.rotation} for ${angle}`,
        );
        assert.ok(
          Math.abs(alteration.shift[0] * SIDE - shift) < 0.25,
          `${alteration.shift}, ${shift}`,
        );
        assert.ok(Math.abs(alteration.shift[1] * SIDE + shift / 2) < 0.25, `${alteration.shift}`);
        assert.ok(Math.abs(alteration.gain - gain) < 0.04, `${alteration.gain} for ${gain}`);
      },
    ),
    { numRuns: 40, seed: 1 },
  );
});

Deno.test("never farther than as they stand; the same image is at 0; heads of others stay apart", () => {
  for (let seed = 0; seed < 20; seed++) {
    const [a, b] = [blurred(imageOf(head(seed))), blurred(imageOf(head(seed + 100)))];
    const plain = Math.sqrt(
      a.reduce((sum, level, at) => sum + (level - b[at]!) ** 2, 0) / a.length,
    );
    const { distance } = registered(a, b);
    assert.ok(distance <= plain + 1e-9 && distance > 3, `${distance} of ${plain}`);
    assert.equal(registered(a, a).distance, 0);
  }
});

Deno.test("flips are their own inverses, and both are half a turn", () => {
  const image = Uint8Array.from({ length: 2 * SIDE ** 2 }, (_, at) => (at * 7 + at % 13) % 256);
  for (const flip of FLIPS) assert.deepEqual(flipped(flipped(image, flip), flip), image);
  const first = image.subarray(0, SIDE ** 2);
  assert.deepEqual(flipped(first, "both"), first.slice().reverse());
  assert.deepEqual(
    [...flipped(first, "left-right").subarray(0, SIDE)],
    [...first.subarray(0, SIDE)].reverse(),
  );
  assert.deepEqual(flipped(first, "top-bottom").subarray(0, SIDE), first.subarray(31 * SIDE));
});

Deno.test("an image of a single gray is registered as it stands", () => {
  const gray = new Float64Array(SIDE ** 2).fill(100), black = new Float64Array(SIDE ** 2);
  assert.equal(registered(gray, gray).distance, 0);
  assert.equal(registered(gray, black).distance, 100);
});
