import assert from "node:assert/strict";
import fc from "fast-check";
import { groupIntoSeries } from "hemoleak/cohort/series/group_into_series.ts";
import { describeGeometry, type SeriesGeometry } from "hemoleak/cohort/series/series_geometry.ts";
import { at, type Changes, scannedSeries, stack } from "../../fixtures/scanned_series.ts";

/** The geometry of slices at the given positions. */
function geometryOf(positions: number[][], changes: Changes = {}): SeriesGeometry {
  return groupIntoSeries(scannedSeries("CT", positions, { changes })).series[0]!.geometry!;
}

/** So many distances of so many mm each, one after the other, as positions. */
function steps(...runs: [count: number, distance: number][]): number[][] {
  const heights = [0];
  for (const [count, distance] of runs) {
    for (let i = 0; i < count; i++) heights.push(heights.at(-1)! + distance);
  }
  return at(...heights);
}

Deno.test("an ordinary stack: even, nothing missing, no tilt, all of it covered", () => {
  const geometry = geometryOf(stack(30));
  assert.deepEqual(geometry, {
    spacing: { median: 5, minimum: 5, maximum: 5 },
    isEven: true,
    missing: 0,
    duplicates: 0,
    tilt: 0,
    extent: 150,
    pixelSpacing: [0.5, 0.25],
    // 2 rows x 3 columns.
    fieldOfView: [1, 0.75],
  });
  assert.deepEqual(describeGeometry({ ...geometry, pixelSpacing: [0.5, 0.5] }), []);
  assert.deepEqual(describeGeometry(geometry), [
    "pixels of 0.500 x 0.250 mm, made square by interpolation",
  ]);
});

Deno.test("SpacingBetweenSlices, which is wrong in CQ500, counts for nothing", () => {
  assert.equal(geometryOf(stack(5), { "00180088": ["DS", "0.7"] }).spacing!.median, 5);
});

Deno.test("gaps of whole multiples are missing slices", () => {
  const missing = (...runs: [number, number][]) => {
    const { missing, isEven } = geometryOf(steps(...runs));
    return [missing, isEven];
  };
  assert.deepEqual(missing([5, 5], [1, 10], [5, 5]), [1, true]);
  assert.deepEqual(missing([5, 5], [1, 15.2], [5, 5]), [2, true]);
  assert.deepEqual(missing([3, 5], [2, 10], [3, 5]), [2, true]);
  assert.deepEqual(missing([4, 0.625], [1, 1.25]), [1, true]);
  // Every third slice is missing.
  assert.deepEqual(missing([1, 5], [1, 10], [1, 5], [1, 10], [1, 5], [1, 10]), [3, true]);
  // No whole multiple.
  assert.deepEqual(missing([5, 5], [1, 7.4], [5, 5]), [0, false]);
  const [note] = describeGeometry(geometryOf(steps([5, 5], [1, 10], [5, 5])));
  assert.equal(note, "1 slice is missing");
});

Deno.test("distances that change for good are the protocol's, not missing slices", () => {
  // 2.5 mm through the posterior fossa, 5 mm above.
  const geometry = geometryOf(steps([12, 2.5], [20, 5]));
  assert.equal(geometry.missing, 0);
  assert.equal(geometry.isEven, false);
  assert.deepEqual(geometry.spacing, { median: 5, minimum: 2.5, maximum: 5 });
  assert.equal(geometry.extent, 135);
  assert(describeGeometry(geometry).includes("unequal distances, 2.50 to 5.00 mm"));
  // And with a slice missing in the upper part.
  assert.equal(geometryOf(steps([12, 2.5], [8, 5], [1, 10], [8, 5])).missing, 1);
});

Deno.test("pairs of slices are a pattern, not hundreds of missing slices", () => {
  const pairs = Array.from({ length: 5 }, () => [[1, 1], [1, 9]] as [number, number][]).flat();
  const { missing, isEven } = geometryOf(steps(...pairs));
  assert.deepEqual([missing, isEven], [0, false]);
});

Deno.test("images at one position are counted, and distances are between positions", () => {
  // One position twice, one three times; a thousandth of a millimeter is rounding.
  const geometry = geometryOf(at(0, 5, 5.001, 10, 15, 15, 15));
  assert.equal(geometry.duplicates, 3);
  assert.equal(geometry.spacing!.minimum, 5);
  assert.equal(geometry.extent, 20);
  assert(describeGeometry(geometry).includes("3 images repeat a position"));
});

Deno.test("a single position has no spacing, tilt or extent", () => {
  const { spacing, tilt, extent, duplicates } = geometryOf(at(7, 7, 7));
  assert.deepEqual({ spacing, tilt, extent, duplicates }, {
    spacing: null,
    tilt: null,
    extent: 0,
    duplicates: 2,
  });
});

Deno.test("the tilt is that of the gantry against the way of the table", () => {
  fc.assert(fc.property(
    fc.double({ min: 0, max: 30, noNaN: true }),
    fc.boolean(),
    (degrees, isDown) => {
      const angle = degrees * Math.PI / 180;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)].map((value) => value.toFixed(6));
      const changes: Changes = { "00200037": ["DS", `1\\0\\0\\0\\${cos}\\-${sin}`] };
      const positions = stack(8, 5);
      const geometry = geometryOf(isDown ? positions.reverse() : positions, changes);
      assert(Math.abs(geometry.tilt! - degrees) < 1e-3);
      // Along the normal the slices are nearer than the table went.
      assert(Math.abs(geometry.spacing!.median - 5 * Math.cos(angle)) < 1e-3);
    },
  ));
});

Deno.test("an oblique stack that is a cuboid is not tilted", () => {
  // Normal (0, 0.6, 0.8); each slice is 5 mm along it from the one before.
  const positions = Array.from({ length: 6 }, (_, i) => [-125, 3 * i, 4 * i]);
  const geometry = geometryOf(positions, { "00200037": ["DS", "1\\0\\0\\0\\0.8\\-0.6"] });
  assert(geometry.tilt! < 1e-6);
  assert.equal(geometry.spacing!.median, 5);
});

Deno.test("the order of the files does not matter", () => {
  const positions = steps([4, 2.5], [3, 5], [1, 10], [3, 5]);
  const expected = geometryOf(positions);
  const shuffled = fc.shuffledSubarray(positions, { minLength: positions.length });
  fc.assert(fc.property(shuffled, (order) => assert.deepEqual(geometryOf(order), expected)));
});
