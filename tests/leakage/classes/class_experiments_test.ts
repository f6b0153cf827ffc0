import assert from "node:assert/strict";
import { ofEachClass } from "hemoleak/leakage/classes/each_class.ts";
import { cohortSizeResponse } from "hemoleak/leakage/trials/cohort_size.ts";
import { foldsResult } from "hemoleak/leakage/trials/folds.ts";
import { meanAuc, type MeanAucOptions } from "hemoleak/leakage/trials/mean_auc.ts";
import { meanDifference } from "hemoleak/leakage/trials/mean_difference.ts";
import { networkSplits } from "hemoleak/leakage/trials/network_splits.ts";
import { repeatedSplits } from "hemoleak/leakage/trials/repeated_splits.ts";
import { distanceResponse, doseResponse } from "hemoleak/leakage/trials/responses.ts";
import type { AnyTrial, Trial } from "hemoleak/leakage/trials/trial.ts";
import type { ClassPrediction } from "hemoleak/predictions/classes/class_prediction.ts";
import { oneVersusRest } from "hemoleak/predictions/classes/class_table.ts";
import { Random } from "hemoleak/random.ts";
import { near } from "../../evaluate/near.ts";
import { simulatedTrial } from "../trials/simulated_trials.ts";

type ClassTrial<Factors> = Trial<Factors, ClassPrediction>;

/** A run of two labels as one of two classes, whose scores are each other's opposite. */
function asClasses<Factors>({ cell, predictions }: Trial<Factors>): ClassTrial<Factors> {
  return {
    cell,
    predictions: predictions.map(({ label, score, ...row }) => ({
      ...row,
      label: label === 1 ? "yes" : "no",
      scores: { no: 1 - score, yes: score },
    })),
  };
}

/** Runs of each condition with two seeds. */
function trialsOf<Factors>(conditions: readonly Factors[], tested = 14): Trial<Factors>[] {
  return conditions.flatMap((factors, i) =>
    [1, 2].map((seed) => simulatedTrial({ ...factors, seed }, { shift: 1 + i / 2, tested }))
  );
}

const SPLITS = ["slice", "subject"] as const;

/** All numbers of a result, by where they are. */
function numbersIn(value: unknown, path = ""): [path: string, value: number][] {
  if (typeof value === "number") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => numbersIn(each, `${path}.${name}`));
}

/** Makes sure that an analysis finds of two classes, and of either of them, what it finds of two labels. */
function assertAlike<Factors, Result extends object>(
  trials: readonly Trial<Factors>[],
  analyze: (trials: readonly AnyTrial<Factors>[], options: MeanAucOptions) => Result,
): void {
  const binary = numbersIn(analyze(trials, {}));
  const { classes, ...mean } = ofEachClass(
    trials.map(asClasses),
    (of) => analyze(trials.map(asClasses), of),
  );
  assert.deepEqual(classes.map(({ name }) => name), ["no", "yes"]);
  assert.ok(binary.length > 10);
  for (const found of [mean, ...classes]) {
    const numbers = new Map(numbersIn(found));
    for (const [path, value] of binary) {
      // Of two classes the rates are means over both; of "no" those of the other label.
      if (/\.(?:recall|f1)$/.test(path) && found !== classes[1]) continue;
      if (!path.startsWith(".outcomes")) near(numbers.get(path)!, value, 1e-9);
    }
  }
}

Deno.test("two classes are two labels: dose and distance, in pairs of slices", () => {
  const labels = ["true", "permuted"] as const;
  const doses = labels.flatMap((labels) => [0, 0.5, 1].map((dose) => ({ labels, dose })));
  assertAlike(trialsOf(doses), doseResponse);
  const gaps = labels.flatMap((labels) => [1, 8].map((gap) => ({ labels, gap })));
  assertAlike(trialsOf(gaps), distanceResponse);
});

Deno.test("two classes are two labels: cohort sizes, and splits of several networks", () => {
  const sizes = [{ subjects: 12 }, {}].flatMap((size) =>
    SPLITS.map((split) => ({ split, ...size }))
  );
  assertAlike(trialsOf(sizes), cohortSizeResponse);
  const networks = ["a", "b"].flatMap((model) => SPLITS.map((split) => ({ model, split })));
  assertAlike(trialsOf(networks), networkSplits);
});

Deno.test("two classes are two labels: repeated splits", () => {
  const [first, second] = [trialsOf([{}], 10), trialsOf([{}, {}], 10).slice(2)];
  const binary = numbersIn(repeatedSplits(first, second));
  const found = new Map(
    numbersIn(repeatedSplits(first.map(asClasses), second.map(asClasses))),
  );
  for (const [path, value] of binary) near(found.get(path)!, value, 1e-9);
});

Deno.test("two classes are two labels: folds", () => {
  const folds = (["true", "permuted"] as const).flatMap((labels) =>
    SPLITS.flatMap((split) => [1, 2].map((fold) => ({ labels, split, folds: 2, fold })))
  );
  assertAlike(trialsOf(folds, 20), (trials, options) => {
    // Exchanges of classes are drawn otherwise than those of labels, and so is their null.
    const { identity: _, ...found } = foldsResult(trials, options);
    return found;
  });
});

