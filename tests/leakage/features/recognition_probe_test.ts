import assert from "node:assert/strict";
import fc from "fast-check";
import { PredictionsError } from "hemoleak/error.ts";
import { Discriminant } from "hemoleak/leakage/features/discriminant.ts";
import { embeddingsOf } from "hemoleak/leakage/features/embeddings.ts";
import { type Recognition, recognitionProbe } from "hemoleak/leakage/features/recognition_probe.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { Random } from "hemoleak/random.ts";
import type { SetName } from "hemoleak/split/split.ts";

/** Made by scikit-learn: tests/fixtures/leakage/recognition.py. */
interface SklearnCase {
  units: number;
  features: number[];
  subjects: number[];
  contiguous: { named: number[]; shrinkage: number[] };
  alternating: { named: number[]; shrinkage: number[] };
}

const CASES: SklearnCase[] = JSON.parse(
  Deno.readTextFileSync(new URL("../../fixtures/leakage/recognition.json", import.meta.url)),
);

function slices(count: number, slices: number, set: (slice: number) => SetName = () => "test") {
  return Array.from({ length: count * slices }, (_, i): Prediction => ({
    subject: `S${Math.floor(i / slices)}`,
    study: "1",
    slice: String(i % slices),
    set: set(i % slices),
    label: 0,
    score: 0.5,
  }));
}

/** Features made from a row's number. */
function features(rows: number, units: number, of: (row: number, unit: number) => number) {
  const data = Float32Array.from(
    { length: rows * units },
    (_, at) => of(Math.floor(at / units), at % units),
  );
  return embeddingsOf(data, units);
}

function noise(rows: number, units: number, seed = 1) {
  const random = new Random(seed, "noise");
  return features(rows, units, () => random.normal());
}

const shareOf = (recognition: Recognition | null) => recognition!.accuracy.value;

for (const [number, { units, subjects, ...sklearn }] of CASES.entries()) {
  const data = Float32Array.from(sklearn.features);
  const count = new Set(subjects).size, each = subjects.length / count;
  const halves = {
    contiguous: (i: number) => i % each >= each / 2,
    alternating: (i: number) => i % each % 2 === 1,
  };

  Deno.test(`discriminant analysis is scikit-learn's, case ${number + 1}`, () => {
    for (const how of ["contiguous", "alternating"] as const) {
      for (const judged of [true, false]) {
        const rows = [...subjects.keys()].filter((i) => halves[how](i) !== judged);
        const known = {
          data: Float32Array.from(
            rows.flatMap((i) => [...data.subarray(i * units, (i + 1) * units)]),
          ),
          dimensions: units,
          classes: rows.map((i) => subjects[i]!),
        };
        const discriminant = new Discriminant(known, count);
        const expected = sklearn[how].shrinkage[judged ? 0 : 1]!;
        assert.ok(Math.abs(discriminant.shrinkage - expected) < 1e-12, `${discriminant.shrinkage}`);
        for (const i of subjects.keys()) {
          if (halves[how](i) !== judged) continue;
          const named = discriminant.classOf(data.subarray(i * units, (i + 1) * units));
          assert.equal(named, sklearn[how].named[i], `slice ${i}`);
        }
      }
    }
  });

  Deno.test(`as many slices are named correctly as by scikit-learn, case ${number + 1}`, () => {
    const probe = recognitionProbe(embeddingsOf(data, units), slices(count, each));
    for (const how of ["contiguous", "alternating"] as const) {
      const right = sklearn[how].named.filter((named, i) => named === subjects[i]).length;
      const { accuracy, slices, chance, subjects: among } = probe[how]!;
      assert.equal(accuracy.value, right / subjects.length);
      assert.deepEqual([slices, chance, among], [subjects.length, 1 / count, count]);
    }
  });
}

Deno.test("features that name the subject are found to, beyond any permutation", () => {
  const random = new Random(1);
  const named = features(80, 3, (row, unit) => Math.floor(row / 10) * (unit + 1) + random.float());
  const { contiguous, alternating, trained } = recognitionProbe(named, slices(8, 10));
  for (const { accuracy, permuted, chance } of [contiguous!, alternating!]) {
    assert.equal(accuracy.value, 1);
    assert.ok(permuted.range[0] <= chance && chance <= permuted.range[1] && permuted.range[1] < 1);
    // Of 8! orders of the names one leaves all slices right.
    assert.equal(permuted.p, 1 / 1001);
  }
  assert.equal(trained, null);
});

Deno.test("noise names no one: 1 of 20 subjects by chance", () => {
  for (const seed of [1, 2, 3]) {
    const probe = recognitionProbe(noise(400, 8, seed), slices(20, 20));
    for (const { accuracy, permuted } of [probe.contiguous!, probe.alternating!]) {
      // 20 of 400 slices are expected, with a standard deviation of 4.4.
      assert.ok(accuracy.value < 0.1, `${accuracy.value}`);
      assert.ok(accuracy.ci[0] < accuracy.value && accuracy.value < accuracy.ci[1]);
      assert.ok(permuted.p > 0.01);
    }
  }
});

