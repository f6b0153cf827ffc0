import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import type { Audit } from "hemoleak/leakage/audit/audit_result.ts";
import type { ImageAudit } from "hemoleak/leakage/images/image_audit.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { parsePredictions } from "hemoleak/predictions/predictions_csv.ts";
import { Random } from "hemoleak/random.ts";
import { splitBySlice } from "hemoleak/split/by_slice.ts";
import { splitBySubject } from "hemoleak/split/by_subject.ts";
import { SET_NAMES, type SetName } from "hemoleak/split/split.ts";
import { near } from "../../evaluate/near.ts";
import { anyPredictions } from "../any_predictions.ts";

const FIXTURES = join(import.meta.dirname!, "..", "..", "fixtures", "leakage", "scikit_learn");

function row(
  set: SetName,
  subject: string,
  slice: string,
  label: 0 | 1,
  score = 0,
): Prediction {
  return { subject, study: `${subject}1`, slice, set, label, score };
}

const TRAIN = [
  row("train", "A", "0", 1),
  row("train", "A", "1", 1),
  row("train", "B", "0", 0),
  row("train", "B", "1", 0),
  row("train", "E", "0", 0),
  row("train", "E", "1", 1),
];

/** A and B are trained on, C validates, D is nowhere else. */
const MIXED = [
  ...TRAIN,
  row("validation", "C", "0", 1),
  row("test", "A", "2", 1, 0.9),
  row("test", "A", "3", 1, 0.4),
  row("test", "B", "2", 0, 0.2),
  row("test", "B", "3", 0, 0.5),
  row("test", "C", "1", 1, 0.8),
  row("test", "D", "0", 0, 0.3),
];

Deno.test("a small table, every number by hand", () => {
  const audited = audit(MIXED);
  assert.equal(audited.verdict, "leaks");
  assert.deepEqual(audited.leaks, [
    { by: "subject", from: "train", slices: 4, share: 4 / 6 },
    { by: "subject", from: "validation", slices: 1, share: 1 / 6 },
  ]);
  assert.deepEqual(audited.sets, {
    train: counts(3, 1, 6, 3),
    validation: counts(1, 0, 1, 1),
    test: counts(4, 0, 6, 3),
  });
  const nothing = { slices: 0, share: 0 };
  const four = { slices: 4, share: 4 / 6 }, one = { slices: 1, share: 1 / 6 };
  assert.deepEqual(audited.overlaps, {
    trainTest: {
      subjects: 2,
      studies: 2,
      bySubject: four,
      byStudy: four,
      repeated: nothing,
      contradictory: 0,
    },
    validationTest: {
      subjects: 1,
      studies: 1,
      bySubject: one,
      byStudy: one,
      repeated: nothing,
      contradictory: 0,
    },
    trainValidation: {
      subjects: 0,
      studies: 0,
      bySubject: nothing,
      byStudy: nothing,
      repeated: nothing,
      contradictory: 0,
    },
  });
  // 0.9 and 0.8 beat all three negatives, 0.4 two of them.
  near(audited.test.auc!.clustered.auc, 8 / 9, 1e-15);
  // Seen: 0.9 beats both, 0.4 one. Unseen: one pair, in order. Of one subject a label nothing is known.
  const { seen, unseen, seenLessUnseen, oracle } = audited;
  assert.deepEqual([seen.subjects, seen.slices, seen.positives, seen.auc!.clustered.auc], [
    2,
    4,
    2,
    0.75,
  ]);
  assert.deepEqual([unseen.subjects, unseen.slices, unseen.positives, unseen.auc!.clustered.auc], [
    2,
    2,
    1,
    1,
  ]);
  assert.deepEqual([seen.auc!.clustered.ci, unseen.auc!.clustered.ci], [[0, 1], [0, 1]]);
  assert.equal(seen.auc!.designEffect, null);
  assert.deepEqual([seenLessUnseen!.difference, seenLessUnseen!.ci], [
    -0.25,
    [-1, -0.25 + Math.hypot(0.25, 1)],
  ]);
  // A scores 1, B 0, and C and D the training prevalence of 3 / 6: one tie in nine pairs.
  near(oracle!.clustered.auc, 8.5 / 9, 1e-15);
  near(oracle!.network!.difference, -0.5 / 9, 1e-15);
  assert.deepEqual(audited.irregular, {
    unnamedSlices: 0,
    ambiguousStudies: { count: 0, testSlices: 0, examples: [] },
    outsideUnit: 0,
    constantScore: null,
  });
  assert.match(
    audited.sentences[0]!,
    /^The split leaks: 4 of 6 test slices \(66\.7 %\) .* training set holds \(2 of 4 subjects\)\.$/,
  );
});