const CLASSES = ["EDH", "SDH", "none"];

/** A run of three classes on 24 subjects, which sees the class as well as the shift is great. */
function threeClasses<Factors>(cell: Factors & { seed: number }, shift: number) {
  const random = new Random(cell.seed, shift);
  const predictions = Array.from({ length: 24 * 8 }, (_, i): ClassPrediction => {
    const subject = i % 24, label = CLASSES[subject % 3]!;
    return {
      subject: `S${subject}`,
      study: "1",
      slice: String(Math.floor(i / 24)),
      set: "test",
      label,
      scores: Object.fromEntries(
        CLASSES.map((name) => [name, (name === label ? shift : 0) + random.normal()]),
      ),
    };
  });
  return { cell, predictions };
}

Deno.test("of three classes the AUC is the mean of theirs, and changes are paired by slice", () => {
  const trials = [0, 1].flatMap((dose) =>
    [1, 2, 3].map((seed) => threeClasses({ seed, dose, labels: "true" as const }, 0.5 + dose))
  );
  const { true: points, classes } = ofEachClass(trials, (of) => doseResponse(trials, of));
  for (const [place, { auc, change }] of points.entries()) {
    const own = classes.map((one) => one.true[place]!);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / 3;
    near(auc.mean, mean(own.map((one) => one.auc.mean)), 1e-12);
    if (change === null) continue;
    near(change.difference, mean(own.map((one) => one.change!.difference)), 1e-12);
    // In pairs, by subjects' influences on the mean: the classes' errors are not added up.
    assert.equal(change.method, "two-way");
    assert.ok(change.p! < 0.05);
    const width = ([low, high]: readonly [number, number]) => high - low;
    const widths = own.map((one) => width(one.change!.ci));
    assert.ok(width(change.ci) <= Math.max(...widths), `${width(change.ci)} ${widths}`);
  }
  // A class is what the two labels are that are made of it.
  const views = trials.map(({ cell, predictions }) => ({
    cell,
    predictions: oneVersusRest(predictions, "SDH"),
  }));
  const { seeds, true: own } = doseResponse(views);
  assert.deepEqual(classes[1], { name: "SDH", seeds, true: own, permuted: [] });
});

Deno.test("the same scores, class by class, differ by nothing", () => {
  const trials = [1, 2].map((seed) => threeClasses({ seed }, 1));
  const doubled = trials.map(({ cell, predictions }) => ({
    cell,
    predictions: predictions.map(({ scores, ...row }) => ({
      ...row,
      scores: Object.fromEntries(Object.entries(scores).map(([name, score]) => [name, 2 * score])),
    })),
  }));
  const { difference, ci, p } = meanDifference(trials, doubled);
  assert.deepEqual([difference, ci, p], [0, [0, 0], 1]);
});

Deno.test("accuracy is the share called right, recall and F1 are means over the classes", () => {
  // Calls by the highest score: EDH, SDH, none, none, none, SDH of true EDH, EDH, SDH, none, none, none.
  const truth = ["EDH", "EDH", "SDH", "none", "none", "none"];
  const called = ["EDH", "SDH", "none", "none", "none", "SDH"];
  const predictions = truth.map((label, i): ClassPrediction => ({
    ...{ subject: `S${i}`, study: "1", slice: "1", set: "test", label },
    scores: Object.fromEntries(CLASSES.map((name) => [name, name === called[i] ? 0.6 : 0.2])),
  }));
  const trials = SPLITS.map((split) => ({ cell: { model: "a", split, seed: 1 }, predictions }));
  const { networks: [all], classes } = ofEachClass(trials, (of) => networkSplits(trials, of));
  near(all!.slice.accuracy, 3 / 6, 1e-12);
  near(all!.slice.recall, (1 / 2 + 0 + 2 / 3) / 3, 1e-12);
  // F1 is 2 TP / (2 TP + FP + FN): of EDH 2/3, of SDH 0, of none 4/6.
  near(all!.slice.f1, (2 / 3 + 0 + 2 / 3) / 3, 1e-12);
  const none = classes[2]!.networks[0]!.slice;
  near(none.accuracy, 4 / 6, 1e-12);
  near(none.recall, 2 / 3, 1e-12);
});

Deno.test("a class that there is not, or that is not tested, is named", () => {
  const trials = [threeClasses({ seed: 1 }, 1)];
  assert.throws(() => meanAuc(trials, { class: "IPH" }), {
    name: "PredictionsError",
    message: 'Expected a class (EDH, SDH, none) but found "IPH"',
  });
  const without = trials.map(({ cell, predictions }) => ({
    cell,
    predictions: predictions.filter(({ label }) => label !== "SDH"),
  }));
  assert.throws(() => meanAuc(without), {
    message: "Expected test slices of each class with seed 1 but found none of SDH",
  });
  const views = without.map(({ cell, predictions }) => ({
    cell,
    predictions: oneVersusRest(predictions, "EDH"),
  }));
  assert.deepEqual(meanAuc(without, { class: "EDH" }), meanAuc(views));
});
