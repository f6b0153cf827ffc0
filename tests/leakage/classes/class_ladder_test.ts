import assert from "node:assert/strict";
import fc from "fast-check";
import { auc } from "hemoleak/evaluate/auc/auc.ts";
import { classLadder, type ClassLadderTrial } from "hemoleak/leakage/classes/class_ladder.ts";
import { type ClassedSlice, permuteClasses } from "hemoleak/leakage/classes/permute_classes.ts";
import { ladder, type LadderTrial } from "hemoleak/leakage/trials/ladder.ts";
import type { ClassPrediction } from "hemoleak/predictions/classes/class_prediction.ts";
import { oneVersusRest } from "hemoleak/predictions/classes/class_table.ts";
import { Random } from "hemoleak/random.ts";
import { near, sameBounds } from "../../evaluate/near.ts";
import { simulatedTrial } from "../trials/simulated_trials.ts";

const CLASSES = ["EDH", "SDH", "none"];

/** Subjects with stacks of 5 to 24 slices, of three kinds; with `mixed`, a third of the slices is none. */
function cohort(random: Random, subjects: number, mixed: boolean): ClassedSlice[] {
  return Array.from({ length: subjects }, (_, subject) => subject).flatMap((subject) => {
    const kind = CLASSES[subject % 10 < 2 ? 0 : subject % 10 < 5 ? 1 : 2]!;
    return Array.from({ length: 5 + random.integer(20) }, (_, slice) => ({
      subject: `S${String(subject).padStart(3, "0")}`,
      slice,
      label: mixed && slice % 3 === 0 ? "none" : kind,
    }));
  });
}

Deno.test("permuteClasses: the same labels whatever the order, and each subject has a donor's row", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 30 }),
      fc.boolean(),
      (seed, subjects, mixed) => {
        const slices = cohort(new Random(seed), subjects, mixed);
        const labels = permuteClasses(slices, new Random(seed, "exchange"));
        assert.equal(labels.length, slices.length);
        const reversed = permuteClasses(slices.toReversed(), new Random(seed, "exchange"));
        assert.deepEqual(reversed.toReversed(), labels);
        // Where a subject is of one class, so it is after the exchange, and as many subjects are of each.
        if (mixed) return;
        const kinds = (of: readonly string[]) => {
          const bySubject = new Map(slices.map(({ subject }, row) => [subject, of[row]!]));
          slices.forEach(({ subject }, row) => assert.equal(of[row], bySubject.get(subject)));
          return [...bySubject.values()].sort();
        };
        assert.deepEqual(
          kinds(labels),
          kinds(slices.map(({ label }) => label)),
        );
      },
    ),
  );
});

Deno.test("permuteClasses: pairs of kinds are as expected on average, and never a subject off", () => {
  for (const sizes of [[4, 6, 10], [1, 1, 1], [3, 5, 7, 9], [2, 3]]) {
    const slices = sizes.flatMap((size, kind) =>
      Array.from({ length: size }, (_, i) => ({ subject: `${kind} ${i}`, label: `c${kind}` }))
    );
    const draws = 1000, means = sizes.map(() => sizes.map(() => 0));
    const expected = (to: number, from: number) => sizes[to]! * sizes[from]! / slices.length;
    for (let draw = 0; draw < draws; draw++) {
      const counts = sizes.map(() => sizes.map(() => 0));
      permuteClasses(slices, new Random(draw)).forEach((label, row) =>
        counts[Number(slices[row]!.label.slice(1))]![Number(label.slice(1))]!++
      );
      counts.forEach((row, to) =>
        row.forEach((count, from) => {
          assert.ok(Math.abs(count - expected(to, from)) < 1);
          means[to]![from]! += count / draws;
        })
      );
    }
    means.forEach((row, to) => row.forEach((mean, from) => near(mean, expected(to, from), 0.06)));
  }
});

Deno.test("permuteClasses: in balance with the truth, to the nearest subject", () => {
  const slices = cohort(new Random(1), 100, false);
  const truth = new Map(slices.map(({ subject, label }) => [subject, label]));
  const sizes = { EDH: 20, SDH: 30, none: 50 } as const;
  for (let draw = 0; draw < 20; draw++) {
    const labels = permuteClasses(slices, new Random(draw));
    const given = new Map(slices.map(({ subject }, row) => [subject, labels[row]!]));
    for (const [to, taken] of Object.entries(sizes)) {
      for (const [from, count] of Object.entries(sizes)) {
        const pairs = [...given].filter(([subject, label]) =>
          truth.get(subject) === to && label === from
        ).length;
        // Expected are 4, 6, 10; 6, 9, 15; 10, 15, 25: whole numbers, so there is nothing to round.
        assert.equal(pairs, taken * count / 100);
      }
    }
  }
});

for (const [subjects, mixed] of [[20, false], [60, false], [60, true]] as const) {
  const name = `${subjects} subjects${mixed ? ", labels of slices" : ""}`;
  Deno.test(`permuteClasses: who sees nothing but a subject's class is at chance, ${name}`, () => {
    const cohorts = 400, sums = CLASSES.map(() => 0);
    for (let draw = 0; draw < cohorts; draw++) {
      const random = new Random(draw, subjects);
      const slices = cohort(random, subjects, mixed);
      const kinds = cohort(new Random(draw, subjects), subjects, false);
      const labels = permuteClasses(slices, random);
      for (const [place, name] of CLASSES.entries()) {
        sums[place]! += auc({
          scores: kinds.map(({ label }) => label === name ? 1 : 0),
          labels: labels.map((label) => label === name ? 1 : 0),
        }) / cohorts;
      }
    }
    for (const mean of sums) near(mean, 0.5, 0.02);
  });
}

