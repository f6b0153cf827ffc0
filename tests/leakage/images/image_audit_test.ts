import assert from "node:assert/strict";
import fc from "fast-check";
import type { SliceRow } from "hemoleak/cohort/slice_row.ts";
import { PredictionsError } from "hemoleak/error.ts";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import { auditImages } from "hemoleak/leakage/images/image_audit.ts";
import { flipped } from "hemoleak/leakage/images/registration.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { Random } from "hemoleak/random.ts";
import type { SetName } from "hemoleak/split/split.ts";

const SIZE = 32;

/** A slice: its prediction, and its image where it has one. */
interface Slice extends Prediction {
  image: Uint8Array | null;
}

/** A pattern with some noise, in [60, 160 + noise]. */
function pattern(name: string | number, noise = 0, seed = 0): Uint8Array {
  const random = new Random(1, "pattern", name), grain = new Random(seed, "grain", name);
  return Uint8Array.from(
    { length: SIZE ** 2 },
    () => 60 + 100 * random.float() + noise * grain.float(),
  );
}

function slice(subject: string, number: number, set: SetName, image: Uint8Array | null): Slice {
  const label = subject.charCodeAt(0) % 2 as 0 | 1;
  const score = (number * 7 + subject.charCodeAt(0)) % 10 / 10;
  return { subject, study: `${subject}1`, slice: String(number), set, label, score, image };
}

function source(slices: readonly Slice[]) {
  const stored = slices.filter(({ image }) => image !== null);
  return {
    size: SIZE,
    rows: stored.map(({ subject, study, slice }) =>
      ({ subject, study, slice: Number(slice) }) as SliceRow
    ),
    read: (indices: readonly number[]) =>
      Uint8Array.from(indices.flatMap((index) => [...stored[index]!.image!])),
  };
}

const audited = (slices: readonly Slice[]) => auditImages(source(slices), slices);

/** Thirty subjects of four slices that are alike, the third one tested: a split by slice. */
function bySlice(): Slice[] {
  return Array.from({ length: 120 }, (_, i) => {
    const subject = String.fromCharCode(65 + Math.floor(i / 4));
    return slice(subject, i % 4, i % 4 === 2 ? "test" : "train", pattern(subject, 20, i));
  });
}

/** The same with whole subjects tested. */
function bySubject(): Slice[] {
  return bySlice().map((each, i) => ({ ...each, set: i < 40 ? "test" : "train" }));
}

Deno.test("by slice, each test slice's nearest training slice is its subject's, by subject none", async () => {
  const leaking = await audited(bySlice());
  assert.equal(leaking.nearest!.sameSubject.value, 1);
  assert.equal(leaking.nearest!.chance, 3 / 90);
  assert.deepEqual([leaking.near!.slices, leaking.near!.otherSubjectSlices], [30, 0]);
  const apart = await audited(bySubject());
  assert.equal(apart.nearest!.sameSubject.value, 0);
  assert.equal(apart.nearest!.chance, 0);
  assert.equal(apart.near!.slices, 0);
  assert.ok(apart.nearest!.quartiles[0] > leaking.nearest!.quartiles[2]);
});