function counts(subjects: number, subjectsOfBothLabels: number, slices: number, positives: number) {
  const prevalence = positives / slices;
  return { subjects, subjectsOfBothLabels, studies: subjects, slices, positives, prevalence };
}

Deno.test("against scikit-learn and pandas", () => {
  const text = Deno.readTextFileSync(join(FIXTURES, "mixed.csv"));
  const expected = JSON.parse(Deno.readTextFileSync(join(FIXTURES, "audit.json")));
  const audited = audit(parsePredictions(text, "mixed.csv", { acrossSets: true }));
  assert.deepEqual(audited.sets, expected.sets);
  assert.deepEqual(audited.overlaps, expected.overlaps);
  assert.equal(audited.irregular.outsideUnit, expected.outsideUnit);
  for (const part of ["test", "seen", "unseen"] as const) {
    near(audited[part].auc!.clustered.auc, expected.auc[part], 1e-12);
    near(audited[part].auc!.delong.auc, expected.auc[part], 1e-12);
  }
  const { bySubject, byPlace, clustered } = audited.oracle!;
  near(bySubject, expected.auc.bySubject, 1e-12);
  near(byPlace!, expected.auc.byPlace, 1e-12);
  near(clustered.auc, Math.max(bySubject, byPlace!), 1e-12);
  near(audited.oracle!.network!.aucs[0], expected.auc.test, 1e-12);
  assert.equal(audited.verdict, "leaks");
  assert.ok(audited.leaks.some(({ by, slices }) => by === "slice" && slices === 3));
});

Deno.test("both intervals of the test set, and how they compare", () => {
  const { test } = audit(
    parsePredictions(Deno.readTextFileSync(join(FIXTURES, "by_subject.csv")), "by_subject.csv"),
  );
  const { clustered, delong, widthRatio, designEffect } = test.auc!;
  const width = ([low, high]: [number, number]) => high - low;
  near(widthRatio, width(clustered.ci) / width(delong.ci), 1e-12);
  near(designEffect, clustered.variance! / delong.variance!, 1e-12);
  assert.deepEqual([clustered.unit, delong.unit], ["subject", "slice"]);
  assert.ok(widthRatio! > 2, "the slices of a subject are alike");
});

Deno.test("nothing to compare with: the verdict is unknown, and what to add is said", () => {
  const noTraining = audit(MIXED.filter(({ set }) => set === "test"));
  assert.equal(noTraining.verdict, "unknown");
  assert.match(noTraining.sentences.join(" "), /no training rows.* with set = train/);
  assert.equal(noTraining.oracle, null);
  assert.equal(noTraining.unseen.slices, 6);
  const noTest = audit(TRAIN);
  assert.equal(noTest.verdict, "unknown");
  assert.match(noTest.sentences.join(" "), /no test rows.* with set = test/);
  assert.deepEqual([noTest.test.missing, noTest.test.prevalence], ["no slices", null]);
  assert.throws(() => audit([]), { name: "PredictionsError" });
  assert.throws(() => audit(MIXED, { level: 1 }), { name: "PredictionsError" });
});

Deno.test("subjects shared with the validation set alone are the lesser leak, and a leak", () => {
  const rows = MIXED.filter(({ set, subject }) => set !== "test" || "CD".includes(subject));
  const { verdict, leaks, sentences, seenLessUnseen } = audit(rows);
  assert.deepEqual([verdict, leaks], [
    "leaks",
    [{ by: "subject", from: "validation", slices: 1, share: 0.5 }],
  ]);
  assert.match(sentences[0]!, /validation set holds \(1 of 2 subjects\)\. It is the lesser leak/);
  assert.equal(seenLessUnseen, null);
  // It is one without training rows as well.
  assert.equal(audit(rows.filter(({ set }) => set !== "train")).verdict, "leaks");
});