Deno.test("what only neighbors share helps with every other slice, not with the other half", () => {
  const random = new Random(4);
  const walk = new Float64Array(5);
  const wandering = features(200, 5, (_, unit) => walk[unit]! += 3 * random.normal());
  // The place in the walk is the same for no two subjects; each subject's walk goes on from the last's.
  const probe = recognitionProbe(wandering, slices(10, 20));
  assert.ok(shareOf(probe.alternating) > shareOf(probe.contiguous) + 0.2);
});

Deno.test("where the split leaks, training slices name the test slices", () => {
  const random = new Random(5);
  const data = features(
    120,
    4,
    (row, unit) => Math.floor(row / 6) ** (unit / 2) + random.float() / 9,
  );
  const leaking = slices(20, 6, (slice) => slice === 3 ? "test" : "train");
  const { contiguous, trained, leftOutSubjects } = recognitionProbe(data, leaking);
  assert.equal(contiguous, null);
  assert.equal(leftOutSubjects, 20);
  assert.deepEqual([trained!.subjects, trained!.slices], [20, 20]);
  assert.ok(trained!.accuracy.value > 0.9);
  const apart = leaking.map((each, i): Prediction => ({ ...each, set: i < 60 ? "train" : "test" }));
  const bySubject = recognitionProbe(data, apart);
  assert.equal(bySubject.trained, null);
  assert.deepEqual([bySubject.contiguous!.subjects, bySubject.contiguous!.slices], [10, 60]);
});

Deno.test("subjects of fewer than four test slices are left out", () => {
  const few = slices(5, 6).filter(({ subject, slice }) => subject !== "S2" || Number(slice) < 3);
  const { contiguous, leftOutSubjects } = recognitionProbe(noise(few.length, 3), few);
  assert.equal(leftOutSubjects, 1);
  assert.deepEqual([contiguous!.subjects, contiguous!.slices], [4, 24]);
});

Deno.test("without a test set all slices are asked of", () => {
  const { contiguous, trained } = recognitionProbe(noise(40, 3), slices(4, 10, () => "train"));
  assert.deepEqual([contiguous!.subjects, contiguous!.slices], [4, 40]);
  assert.equal(trained, null);
});

Deno.test("constant features are left out; if all are, every slice gets the first name", () => {
  const random = new Random(6);
  const half = features(40, 4, (_, unit) => unit % 2 === 0 ? 1e6 + 0.1 : random.normal());
  const { units, constantUnits, dimensions } = recognitionProbe(half, slices(4, 10));
  assert.deepEqual({ units, constantUnits, dimensions }, {
    units: 4,
    constantUnits: 2,
    dimensions: 2,
  });
  const none = recognitionProbe(features(40, 4, () => 7), slices(4, 10));
  assert.equal(none.dimensions, 0);
  assert.equal(none.contiguous!.accuracy.value, 1 / 4);
  assert.ok(none.contiguous!.permuted.p > 0.5);
});

Deno.test("a subject's own constant, without any spread, names it", () => {
  const exact = features(40, 2, (row, unit) => Math.floor(row / 10) * (unit + 1));
  const { contiguous } = recognitionProbe(exact, slices(4, 10));
  assert.equal(contiguous!.accuracy.value, 1);
});

Deno.test("more than 512 features are hashed into 512, and name subjects still", () => {
  const random = new Random(7);
  const pattern = Array.from({ length: 6 * 900 }, () => random.normal());
  const many = features(
    60,
    900,
    (row, unit) => pattern[Math.floor(row / 10) * 900 + unit]! + random.normal(),
  );
  const probe = recognitionProbe(many, slices(6, 10));
  assert.equal(probe.dimensions, 512);
  assert.ok(shareOf(probe.contiguous) > 0.9);
});

Deno.test("the order of rows, and of names as text, changes nothing", () => {
  const random = new Random(8);
  const data = Float32Array.from(
    { length: 12 * 12 * 5 },
    (_, at) => Math.floor(at / 60) % 12 + 4 * random.normal(),
  );
  const rows = slices(12, 12);
  const expected = recognitionProbe(embeddingsOf(data, 5), rows);
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const order = new Random(seed).shuffled(rows.keys());
      const shuffled = embeddingsOf(embeddingsOf(data, 5).read(order), 5);
      const probe = recognitionProbe(shuffled, order.map((row) => rows[row]!));
      assert.deepEqual(probe, expected);
    }),
    { numRuns: 10 },
  );
});

Deno.test("another number of rows, or a feature that is not finite, is refused", () => {
  assert.throws(
    () => recognitionProbe(noise(39, 3), slices(4, 10)),
    (error) =>
      error instanceof PredictionsError && /40 predictions but found 39/.test(error.message),
  );
  const holed = features(40, 3, (row, unit) => row === 7 && unit === 1 ? NaN : row);
  assert.throws(
    () => recognitionProbe(holed, slices(4, 10)),
    /found NaN for feature 2 of prediction 8/,
  );
});
