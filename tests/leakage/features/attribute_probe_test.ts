import assert from "node:assert/strict";
import { attributeProbes } from "hemoleak/leakage/features/attribute_probe.ts";
import { embeddingsOf } from "hemoleak/leakage/features/embeddings.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { Random } from "hemoleak/random.ts";

const SUBJECTS = 80;

/**
 * Subjects of two slices each, of one label; three quarters of the positive ones are of site x, of the
 * negative ones of site y.
 */
const SLICES: readonly Prediction[] = Array.from({ length: 2 * SUBJECTS }, (_, i) => {
  const subject = i >> 1, label = subject % 2 as 0 | 1;
  const usual = (subject >> 1) % 4 !== 0;
  return {
    subject: `S${subject}`,
    study: "1",
    slice: String(i % 2),
    set: "test",
    label,
    score: 0.5,
    attributes: { site: (label === 1) === usual ? "x" : "y", age: String(subject) },
  };
});

/** Two features a slice: what is given, and noise. */
function features(of: (slice: Prediction) => number, seed = 1) {
  const random = new Random(seed, "features");
  const noise = () => 0.3 * random.normal();
  return embeddingsOf(
    Float32Array.from(SLICES.flatMap((slice) => [of(slice) + noise(), noise()])),
    2,
  );
}

Deno.test("attribute probe: what marks the site is named, among each label as well", () => {
  const embeddings = features(({ attributes }) => attributes!.site === "x" ? 3 : 0);
  const [site] = attributeProbes(embeddings, SLICES, ["site"]);
  for (const found of [site!.overall!, site!.positives!, site!.negatives!]) {
    assert.deepEqual([found.accuracy.value, found.values, found.chance], [1, 2, 0.5]);
    assert.equal(found.permuted.p, 1 / 1001);
    assert.ok(found.accuracy.ci[0] > 0.7 && found.accuracy.ci[1] === 1);
    assert.ok(found.permuted.range[0] < 0.5 && found.permuted.range[1] < 0.8);
  }
  assert.deepEqual([site!.overall!.subjects, site!.positives!.subjects], [80, 40]);
});

Deno.test("attribute probe: features of the label alone name the site overall, but not within a label", () => {
  const embeddings = features(({ label }) => 3 * label);
  const [site] = attributeProbes(embeddings, SLICES, ["site"]);
  // By the label three quarters are guessed right.
  assert.ok(site!.overall!.accuracy.value === 0.75 && site!.overall!.permuted.p < 0.01);
  for (const found of [site!.positives!, site!.negatives!]) {
    const [low, high] = found.permuted.range;
    assert.ok(low < found.accuracy.value && found.accuracy.value < high && found.permuted.p > 0.05);
  }
});

Deno.test("attribute probe: noise names nothing, in as many of the cases as it should", () => {
  let found = 0;
  for (let seed = 0; seed < 20; seed++) {
    const [site] = attributeProbes(features(() => 0, seed), SLICES, ["site"]);
    if (site!.overall!.permuted.p <= 0.05) found++;
  }
  // Of 20 with a chance of 0.05 each, more than 4 come out in 3 of 1,000 cases.
  assert.ok(found <= 4, `${found} of 20`);
});

Deno.test("attribute probe: the nearest mean without the subject itself, by hand", () => {
  // In one dimension the metric only scales. a: 0, 1, 5; b: 3, 6.
  const values = [0, 1, 5, 3, 6];
  const slices = values.map((_, i): Prediction => ({
    subject: `S${i}`,
    study: "1",
    slice: "1",
    set: "test",
    label: 0,
    score: 0,
    attributes: { site: i < 3 ? "a" : "b" },
  }));
  const [site] = attributeProbes(embeddingsOf(Float32Array.from(values), 1), slices, ["site"]);
  // 0, 1 and 5 lie 3, 1.5 and 4.5 from the mean of the others of a, and 4.5, 3.5 and 0.5 from that of b;
  // 3 and 6 lie 3 from each other, and 1 and 4 from the mean of a.
  assert.equal(site!.overall!.accuracy.value, (2 / 3 + 1 / 2) / 2);
  assert.deepEqual([site!.positives, site!.negatives?.subjects], [null, 5]);
});

Deno.test("attribute probe: what cannot be asked, and subjects of two values", () => {
  const two = SLICES.map((slice, i) =>
    i < 2 ? { ...slice, attributes: { ...slice.attributes, site: i === 0 ? "x" : "y" } } : slice
  );
  const [site, subject] = attributeProbes(features(() => 0), two, ["site", "subject"]);
  assert.deepEqual([site!.leftOutSubjects, site!.overall!.subjects], [1, 79]);
  assert.equal(subject!.overall, null);
  assert.throws(
    () => attributeProbes(embeddingsOf(new Float32Array(4), 2), SLICES, ["site"]),
    /expected a row of features for each of 160 predictions but found 2 rows/i,
  );
});