/** What images tell where one test slice has the pixels of a slice of another set, by another name. */
function imagesWithDuplicate(set: "train" | "validation"): ImageAudit {
  return {
    matched: { train: 6, validation: 1, test: 2 },
    withoutImage: 3,
    withoutRow: 0,
    blank: 0,
    exact: [
      {
        sets: [set, "test"],
        pairs: 2,
        sameSubjectPairs: 0,
        slices: 1,
        otherSubjectSlices: 1,
        examples: [],
      },
      {
        sets: ["train", "validation"],
        pairs: 4,
        sameSubjectPairs: 0,
        slices: 1,
        otherSubjectSlices: 1,
        examples: [],
      },
    ],
    near: null,
    altered: null,
    nearest: null,
    byDistance: null,
  };
}

Deno.test("an image of the test set in another set is a leak, whatever its name", () => {
  const rows = [...TRAIN, row("test", "C", "1", 1, 0.8), row("test", "D", "0", 0, 0.3)];
  assert.equal(audit(rows).verdict, "separate");
  for (const set of ["train", "validation"] as const) {
    const { verdict, leaks, sentences, notes } = audit(rows, { images: imagesWithDuplicate(set) });
    assert.deepEqual([verdict, leaks], [
      "leaks",
      [{ by: "image", from: set, slices: 1, share: 0.5 }],
    ]);
    assert.match(
      sentences[0]!,
      /^The split leaks: 1 of 2 test slices \(50\.0 %\) have the very pixels of a \w+ slice, 1 of them of another/,
    );
    assert.match(notes.join(" "), /3 rows without an image/);
  }
});

Deno.test("the phantom's predictions are called synthetic, others are not", () => {
  const renamed = MIXED.map((row) => ({
    ...row,
    subject: `PHANTOM-CT-${row.subject.charCodeAt(0)}`,
  }));
  const { synthetic, sentences } = audit(renamed);
  assert.equal(synthetic, true);
  assert.match(sentences.at(-1)!, /SYNTHETIC/);
  const real = audit([...renamed, ...MIXED]);
  assert.equal(real.synthetic, false);
  assert.doesNotMatch(real.sentences.join(" "), /SYNTHETIC/);
});

Deno.test("training and validation sets that share subjects do not spoil the test set: a note", () => {
  const { verdict, notes } = audit([
    ...TRAIN,
    row("validation", "A", "5", 1),
    row("test", "C", "1", 1, 0.8),
    row("test", "D", "0", 0, 0.3),
  ]);
  assert.equal(verdict, "separate");
  assert.match(notes[0]!, /^1 of 1 validation slice \(100\.0 %\) are of training subjects/);
});

