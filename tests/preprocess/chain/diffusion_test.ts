import assert from "node:assert/strict";
import fc from "fast-check";
import { diffuse } from "hemoleak/preprocess/chain/diffusion.ts";
import { type Image, imageOf } from "hemoleak/preprocess/chain/image.ts";
import { type DiffusionOptions, PREPROCESS_DEFAULTS } from "hemoleak/preprocess/chain/options.ts";
import { imageFrom, largestDifference, type Listed, readCases } from "../fixtures.ts";

interface Case extends DiffusionOptions {
  name: string;
  image: Listed;
  expected: Listed;
}

for (const { name, image, expected, ...options } of readCases<Case>("diffusion.jsonl")) {
  const { scheme, kappa, iterations } = options;
  Deno.test(`${scheme} diffusion of ${name} (K ${kappa}, ${iterations} steps) as NumPy's`, () => {
    assert.ok(largestDifference(diffuse(imageFrom(image), options), expected) < 2e-6);
  });
}

const openCvCases = readCases<Case & { margin: number }>("diffusion_opencv.jsonl");
for (const { name, image, expected, margin, kappa, iterations, gamma } of openCvCases) {
  Deno.test(`the opencv scheme on ${name} (alpha ${gamma}, K ${kappa}) gives OpenCV's gray levels`, () => {
    const [rows, columns] = image.shape;
    const unit = imageOf(Float32Array.from(image.data, (level) => level / 255), rows, columns);
    const filtered = diffuse(unit, { scheme: "opencv", kappa, iterations, gamma });
    for (let y = margin; y < rows - margin; y++) {
      for (let x = margin; x < columns - margin; x++) {
        const level = Math.fround(expected.data[y * columns + x]! / 255);
        assert.equal(filtered.get(y, x), level, `row ${y}, column ${x}`);
      }
    }
  });
}

Deno.test("one step on 3 x 3 pixels, by hand", () => {
  const image = imageOf(Float64Array.of(0, 0, 0, 0, 0.02, 0, 0, 0, 0), 3, 3);
  const step = (
    scheme: "exponential" | "rational",
  ) => [...diffuse(image, { scheme, kappa: 0.02, iterations: 1, gamma: 0.25 }).data];
  // Each difference is K: the conductance is 1/e and 1/2, of which a quarter flows to each side.
  const flux = { exponential: 0.005 / Math.E, rational: 0.0025 };
  for (const scheme of ["exponential", "rational"] as const) {
    const side = flux[scheme];
    const expected = [0, side, 0, side, 0.02 - 4 * side, side, 0, side, 0];
    step(scheme).forEach((value, at) => assert.ok(Math.abs(value - expected[at]!) < 2e-7));
  }
});

Deno.test("noise fades and an edge stays", () => {
  const columns = 20;
  const image = Float64Array.from(
    { length: 10 * columns },
    (_, at) => (at % columns < 10 ? 0.3 : 0.6) + ((at * 7) % 5 - 2) * 0.004,
  );
  const { data } = diffuse(imageOf(image, 10, columns));
  const inner = data.subarray(4 * columns, 5 * columns);
  assert.ok(Math.abs(inner[4]! - 0.3) < 0.002 && Math.abs(inner[15]! - 0.6) < 0.002);
  assert.ok(inner[10]! - inner[9]! > 0.29);
});

/** Images on [0, 1] with zeros around, fine and coarse differences. */
const images: fc.Arbitrary<Image> = fc.tuple(
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 12 }),
  fc.constantFrom(0.02, 0.2, 1),
).chain(([rows, columns, range]) =>
  fc.array(
    fc.oneof(fc.constant(0), fc.double({ min: 0, max: range, noNaN: true })),
    { minLength: rows * columns, maxLength: rows * columns },
  ).map((data) => imageOf(Float32Array.from(data), rows, columns))
);

const explicit: fc.Arbitrary<DiffusionOptions> = fc.record({
  scheme: fc.constantFrom("exponential" as const, "rational" as const),
  kappa: fc.constantFrom(0.02, 0.1, 0.5),
  iterations: fc.nat({ max: 12 }),
  gamma: fc.constantFrom(0.05, 0.25),
});

Deno.test("the explicit schemes keep the mean and stay within the image's range", () => {
  fc.assert(fc.property(images, explicit, (image, options) => {
    const before = [...image.data];
    const after = [...diffuse(image, options).data];
    const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
    assert.ok(Math.abs(mean(after) - mean(before)) < 1e-6);
    assert.ok(Math.min(...after) >= Math.min(...before) - 1e-6);
    assert.ok(Math.max(...after) <= Math.max(...before) + 1e-6);
    // Not even by a rounding, except of numbers too small for full precision.
    assert.ok(after.every((value) => value > -1e-40 && value <= 1));
  }));
});

