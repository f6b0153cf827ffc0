import assert from "node:assert/strict";
import fc from "fast-check";
import ndarray from "ndarray";
import { phantomSubject } from "hemoleak";
import * as chain from "hemoleak/preprocess/chain.wasm";
import { AIR } from "hemoleak/preprocess/chain/background.ts";
import { isFastChainReady } from "hemoleak/preprocess/chain/fast_chain.ts";
import { type Image, imageOf } from "hemoleak/preprocess/chain/image.ts";
import { completeOptions, type PreprocessOptions } from "hemoleak/preprocess/chain/options.ts";
import {
  preprocessSlice,
  preprocessStages,
  toGrayLevels,
} from "hemoleak/preprocess/chain/pipeline.ts";
import { windowBounds } from "hemoleak/preprocess/chain/window.ts";
import { syntheticHead } from "../small_cohort.ts";

/** The head that WebAssembly found last, a byte a pixel. */
function lastHead(rows: number, columns: number): Uint8Array {
  const rowBytes = chain.bytesOfMaskRow();
  const bits = new Uint8Array(chain.memory.buffer, chain.headAt(), rows * rowBytes);
  return Uint8Array.from({ length: rows * columns }, (_, at) => {
    const x = at % columns;
    const y = (at - x) / columns;
    return (bits[y * rowBytes + (x >> 3)]! >> (x & 7)) & 1;
  });
}

/** Asserts that WebAssembly finds the head and gives the gray levels that the stages give. */
function assertSame(image: Image, options: Partial<PreprocessOptions> = {}): void {
  const [rows, columns] = image.shape as [number, number];
  const { mask, resized } = preprocessStages(image, options);
  if (!mask.data.includes(1)) {
    assert.throws(() => preprocessSlice(image, options), /^PreprocessError: Nothing in the slice/);
    return;
  }
  const { data } = preprocessSlice(image, options);
  const { low } = windowBounds(completeOptions(options));
  if (low >= AIR) assertEqualBytes(lastHead(rows, columns), mask.data, "head");
  assertEqualBytes(data, toGrayLevels(resized).data, "gray levels");
}

/** As `deepEqual`, which takes long over arrays that differ. */
function assertEqualBytes(actual: Uint8Array, expected: Uint8Array, name: string): void {
  assert.equal(actual.length, expected.length, name);
  const differing = expected.findIndex((value, at) => actual[at] !== value);
  assert.equal(
    differing,
    -1,
    `${name}: ${actual[differing]} where ${expected[differing]} is expected`,
  );
}

/** Something to draw: its middle and radii in shares of the image's sides, its density in HU. */
interface Drawn {
  kind: "disc" | "bar" | "ring" | "speckle";
  x: number;
  y: number;
  width: number;
  height: number;
  density: number;
}

function shareFrom(min: number, max: number): fc.Arbitrary<number> {
  return fc.double({ min, max, noNaN: true });
}

const head: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom("disc", "disc", "ring", "speckle"),
  x: shareFrom(0.3, 0.7),
  y: shareFrom(0.3, 0.7),
  width: shareFrom(0.05, 0.6),
  height: shareFrom(0.05, 0.6),
  density: fc.constantFrom(-150, 12, 30, 50, 88, 900),
});

/** Attachments, sinuses, ventricles and what else may lie in and around a head. */
const detail: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom("disc", "bar", "ring", "speckle"),
  x: shareFrom(0, 1),
  y: shareFrom(0, 1),
  width: shareFrom(0, 0.5),
  height: shareFrom(0, 0.3),
  density: fc.constantFrom(-1000, -400, -200, -150, 8, 10, 30, 50, 70, 90, 95, 900),
});

/** Pictures of all sizes up to three words of bits, as integers or floats, with noise. */
const pictures = fc.record({
  rows: fc.integer({ min: 1, max: 150 }),
  columns: fc.integer({ min: 1, max: 150 }),
  shapes: fc.tuple(fc.option(head), fc.array(detail, { maxLength: 6 })),
  noise: fc.constantFrom(0, 3, 30),
  format: fc.constantFrom(Int16Array, Float32Array),
}).map(({ rows, columns, shapes: [first, others], noise, format }): Image => {
  const pixels = new format(rows * columns).fill(-1000);
  for (const shape of first === null ? others : [first, ...others]) {
    draw(pixels, rows, columns, shape);
  }
  return imageOf(pixels.map((value, at) => value + noise * wave(at)), rows, columns);
});

/** From -1 to 1, without order. */
function wave(at: number): number {
  return Math.sin(at * 12.9898 + (at % 7) * 78.233);
}

function draw(
  pixels: Int16Array | Float32Array,
  rows: number,
  columns: number,
  { kind, x, y, width, height, density }: Drawn,
): void {
  for (let at = 0; at < pixels.length; at++) {
    const across = (at % columns + 0.5) / columns - x;
    const down = (Math.floor(at / columns) + 0.5) / rows - y;
    const radius = Math.hypot(across / (width + 0.01), down / (height + 0.01));
    const inside = {
      disc: radius < 1,
      ring: radius < 1 && radius > 0.9,
      speckle: radius < 1 && wave(3 * at) > -0.8,
      bar: Math.abs(across) < width && Math.abs(down) < 0.02,
    };
    if (inside[kind]) pixels[at] = density;
  }
}