Deno.test("equal images are counted in pairs and in slices, between each two sets", async () => {
  const [p, q, r] = ["p", "q", "r"].map((name) => pattern(name)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const { exact } = await audited([
    slice("A", 0, "train", p),
    slice("A", 1, "train", p),
    slice("B", 0, "train", q),
    slice("A", 2, "test", p), // 2 pairs of one subject.
    slice("C", 0, "test", p), // 2 pairs of different subjects.
    slice("C", 1, "test", r),
    slice("C", 2, "validation", r), // A pair with the test set only.
  ]);
  const named = (subject: string, slice: string) => ({ subject, study: `${subject}1`, slice });
  assert.deepEqual(exact, [
    {
      sets: ["train", "test"],
      pairs: 4,
      sameSubjectPairs: 2,
      slices: 2,
      otherSubjectSlices: 1,
      examples: [
        { slices: [named("A", "0"), named("C", "0")], sameSubject: false, distance: 0 },
        { slices: [named("A", "0"), named("A", "2")], sameSubject: true, distance: 0 },
      ],
    },
    {
      sets: ["train", "validation"],
      pairs: 0,
      sameSubjectPairs: 0,
      slices: 0,
      otherSubjectSlices: 0,
      examples: [],
    },
    {
      sets: ["validation", "test"],
      pairs: 1,
      sameSubjectPairs: 1,
      slices: 1,
      otherSubjectSlices: 0,
      examples: [
        { slices: [named("C", "2"), named("C", "1")], sameSubject: true, distance: 0 },
      ],
    },
  ]);
});

Deno.test("a person under two names is found, and named first", async () => {
  const slices = bySubject();
  const [known, again] = [slices[100]!, slices[3]!];
  again.image = known.image!.map((level, at) => level + at % 2); // Half of the pixels by one level.
  const { near, exact } = await audited(slices);
  assert.equal(exact[0]!.pairs, 0);
  assert.deepEqual([near!.slices, near!.otherSubjectSlices], [1, 1]);
  assert.deepEqual(near!.suspects, [
    { subjects: [known.subject, again.subject], slices: 1, of: 4, distance: Math.sqrt(1 / 2) },
  ]);
  const { slices: [first, second], sameSubject, distance } = near!.examples[0]!;
  assert.deepEqual([first.subject, second.subject], [known.subject, again.subject]);
  assert.equal(sameSubject, false);
  assert.equal(distance, Math.sqrt(1 / 2));
  assert.ok(distance < near!.thresholds[0]);
});

Deno.test("a slice that is another subject's, mirrored and brighter, is found, and how it was altered", async () => {
  const slices = bySubject();
  const [known, again] = [slices[100]!, slices[3]!];
  again.image = flipped(known.image!, "left-right").map((level) => Math.round(1.1 * level));
  const images = await audited(slices);
  assert.equal(images.near!.otherSubjectSlices, 0);
  const { slices: count, suspects, examples: [pair] } = images.altered!;
  assert.equal(count, 1);
  assert.deepEqual(suspects[0]!.subjects, [known.subject, again.subject]);
  assert.equal(pair!.alteration.flip, "left-right");
  assert.ok(Math.abs(pair!.alteration.gain - 1.1) < 0.01, `${pair!.alteration.gain}`);
  assert.ok(Math.abs(pair!.alteration.rotation) < 0.5 && pair!.distance < 1, `${pair!.distance}`);
  const { notes, doubts } = audit(slices, { images });
  assert.match(
    notes.join(" "),
    /1 test slice nearly the training slice of another subject once that is m/,
  );
  assert.ok(doubts.every(({ about }) => about !== "likeness"));
  // As they stand, none of the slices of other people is one.
  assert.equal((await audited(bySubject())).altered!.slices, 0);
});

/** The same as if the test set's people had other names. */
function renamed(slices: readonly Slice[]): Slice[] {
  return slices.map((each) => {
    const number = each.subject.charCodeAt(0);
    const subject = each.set === "test" ? `new ${number} T` : `known ${number} A`;
    return { ...each, subject, study: "" };
  });
}

Deno.test("a test set of known people under other names: all of them are found", async () => {
  const slices = renamed(bySlice());
  const images = await audited(slices);
  assert.equal(images.exact[0]!.pairs, 0);
  const { otherSubjectSlices, suspects } = images.near!;
  assert.deepEqual([otherSubjectSlices, suspects.length], [30, 30]);
  for (const { subjects: [train, test], slices, of } of suspects) {
    assert.deepEqual([test.split(" ")[1], slices, of], [train.split(" ")[1], 1, 1]);
  }
  // One slice of each: for review, and too few to say that they are one.
  const { verdict, notes } = audit(slices, { images });
  assert.equal(verdict, "separate");
  assert.match(notes.join(" "), /30 test slices nearer to .* To review, with their slices: "known/);
});

Deno.test("half of a stack like that of a subject who was trained on leaves a doubt", async () => {
  const slices = renamed(
    bySlice().map((each) => ({ ...each, set: Number(each.slice) > 1 ? "test" : "train" })),
  );
  const { verdict, doubts, sentences } = audit(slices, { images: await audited(slices) });
  assert.deepEqual([verdict, doubts.map(({ about }) => about)], ["unknown", ["likeness"]]);
  assert.match(
    sentences[0]!,
    /cannot be determined: 60 slices of the test set .* look like .*"known 65 A" and "new 65 T"/,
  );
});

Deno.test("the fence of what is near is Tukey's, three interquartile ranges down in logarithms", async () => {
  // Test slice i differs from the one training slice of another subject in one pixel, by i levels, so
  // its distance is i / 32. The quartiles of 1 to 21 are 6 and 16 (NumPy's default).
  const blank = new Uint8Array(SIZE ** 2).fill(100).with(0, 101);
  const slices = Array.from(
    { length: 21 },
    (_, i) => slice("A", i, "test", blank.with(7, 100 + i + 1)),
  );
  const { near } = await audited([slice("B", 0, "train", blank), ...slices]);
  for (const threshold of near!.thresholds) {
    assert.ok(Math.abs(threshold - 6 / 32 * (6 / 16) ** 3) < 1e-12, `${threshold}`);
  }
  assert.equal((await audited([slice("B", 0, "train", blank), ...slices.slice(2)])).near, null);
});

Deno.test("slices of a single gray are counted and left out", async () => {
  const gray = (level: number) => new Uint8Array(SIZE ** 2).fill(level);
  const slices = [
    slice("A", 0, "train", gray(0)),
    slice("B", 0, "train", pattern("b")),
    slice("C", 0, "test", gray(0)),
    slice("D", 0, "test", pattern("d")),
  ];
  const { blank, matched, exact, nearest, byDistance } = await audited(slices);
  assert.equal(blank, 2);
  assert.deepEqual(matched, { train: 2, validation: 0, test: 2 });
  assert.deepEqual(exact.map(({ pairs }) => pairs), [0]);
  assert.equal(nearest!.chance, 0);
  assert.deepEqual(byDistance!.map((bin) => bin.slices), [1]);
  const allBlank = await audited(slices.filter((_, i) => i % 2 === 0));
  assert.deepEqual([allBlank.blank, allBlank.exact, allBlank.nearest], [2, [], null]);
});

Deno.test("rows without an image and images without a row are counted and left out", async () => {
  const slices = bySlice();
  const full = source(slices);
  const few = await auditImages(full, slices.slice(0, 100));
  assert.deepEqual([few.withoutImage, few.withoutRow], [0, 20]);
  const less = await audited(slices.with(2, { ...slices[2]!, image: null }));
  assert.deepEqual([less.withoutImage, less.withoutRow], [1, 0]);
  assert.deepEqual(less.matched, { train: 90, validation: 0, test: 29 });
  const others = slices.map((each) => ({ ...each, study: "other" }));
  await assert.rejects(auditImages(full, others), (error: Error) => {
    assert.ok(error instanceof PredictionsError);
    assert.match(error.message, /study "other", slice "0", the first image subject "A"/);
    return true;
  });
});

Deno.test("bins by distance hold every test slice once, the nearest first", async () => {
  const slices = bySlice();
  const { byDistance, nearest } = await audited(slices);
  const bins = byDistance!;
  assert.deepEqual(bins.map((bin) => bin.slices), [8, 7, 7, 8]);
  assert.deepEqual(bins.slice(1).map(({ from }) => from), nearest!.quartiles);
  assert.ok(bins.every(({ from, to }) => from < to));
  for (const bin of bins) {
    assert.deepEqual([bin.subjects, bin.sameSubjectSlices], [bin.slices, bin.slices]);
  }
  assert.equal(bins.reduce((sum, { positives }) => sum + positives, 0), 15);
  assert.ok(bins.every(({ auc }) => auc === null || (auc.auc >= 0 && auc.auc <= 1)));
});

Deno.test("slices as far as each other share a bin; a bin of one label has no AUC", async () => {
  const image = pattern("p");
  const slices = [
    slice("A", 0, "train", image),
    slice("B", 0, "test", image),
    slice("B", 1, "test", image),
    slice("C", 0, "test", image),
    slice("D", 0, "test", pattern("q")),
  ];
  const bins = (await audited(slices)).byDistance!;
  assert.deepEqual(
    bins.map(({ from, to, slices, positives }) => [from, to, slices, positives]),
    [[0, 0, 3, 1], [bins[1]!.to / 4, bins[1]!.to, 1, 0]], // The upper quartile of 0, 0, 0 and x is x / 4.,
  );
  assert.equal(bins[1]!.auc, null);
  // C scores 0.7 against 0.6 and 0.3 of B, who has another label.
  assert.equal(bins[0]!.auc!.auc, 1);
});

Deno.test("nothing depends on the order of the rows", async () => {
  const slices = bySlice();
  slices[8]!.image = slices[30]!.image!;
  const stored = source(slices);
  const { near, altered, exact, ...expected } = await auditImages(stored, slices);
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const shuffled = new Random(seed).shuffled(slices);
      const audit = await auditImages(stored, shuffled);
      assert.equal(audit.near!.slices, near!.slices);
      assert.equal(audit.altered!.slices, altered!.slices);
      assert.deepEqual(audit.near!.thresholds, near!.thresholds);
      assert.deepEqual(audit.exact.map(({ pairs }) => pairs), exact.map(({ pairs }) => pairs));
      assert.deepEqual(audit.nearest!.quartiles, expected.nearest!.quartiles);
      assert.deepEqual(
        audit.byDistance!.map((bin) => bin.auc?.auc),
        expected.byDistance!.map((bin) => bin.auc?.auc),
      );
    }),
    { numRuns: 5 },
  );
});

Deno.test("with one set only there is nothing to compare", async () => {
  const { exact, near, nearest, byDistance, matched } = await audited(
    bySlice().filter(({ set }) => set === "test"),
  );
  assert.deepEqual({ exact, near, nearest, byDistance }, {
    exact: [],
    near: null,
    nearest: null,
    byDistance: null,
  });
  assert.deepEqual(matched, { train: 0, validation: 0, test: 30 });
});

Deno.test("progress reaches the number of images; a signal stops", async () => {
  const slices = bySlice();
  const told: number[] = [];
  await auditImages(source(slices), slices, {
    progress: (done, total) => told.push(done, total),
  });
  assert.deepEqual(told.slice(-2), [120, 120]);
  await assert.rejects(
    auditImages(source(slices), slices, { signal: AbortSignal.abort(new Error("enough")) }),
    /enough/,
  );
});

Deno.test("an audit is the same after it has been written as JSON", async () => {
  const audit = await audited(bySlice());
  assert.deepEqual(JSON.parse(JSON.stringify(audit)), audit);
});