Deno.test("a constant image and the input array are left as they are", () => {
  const schemes = fc.constantFrom("exponential" as const, "rational" as const, "opencv" as const);
  fc.assert(fc.property(schemes, fc.nat({ max: 255 }), (scheme, level) => {
    const value = Math.fround(level / 255);
    const image = imageOf(new Float32Array(35).fill(value), 5, 7);
    const filtered = diffuse(image, { ...PREPROCESS_DEFAULTS, scheme });
    assert.ok(filtered.data.every((pixel) => pixel === value));
    assert.notEqual(filtered.data, image.data);
  }));
});

Deno.test("turning and mirroring the image turns and mirrors the result", () => {
  fc.assert(fc.property(images, (image) => {
    const turned = diffuse(image.transpose(1, 0).step(-1, 1));
    const filtered = diffuse(image).transpose(1, 0).step(-1, 1);
    for (let y = 0; y < turned.shape[0]!; y++) {
      for (let x = 0; x < turned.shape[1]!; x++) {
        assert.ok(Math.abs(turned.get(y, x) - filtered.get(y, x)) < 1e-5);
      }
    }
  }));
});

Deno.test("zeros around an image change nothing but the border's flow", () => {
  // A black frame keeps a bright image to itself: over an edge far above K next to nothing flows.
  fc.assert(fc.property(
    fc.array(fc.double({ min: 0.5, max: 1, noNaN: true }), {
      minLength: 30,
      maxLength: 30,
    }),
    (values) => {
      const framed = new Float32Array(20 * 40);
      for (let y = 0; y < 5; y++) framed.set(values.slice(6 * y, 6 * y + 6), (y + 7) * 40 + 21);
      const alone = diffuse(imageOf(Float32Array.from(values), 5, 6));
      const inFrame = diffuse(imageOf(framed, 20, 40)).lo(7, 21).hi(5, 6);
      for (let y = 0; y < 5; y++) {
        for (let x = 0; x < 6; x++) assert.ok(Math.abs(alone.get(y, x) - inFrame.get(y, x)) < 2e-6);
      }
    },
  ));
});

Deno.test("the flux errs from the formula by less than its bound", () => {
  const conductances = {
    exponential: (square: number) => Math.exp(-square),
    rational: (square: number) => 1 / (1 + square),
  };
  for (const scheme of ["exponential", "rational"] as const) {
    for (const kappa of [0.005, 0.02, 0.3]) {
      const options = { ...PREPROCESS_DEFAULTS, scheme, kappa };
      for (let k = 1; k <= 2000; k++) {
        const d = Math.fround(((k * 0.61803398875) % 1) * Math.min(1, 6 * kappa));
        const exact = 0.25 * d * conductances[scheme]((d / kappa) ** 2);
        // One row of two pixels: what the left one gains is the flux over the single edge.
        const edge = imageOf(Float32Array.of(0, d), 1, 2);
        const gained = diffuse(edge, { ...options, iterations: 1 }).get(0, 0);
        assert.ok(Math.abs(gained - exact) <= 0.25 * 8.9e-6 * kappa, `${scheme} K ${kappa} d ${d}`);
      }
    }
  }
});

Deno.test("next to nothing flows over the largest edge, and something over any kappa's", () => {
  const edge = imageOf(Float32Array.of(0, 1), 1, 2);
  for (const kappa of [1e-300, 1e-9, 1e-7, 0.02, 0.1]) {
    const [gained, left] = diffuse(edge, { ...PREPROCESS_DEFAULTS, kappa, iterations: 1 }).data;
    assert.ok(gained! >= 0 && gained! < 2e-8 && left! > 1 - 1e-7);
  }
  for (const kappa of [10, 1e9, 1e300]) {
    const [gained] = diffuse(edge, { ...PREPROCESS_DEFAULTS, kappa, iterations: 1 }).data;
    assert.ok(Math.abs(gained! - 0.25 * Math.exp(-((1 / kappa) ** 2))) < 2e-5);
  }
});

Deno.test("raw HU, NaN and options out of range are refused in words", () => {
  const refused = (image: Image, options: Partial<DiffusionOptions>, message: string) =>
    assert.throws(
      () => diffuse(image, { ...PREPROCESS_DEFAULTS, ...options }),
      { name: "PreprocessError", message: message },
    );
  const gray = imageOf(Float32Array.of(0.5), 1, 1);
  refused(
    imageOf(Int16Array.of(40), 1, 1),
    {},
    "Expected an image on [0, 1] but found a pixel of 40; apply the window first",
  );
  refused(
    imageOf(Float64Array.of(NaN), 1, 1),
    {},
    "Expected an image on [0, 1] but found a pixel of NaN; apply the window first",
  );
  refused(gray, { kappa: 0 }, "Expected kappa to be a number greater than 0 but found 0");
  refused(
    gray,
    { iterations: 1.5 },
    "Expected iterations to be a whole number of at least 0 but found 1.5",
  );
  refused(
    gray,
    { gamma: 0.3 },
    "Expected gamma to be a number greater than 0 and at most 0.25, above which the filter is " +
      "unstable, but found 0.3",
  );
  refused(
    gray,
    { scheme: "gaussian" as "opencv" },
    "Expected scheme to be one of exponential, rational, opencv but found gaussian",
  );
});