Deno.test("a group or a test set of one label has no AUC, with the reason", () => {
  const seenOnly = audit(MIXED.filter(({ set, subject }) => set !== "test" || subject !== "C"));
  assert.deepEqual([seenOnly.unseen.auc, seenOnly.unseen.missing], [null, "no positive slices"]);
  assert.equal(seenOnly.seenLessUnseen, null);
  assert.match(seenOnly.sentences.join(" "), /on new ones not defined \(1 slice .* no positive/);
  const positives = audit(MIXED.filter(({ set, label }) => set !== "test" || label === 1));
  assert.deepEqual([positives.test.auc, positives.test.missing, positives.oracle], [
    null,
    "no negative slices",
    null,
  ]);
  assert.equal(positives.verdict, "leaks");
  assert.match(positives.sentences.join(" "), /The test set has no negative slices/);
});

Deno.test("slices in two sets, other labels there, no names, studies of several subjects", () => {
  const { leaks, overlaps, irregular, notes } = audit([
    ...MIXED,
    row("test", "A", "0", 1, 0.7),
    row("test", "E", "0", 1, 3),
    row("test", "D", "", 0, -1),
    { ...row("test", "D", "9", 0, 0), study: "A1" },
  ]);
  assert.deepEqual(overlaps.trainTest.repeated, { slices: 2, share: 0.2 });
  assert.equal(overlaps.trainTest.contradictory, 1);
  assert.deepEqual(leaks.map(({ by, from, slices }) => [by, from, slices]), [
    ["subject", "train", 6],
    ["slice", "train", 2],
    ["subject", "validation", 1],
  ]);
  assert.deepEqual(irregular, {
    unnamedSlices: 1,
    // A1 is D's as well: D's slice may be A's, who is trained on; A's own is not suspect of being D's.
    ambiguousStudies: { count: 1, testSlices: 1, examples: ["A1"] },
    outsideUnit: 2,
    constantScore: null,
  });
  const text = notes.join(" ");
  for (const said of [/with one label in/, /without a slice's name/, /"A1"/, /outside \[0, 1\]/]) {
    assert.match(text, said);
  }
});

Deno.test("scores of training and validation rows matter to nothing but what is said of themselves", () => {
  const other = MIXED.map((row) => row.set === "test" ? row : { ...row, score: -1e300 });
  const split = ({ trainingScores: _, ...rest }: Audit) => rest;
  assert.deepEqual(split(audit(other)), split(audit(MIXED)));
});

Deno.test("a split by subject is separate, one by slice leaks, whatever the cohort", () => {
  const anyCohort = fc.record({
    subjects: fc.integer({ min: 12, max: 40 }),
    slices: fc.integer({ min: 4, max: 12 }),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(anyCohort, ({ subjects, slices, seed }) => {
      const random = new Random(seed);
      const cohort = Array.from({ length: subjects * slices }, (_, i) => ({
        subject: `S${Math.floor(i / slices)}`,
        study: "",
        slice: String(i % slices),
        label: (Math.floor(i / slices) % 2) as 0 | 1,
        score: random.float(),
      }));
      const verdict = (sets: SetName[]) =>
        audit(cohort.map((slice, i) => ({ ...slice, set: sets[i]! }))).verdict;
      assert.equal(verdict(splitBySubject(cohort, { random })), "separate");
      assert.equal(verdict(splitBySlice(cohort, { random })), "leaks");
    }),
    { numRuns: 30 },
  );
});

/** What counting tells, and to twelve digits the areas: sums are rounded in the order of the rows. */
function orderless({ test, seen, unseen, oracle, ...audited }: Audit) {
  const { verdict, leaks, notes, sets, overlaps, irregular } = audited;
  const areas = [test.auc, seen.auc, unseen.auc, oracle]
    .map((area) => area && area.clustered.auc.toFixed(12));
  return { verdict, leaks, notes, sets, overlaps, irregular, areas };
}

Deno.test("any table: the verdict by plain sets, shares in [0, 1], the order of rows does not matter", () => {
  fc.assert(fc.property(anyPredictions, fc.nat(), (rows, seed) => {
    const audited = audit(rows);
    const in_ = (set: SetName) =>
      new Set(rows.filter((row) => row.set === set).map(({ subject }) => subject));
    const [train, validation, test] = SET_NAMES.map(in_) as [Set<string>, Set<string>, Set<string>];
    // Without a test set the validation set is audited.
    const judged = test.size > 0 ? test : validation;
    const leaks = !judged.isDisjointFrom(train) || !test.isDisjointFrom(validation);
    const known = train.size > 0 && judged.size > 0;
    assert.equal(audited.verdict, leaks ? "leaks" : known ? "separate" : "unknown");
    assert.equal(audited.seen.slices + audited.unseen.slices, audited.test.slices);
    for (const { share } of audited.leaks) assert.ok(share > 0 && share <= 1);
    assert.deepEqual(orderless(audit(new Random(seed).shuffled(rows))), orderless(audited));
    // JSON keeps all of it: no NaN, no Infinity, nothing undefined.
    assert.deepEqual(JSON.parse(JSON.stringify(audited)), audited);
  }));
});

Deno.test("the oracle is perfect where labels are of subjects and all are known; else at chance", () => {
  const anyLabels = fc.array(fc.constantFrom<0 | 1>(0, 1), { minLength: 2, maxLength: 20 })
    .filter((labels) => new Set(labels).size === 2);
  fc.assert(fc.property(anyLabels, fc.boolean(), (labels, known) => {
    const rows = labels.flatMap((label, i) => [
      row("train", known ? `S${i}` : `T${i}`, "0", label),
      row("test", `S${i}`, "1", label, i % 3),
    ]);
    assert.equal(audit(rows).oracle!.clustered.auc, known ? 1 : 0.5);
  }));
});

Deno.test("where labels are of slices, the oracle knows what a copier of the neighbor's label would", () => {
  const random = new Random(5, "blood");
  const slices = Array.from({ length: 30 }, (_, subject) => {
    const from = 5 + random.integer(10), to = from + 8;
    return Array.from(
      { length: 40 },
      (_, slice) =>
        row("train", `S${subject}`, `IM-${slice}.dcm`, slice >= from && slice < to ? 1 : 0),
    );
  }).flat();
  const rows = slices.map((slice, i) => i % 7 === 3 ? { ...slice, set: "test" as const } : slice);
  // The copier: the label of the slice before.
  const copied = rows.map((slice, i) => ({ ...slice, score: rows[Math.max(0, i - 1)]!.label }));
  const { oracle, test } = audit(copied);
  assert.equal(oracle!.knows, "place");
  assert.ok(oracle!.byPlace! >= test.auc!.clustered.auc && test.auc!.clustered.auc > 0.9);
  assert.ok(oracle!.bySubject < 0.7);
  // Without places there is nobody to ask but the one who knows the subject.
  const nameless = audit(copied.map((slice) => ({ ...slice, slice: "" })));
  assert.deepEqual([nameless.oracle!.knows, nameless.oracle!.byPlace], ["subject", null]);
});

Deno.test("where all subjects have as many positives, whose a slice is tells nothing: 0.5, not less", () => {
  const random = new Random(6, "even");
  const rows = Array.from({ length: 40 }, (_, subject) => {
    const labels = random.shuffled([0, 0, 0, 0, 0, 1, 1, 1, 1, 1] as const);
    return labels.map((label) => ({
      ...row(random.bool(0.4) ? "test" : "train", `S${subject}`, "", label),
    }));
  }).flat();
  near(audit(rows).oracle!.bySubject, 0.5, 1e-12);
});

Deno.test("without test rows the validation rows are audited in their place, as they are judged", () => {
  const asValidation = (rows: readonly Prediction[]) =>
    rows.map((row) => row.set === "test" ? { ...row, set: "validation" as const } : row);
  const tested = MIXED.filter(({ set }) => set !== "validation");
  const expected = audit(tested);
  const found = audit(asValidation(tested));
  assert.equal(found.judged, "validation");
  assert.equal(expected.judged, undefined);
  assert.match(found.sentences[1]!, /^There are no test rows: the validation rows are audited/);
  assert.match(
    found.notes.join(" "),
    /If the epoch or the threshold was chosen on the validation rows/,
  );
  const { sentences: _, judged: __, notes: ___, ...rest } = found;
  const { sentences: ____, notes: _____, ...same } = expected;
  assert.deepEqual(rest, same);
  assert.equal(found.verdict, "leaks");
  // Where only some have a score, none is ranked, and what names say is said all the same.
  const some = asValidation(tested).map((row, i) =>
    row.set === "validation" && i % 2 === 0 ? { ...row, score: NaN } : row
  );
  const { verdict, leaks, test } = audit(some);
  assert.deepEqual([verdict, leaks, test.auc, test.missing], [
    "leaks",
    expected.leaks,
    null,
    "no scores",
  ]);
});

Deno.test("scores of the other label are asked about, those at chance are not", () => {
  const scored = (score: (label: 0 | 1, i: number) => number) =>
    Array.from({ length: 80 }, (_, i) => {
      const label = i % 2 as 0 | 1;
      return row(i < 40 ? "train" : "test", `S${i}`, "0", label, score(label, i));
    });
  const asked = /are these the scores of the other label\?/;
  assert.match(audit(scored((label, i) => 1 - label + i / 1000)).notes.join(" "), asked);
  for (const fair of [(label: 0 | 1) => label, (_: 0 | 1, i: number) => i * 37 % 11]) {
    assert.doesNotMatch(audit(scored(fair)).notes.join(" "), asked);
  }
});