/** A run of two labels as one of two classes, whose scores are each other's opposite. */
function asClasses({ cell, predictions }: LadderTrial): ClassLadderTrial {
  return {
    cell,
    predictions: predictions.map(({ label, score, ...row }) => ({
      ...row,
      label: label === 1 ? "yes" : "no",
      scores: { no: -score, yes: score },
    })),
  };
}

const SHIFTS = { slice: { true: 4, permuted: 2.5 }, subject: { true: 1.5, permuted: 0 } } as const;
const TRIALS = [1, 2, 3].flatMap((seed) =>
  (["slice", "subject"] as const).flatMap((split) =>
    (["true", "permuted"] as const).map((labels) =>
      simulatedTrial({ seed, split, labels }, { shift: SHIFTS[split][labels] })
    )
  )
);

Deno.test("classLadder: two classes are two labels", () => {
  const binary = ladder(TRIALS), found = classLadder(TRIALS.map(asClasses));
  assert.deepEqual(found.seeds, binary.seeds);
  for (const split of ["slice", "subject"] as const) {
    for (const labels of ["true", "permuted"] as const) {
      const [one, other] = [found.auc[split][labels], binary.auc[split][labels]];
      near(one.mean, other.mean, 1e-12);
      sameBounds(one.ci, other.ci);
      assert.deepEqual(found.classes[1]!.auc[split][labels], other);
    }
  }
  near(found.disease.value, binary.disease.value, 1e-12);
  near(found.inflation.difference, binary.inflation.difference, 1e-12);
  // The null is another thousand exchanges of the same kind.
  near(found.identity.null!.mean, binary.identity.null!.mean, 0.02);
  assert.ok(found.identity.p! < 0.01);
});

/** A run on three classes: by slice it knows the labels that were given, by subject little of the true ones. */
function threeClasses(
  split: "slice" | "subject",
  labels: "true" | "permuted",
  seed: number,
): ClassLadderTrial {
  const random = new Random(seed, split, labels);
  const slices = cohort(new Random(5), 30, false);
  const given = labels === "true"
    ? slices.map(({ label }) => label)
    : permuteClasses(slices, new Random(seed, "permuted"));
  const shift = split === "slice" ? 2 : labels === "true" ? 1 : 0;
  return {
    cell: { split, labels, seed },
    predictions: slices.map(({ subject, slice }, row): ClassPrediction => ({
      subject,
      study: "1",
      slice: String(slice),
      set: "test",
      label: given[row]!,
      scores: Object.fromEntries(CLASSES.map((name) => [
        name,
        (name === given[row] ? shift : 0) + random.normal(),
      ])),
    })),
  };
}

const THREE = [1, 2].flatMap((seed) =>
  (["slice", "subject"] as const).flatMap((split) =>
    (["true", "permuted"] as const).map((labels) => threeClasses(split, labels, seed))
  )
);

Deno.test("classLadder: macro AUCs are means over classes, and identity is what the permuted classes show", () => {
  const { auc: areas, classes, identity, disease } = classLadder(THREE);
  for (const split of ["slice", "subject"] as const) {
    for (const labels of ["true", "permuted"] as const) {
      const means = classes.map((one) => one.auc[split][labels].mean);
      near(areas[split][labels].mean, means.reduce((sum, mean) => sum + mean, 0) / 3, 1e-12);
    }
  }
  const edh = ladder(THREE.map(({ cell, predictions }) => ({
    cell,
    predictions: oneVersusRest(predictions, "EDH"),
  })));
  assert.deepEqual(classes[0]!.auc, edh.auc);
  // What two exchanges of thirty subjects happen to have in common with others is in the null's mean.
  near(identity.null!.mean, 0.5, 0.06);
  assert.ok(identity.p! < 0.01 && identity.value > 0.3, `${identity.p} ${identity.value}`);
  assert.ok(disease.value > 0.1);
  const [low, high] = areas.subject.permuted.ci;
  assert.ok(low < 0.5 && 0.5 < high);
});

Deno.test("classLadder refuses runs of other classes, and those that lack one", () => {
  const other = THREE.map((trial, i) =>
    i > 0 ? trial : {
      ...trial,
      predictions: trial.predictions.map((row) => ({ ...row, scores: { EDH: 1, SDH: 2 } })),
    }
  ).toReversed();
  assert.throws(() => classLadder(other), {
    name: "PredictionsError",
    message: "Expected runs of the classes EDH, SDH, none but found EDH, SDH with seed 1",
  });
  const without = THREE.map((trial) => ({
    ...trial,
    predictions: trial.predictions.filter(({ label }) => label !== "EDH"),
  }));
  assert.throws(() => classLadder(without), {
    message: "Expected test slices of each class with seed 1 but found none of EDH",
  });
  assert.throws(() => classLadder([]), { message: /^Expected at least one run|runs split by/ });
});
