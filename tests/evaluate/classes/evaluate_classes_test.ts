import assert from "node:assert/strict";
import fc from "fast-check";
import { clusteredAuc } from "hemoleak/evaluate/auc/obuchowski.ts";
import { compare } from "hemoleak/evaluate/compare.ts";
import { compareClasses } from "hemoleak/evaluate/classes/compare_classes.ts";
import type { ClassMetrics } from "hemoleak/evaluate/classes/class_metrics.ts";
import { evaluateClasses } from "hemoleak/evaluate/classes/evaluate_classes.ts";
import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import type { ClassPrediction } from "hemoleak/predictions/classes/class_prediction.ts";
import { classTableOf, oneVersusRest } from "hemoleak/predictions/classes/class_table.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { tableOf } from "hemoleak/predictions/prediction_table.ts";
import { anyPredictions } from "../../leakage/any_predictions.ts";
import { near, sameBounds } from "../near.ts";
import { anyClassPredictions, CLASSES } from "./any_classes.ts";

/** What scikit-learn says of random data: tests/fixtures/evaluate/scikit_learn_classes.py made it. */
interface SklearnClasses {
  labels: number[];
  scores: number[][];
  aucs: number[];
  macro: number;
  accuracy: number;
  balanced_accuracy: number;
  recalls: number[];
  precisions: number[];
  confusion: number[][];
}

const CASES: SklearnClasses[] = JSON.parse(
  Deno.readTextFileSync(
    new URL("../../fixtures/evaluate/scikit_learn_classes.json", import.meta.url),
  ),
);

const names = (count: number) => Array.from({ length: count }, (_, place) => `class ${place}`);

/** One slice a subject. */
function rowsOf({ labels, scores }: SklearnClasses): ClassPrediction[] {
  const classes = names(scores[0]!.length);
  return labels.map((label, i) => ({
    subject: `S${i}`,
    study: "1",
    slice: "1",
    set: "test",
    label: classes[label]!,
    scores: Object.fromEntries(classes.map((name, place) => [name, scores[i]![place]!])),
  }));
}

for (const [i, expected] of CASES.entries()) {
  Deno.test(`evaluateClasses: scikit-learn's numbers, case ${i + 1}`, () => {
    const found = evaluateClasses(rowsOf(expected));
    near(found.macro.auc, expected.macro, 1e-12);
    near(found.accuracy.value, expected.accuracy, 1e-12);
    near(found.balancedAccuracy.value, expected.balanced_accuracy, 1e-12);
    assert.deepEqual(found.confusion.slices, expected.confusion);
    // With a slice a subject, subjects are slices.
    assert.deepEqual(found.confusion.subjects, expected.confusion);
    for (const [place, judged] of found.classes.entries()) {
      near(judged.clustered!.auc, expected.aucs[place]!, 1e-12);
      near(judged.recall!.value, expected.recalls[place]!, 1e-12);
      near(judged.precision?.value ?? 0, expected.precisions[place]!, 1e-12);
    }
    assert.equal(found.areProbabilities, true);
  });
}

/** The same as classes: each label with a score of its own, which add up to 1. */
function asClasses(rows: readonly Prediction[]): ClassPrediction[] {
  return rows.map(({ label, score, ...row }) => ({
    ...row,
    label: label === 1 ? "yes" : "no",
    scores: { no: 1 - score, yes: score },
  }));
}

/** Whether the rows of the set that is judged are of both labels. */
function canBeJudged(rows: readonly { set: string; label: unknown }[]): boolean {
  const of = (set: string) => rows.filter((row) => row.set === set);
  const judged = of("test").length > 0 ? of("test") : of("validation");
  return new Set(judged.map(({ label }) => label)).size > 1;
}

Deno.test("evaluateClasses: two classes are two labels, and so are their intervals and tests", () => {
  fc.assert(fc.property(anyPredictions, (rows) => {
    // Whole halves, so that 1 - score is exact; calls are then at 0.5, ties going to the first class.
    const scored = rows.map((row) => ({ ...row, score: (row.score + 0.5) / 4 }));
    fc.pre(canBeJudged(scored));
    const binary = evaluate(scored), found = evaluateClasses(asClasses(scored));
    assert.deepEqual(found.classes[1]!.clustered, binary.clustered);
    near(found.macro.auc, binary.auc, 1e-12);
    assert.equal(found.macro.method, binary.clustered.method);
    sameBounds(found.macro.ci, binary.clustered.ci);
    const ties = scored.some(({ score }) => score === 0.5);
    if (ties) return;
    near(found.accuracy.value, binary.accuracy, 1e-12);
    near(found.balancedAccuracy.value, binary.balancedAccuracy, 1e-12);
    sameBounds(found.balancedAccuracy.ci, binary.intervals.balancedAccuracy.ci);
    sameBounds(found.accuracy.ci, binary.intervals.accuracy.ci);
  }));
});