const anyOptions: fc.Arbitrary<Partial<PreprocessOptions>> = fc.record({
  airThreshold: fc.constantFrom(-200, -200.5, 0, 60, -1e6, 1e6),
  bridgeThickness: fc.constantFrom(0, 0.04, 0.1, 0.5, 1),
  minimumThickness: fc.constantFrom(0, 0.05, 0.5),
  windowCenter: fc.constantFrom(50, 40.3, -500),
  windowWidth: fc.constantFrom(80, 3, 2000, 0.7),
  scheme: fc.constantFrom("exponential", "exponential", "rational"),
  kappa: fc.constantFrom(0.02, 0.5, 1e-9, 1e9),
  iterations: fc.constantFrom(0, 1, 9, 10, 11, 25),
  gamma: fc.constantFrom(0.25, 0.1),
  normalize: fc.constantFrom("slice", "window"),
  size: fc.integer({ min: 1, max: 80 }),
}, { requiredKeys: [] });

Deno.test("any picture gives what the stages give, with the default options", () => {
  fc.assert(fc.property(pictures, (image) => assertSame(image, { size: 40 })), { numRuns: 300 });
});

Deno.test("any picture gives what the stages give, with any options", () => {
  fc.assert(fc.property(pictures, anyOptions, assertSame), { numRuns: 300 });
});

Deno.test("noise gives what the stages give", () => {
  // Components, holes and bridges of all shapes: each pixel is tissue or air by itself.
  const side = fc.integer({ min: 1, max: 40 });
  const noise = fc.tuple(side, side, fc.double({ min: 0.3, max: 1, noNaN: true })).chain((
    [rows, columns, density],
  ) =>
    fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: rows * columns,
      maxLength: rows * columns,
    }).map((values) =>
      imageOf(Int16Array.from(values, (value) => value < density ? 50 : -1000), rows, columns)
    )
  );
  const background = fc.record({
    bridgeThickness: fc.constantFrom(0, 0.05, 0.1, 0.2, 0.3),
    minimumThickness: fc.constant(0),
  });
  fc.assert(
    fc.property(noise, background, (image, options) => assertSame(image, { ...options, size: 9 })),
    { numRuns: 300 },
  );
});

Deno.test("a phantom's slices give what the stages give, in one size after the other", () => {
  const sizes = [256, 132, 64];
  const subjects = sizes.map((size) => phantomSubject(0, { subjects: 1, slices: 3, size }));
  for (let slice = 0; slice < 3; slice++) {
    for (const { hu, size } of subjects) {
      const pixels = hu.subarray(slice * size * size, (slice + 1) * size * size);
      assertSame(imageOf(pixels, size, size), { size: slice === 0 ? 256 : 128 });
    }
  }
});

Deno.test("a head beside a headrest, wider than a word and higher than wide", () => {
  for (const size of [100, 128, 200, 512]) {
    const head = imageOf(syntheticHead(size, size), size, size);
    assertSame(head);
    assertSame(head.hi(size, Math.ceil(0.6 * size)), { size: 64 });
    assertSame(head.lo(Math.ceil(0.3 * size), 0), { size: 77 });
  }
});

Deno.test("views and all number types are read", () => {
  const hu = syntheticHead(96, 4);
  const expected = preprocessSlice(imageOf(hu, 96, 96), { size: 48 }).data;
  const same = (image: Image) =>
    assert.deepEqual(preprocessSlice(image, { size: 48 }).data, expected);
  for (const Type of [Int32Array, Float32Array, Float64Array]) same(imageOf(Type.from(hu), 96, 96));
  const columnMajor = ndarray(new Int16Array(96 * 96), [96, 96], [1, 96]);
  const framed = ndarray(new Int16Array(100 * 120), [100, 120]).lo(2, 5).hi(96, 96);
  const offset = ndarray(new Int16Array(7 + 96 * 96), [96, 96], [96, 1], 7);
  for (const view of [columnMajor, framed, offset]) {
    hu.forEach((value, at) => view.set(Math.floor(at / 96), at % 96, value));
    same(view);
  }
  const levels = Array.from(hu, (value) => Math.min(100, Math.max(0, value)));
  for (const Type of [Int8Array, Uint8Array, Uint16Array, Uint32Array]) {
    assertSame(imageOf(new Type(levels), 96, 96), { airThreshold: 1, size: 48 });
  }
});

Deno.test("pixels that are no numbers are black, infinite ones black or white", () => {
  const hu = Float32Array.from(syntheticHead(64, 5));
  for (let at = 0; at < hu.length; at += 5) hu[at] = [NaN, Infinity, -Infinity][at % 3]!;
  assertSame(imageOf(hu, 64, 64));
  assertSame(imageOf(hu, 64, 64), { airThreshold: -1e300 });
});

Deno.test("what WebAssembly is not for goes through the stages", () => {
  const head = imageOf(syntheticHead(64, 6), 64, 64);
  const others: Partial<PreprocessOptions>[] = [
    { scheme: "opencv" },
    { windowCenter: -900, windowWidth: 1000 },
  ];
  for (const options of others) {
    assert.equal(isFastChainReady(head, completeOptions(options)), false);
    const { resized } = preprocessStages(head, options);
    assert.deepEqual(preprocessSlice(head, options), toGrayLevels(resized));
  }
  const huge = ndarray(new Int16Array(1), [2 ** 14, 2 ** 14], [0, 0]);
  assert.equal(isFastChainReady(huge, completeOptions()), false);
  assert.equal(isFastChainReady(head, completeOptions()), true);
});

Deno.test("the input stays, and a result is the caller's own", () => {
  const hu = syntheticHead(64, 7);
  const before = hu.slice();
  const first = preprocessSlice(imageOf(hu, 64, 64));
  const kept = first.data.slice();
  preprocessSlice(imageOf(syntheticHead(64, 8), 64, 64));
  assert.deepEqual(hu, before);
  assert.deepEqual(first.data, kept);
});