Deno.test("compareClasses: two classes are two labels", () => {
  fc.assert(
    fc.property(anyPredictions, fc.array(fc.integer({ min: 0, max: 8 })), (rows, others) => {
      const first = rows.map((row) => ({ ...row, score: (row.score + 1) / 8 }));
      const second = first.map((row, i) => ({
        ...row,
        score: (others[i % others.length] ?? 0) / 8,
      }));
      const unique = new Set(
        first.map(({ subject, study, slice }) => `${subject} ${study} ${slice}`),
      );
      fc.pre(canBeJudged(first) && unique.size === first.length);
      const named = (table: Prediction[], file: string) => ({ table: tableOf(table), file });
      const binary = compare(named(first, "a"), named(second, "b")).clustered;
      const found = compareClasses(
        { table: classTableOf(asClasses(first)), file: "a" },
        { table: classTableOf(asClasses(second)), file: "b" },
      );
      near(found.macro.difference, binary.difference, 1e-12);
      assert.equal(found.macro.p === null, binary.p === null);
      if (binary.p !== null) near(found.macro.p, binary.p, 1e-9);
      sameBounds(found.macro.ci, binary.ci);
      assert.deepEqual(found.classes[1]!.difference, binary.difference);
    }),
    { numRuns: 60 },
  );
});

Deno.test("evaluateClasses: the view of a class is judged as two labels are", () => {
  fc.assert(fc.property(anyClassPredictions, (rows) => {
    fc.pre(canBeJudged(rows));
    const found = evaluateClasses(rows);
    for (const { name, clustered, delong, slices } of found.classes) {
      if (slices === 0) {
        assert.equal(clustered, null);
        continue;
      }
      const binary = evaluate(oneVersusRest(rows, name));
      assert.deepEqual([clustered, delong], [binary.clustered, binary.delong]);
    }
    const aucs = found.classes.flatMap(({ clustered }) => clustered?.auc ?? []);
    near(found.macro.auc, aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length, 1e-12);
    const [low, high] = found.macro.ci;
    assert.ok(0 <= low && low <= found.macro.auc && found.macro.auc <= high && high <= 1);
  }));
});

Deno.test("evaluateClasses: other names, and the order of rows, change nothing", () => {
  const renamed = { EDH: "z", SDH: "a", none: "m" } as Record<string, string>;
  fc.assert(fc.property(anyClassPredictions, (rows) => {
    fc.pre(canBeJudged(rows));
    const others = rows.map((row) => ({
      ...row,
      label: renamed[row.label]!,
      scores: Object.fromEntries(CLASSES.map((name) => [renamed[name]!, row.scores[name]!])),
    }));
    const found = evaluateClasses(rows), other = evaluateClasses(others);
    const numbersOf = ({ classes, ...all }: ClassMetrics) => ({
      ...all,
      mostFrequent: { ...all.mostFrequent, name: "" },
      // DeLong's variance sums over rows, and is the same but for rounding.
      classes: classes.map(({ name: _, delong: __, ...judged }) => judged),
    });
    assert.deepEqual(numbersOf(other), numbersOf(found));
    assert.deepEqual(other.classes.map(({ name }) => name), CLASSES.map((name) => renamed[name]));
    assert.deepEqual(numbersOf(evaluateClasses(rows.toReversed())), numbersOf(found));
  }));
});

Deno.test("evaluateClasses: the order of the columns changes the order of the classes alone", () => {
  const turned = CLASSES.toReversed();
  fc.assert(fc.property(anyClassPredictions, (rows) => {
    fc.pre(canBeJudged(rows));
    const others = rows.map((row) => ({
      ...row,
      scores: Object.fromEntries(turned.map((name) => [name, row.scores[name]!])),
    }));
    const found = evaluateClasses(rows), other = evaluateClasses(others);
    near(other.macro.auc, found.macro.auc, 1e-12);
    sameBounds(found.macro.ci, other.macro.ci);
    if (found.ties > 0) return;
    const mirrored = other.confusion.slices.map((row) => row.toReversed()).toReversed();
    assert.deepEqual(mirrored, found.confusion.slices);
  }));
});

/** Three subjects of each class, two slices each; scores by the number of the subject and the slice. */
function small(score: (subject: number, name: string, label: string) => number): ClassPrediction[] {
  return CLASSES.flatMap((label, kind) =>
    [0, 1, 2].flatMap((i) =>
      ["1", "2"].map((slice): ClassPrediction => ({
        subject: `S${3 * kind + i}`,
        study: "1",
        slice,
        set: "test",
        label,
        scores: Object.fromEntries(CLASSES.map((name) => [name, score(3 * kind + i, name, label)])),
      }))
    )
  );
}

Deno.test("macro AUC: perfect scores have the interval of so many subjects, errors a lower one", () => {
  const perfect = evaluateClasses(small((_, name, label) => name === label ? 1 : 0));
  assert.equal(perfect.macro.auc, 1);
  assert.deepEqual(perfect.balancedAccuracy.value, 1);
  // Each class is three subjects against six: so the mean of such areas.
  const [low] = clusteredAuc({
    scores: [1, 1, 1, 0, 0, 0, 0, 0, 0],
    labels: [1, 1, 1, 0, 0, 0, 0, 0, 0],
    subjects: [0, 1, 2, 3, 4, 5, 6, 7, 8],
  }).ci;
  near(perfect.macro.ci[0], low, 1e-9);
  const wrong = evaluateClasses(
    small((subject, name, label) =>
      subject === 0 ? Number(name === "SDH") : Number(name === label)
    ),
  );
  assert.ok(wrong.macro.auc < 1 && wrong.macro.ci[0] <= perfect.macro.ci[0]);
});

Deno.test("evaluateClasses: a class without slices is in no mean; one of a single subject has no interval", () => {
  const rows = small((subject, name, label) => Number(name === label) + (subject % 2) / 4);
  const without = evaluateClasses(rows.filter(({ label }) => label !== "EDH"));
  assert.deepEqual(
    [without.classes[0]!.clustered, without.classes[0]!.recall, without.classes[0]!.slices],
    [null, null, 0],
  );
  const [, second, third] = without.classes;
  near(without.macro.auc, (second!.clustered!.auc + third!.clustered!.auc) / 2, 1e-12);
  const single = evaluateClasses(
    rows.filter(({ label, subject }) => label !== "EDH" || subject === "S0"),
  );
  assert.deepEqual([single.macro.ci, single.macro.method], [[0, 1], "none"]);
  assert.match(single.macro.reason!, /fewer than two subjects/);
  assert.equal(single.balancedAccuracy.method, "none");
});

Deno.test("evaluateClasses: ties go to the first class and are counted; scores need be no probabilities", () => {
  const rows = small((_, name) => name === "none" ? -3 : 5);
  const { ties, confusion, areProbabilities, classes } = evaluateClasses(rows);
  assert.equal(ties, rows.length);
  assert.deepEqual(confusion.slices, [[6, 0, 0], [6, 0, 0], [6, 0, 0]]);
  assert.deepEqual(confusion.subjects, [[3, 0, 0], [3, 0, 0], [3, 0, 0]]);
  assert.equal(areProbabilities, false);
  assert.deepEqual(classes.map(({ constantScore }) => constantScore), [5, 5, -3]);
  assert.equal(classes[1]!.precision, null);
});

Deno.test("evaluateClasses and its kind refuse what they cannot judge, by name", () => {
  const rows = small((_, name, label) => Number(name === label));
  const first = rows[0]!;
  assert.throws(() => evaluateClasses([{ ...first, label: "EDHH" }]), {
    name: "PredictionsError",
    message:
      'row 1: expected a class with a score of its own (EDH, SDH, none) but found "EDHH"; did you mean EDH?',
  });
  assert.throws(
    () => evaluateClasses([first, { ...first, slice: "9", scores: { EDH: 1, no: 0 } }]),
    {
      message: "row 2: expected scores of the classes EDH, SDH, none but found EDH, no",
    },
  );
  assert.throws(() => evaluateClasses([{ ...first, scores: { EDH: 1 } }]), {
    message: "row 1: expected scores of two classes or more but found EDH",
  });
  assert.throws(() => evaluateClasses(rows.filter(({ label }) => label === "SDH")), {
    message:
      "Expected slices of two classes or more in the test set but found no slices of another " +
      "class than SDH",
  });
  assert.throws(() => evaluateClasses(rows.map((row) => ({ ...row, fold: row.subject }))), {
    message:
      /^Expected predictions of several classes in one split but found the folds S0, .*--class/,
  });
  assert.throws(
    () => evaluateClasses(rows.map((row) => ({ ...row, scores: { ...row.scores, SDH: NaN } }))),
    { message: /Expected finite scores but found NaN/ },
  );
  assert.throws(() => evaluate(rows as unknown as Prediction[]), {
    message:
      /^Expected predictions of two labels but found the classes EDH, SDH, none; evaluateClasses/,
  });
  assert.throws(() => oneVersusRest(classTableOf(rows), "SHD"), {
    message: 'Expected a class (EDH, SDH, none) but found "SHD"; did you mean SDH?',
  });
  const named = { table: classTableOf(rows), file: "a.csv" };
  const others = rows.map((row) => ({ ...row, scores: { EDH: 0, SDH: 0, none: 0, SAH: 1 } }));
  assert.throws(() => compareClasses(named, { table: classTableOf(others), file: "b.csv" }), {
    message: "b.csv: expected the classes EDH, SDH, none but found EDH, SDH, none, SAH",
  });
  const relabeled = rows.map((row, i) => i === 2 ? { ...row, label: "none" } : row);
  assert.throws(() => compareClasses(named, { table: classTableOf(relabeled), file: "b.csv" }), {
    message: /^b\.csv: expected the label EDH, which a\.csv .* has, but found none \(subject "S1"/,
  });
});
