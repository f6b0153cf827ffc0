import assert from "node:assert/strict";
import fc from "fast-check";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import { auditClasses } from "hemoleak/leakage/classes/audit_classes.ts";
import type { ClassPrediction } from "hemoleak/predictions/classes/class_prediction.ts";
import { classTableOf, oneVersusRest } from "hemoleak/predictions/classes/class_table.ts";
import { ladder, type LadderTrial } from "hemoleak/leakage/trials/ladder.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { predictionAt } from "hemoleak/predictions/prediction_table.ts";
import { Random } from "hemoleak/random.ts";
import { anyClassPredictions, CLASSES } from "../../evaluate/classes/any_classes.ts";
import { near, sameBounds } from "../../evaluate/near.ts";
import { anyPredictions } from "../any_predictions.ts";

Deno.test("auditClasses: what names say is said as of two labels", () => {
  fc.assert(fc.property(anyClassPredictions, (rows) => {
    const found = auditClasses(rows), binary = audit(oneVersusRest(rows, "SDH"));
    assert.deepEqual(
      [found.verdict, found.leaks, found.respelled, found.doubts, found.synthetic],
      [binary.verdict, binary.leaks, binary.respelled, binary.doubts, binary.synthetic],
    );
    assert.equal(found.sentences[0], binary.sentences[0]);
    for (const set of ["train", "validation", "test"] as const) {
      const { subjects, studies, slices, ofClass } = found.sets[set];
      assert.deepEqual(
        [subjects, studies, slices, ofClass[1]],
        [
          binary.sets[set].subjects,
          binary.sets[set].studies,
          binary.sets[set].slices,
          binary.sets[set].positives,
        ],
      );
      assert.equal(ofClass.reduce((sum, count) => sum + count), slices);
    }
    for (const [name, { contradictory: _, ...overlap }] of Object.entries(found.overlaps)) {
      const { contradictory: __, ...other } = binary.overlaps[name as keyof typeof binary.overlaps];
      assert.deepEqual(overlap, other);
    }
  }));
});

Deno.test("auditClasses: each class against the rest is judged as two labels are, the oracle too", () => {
  fc.assert(fc.property(anyClassPredictions, (rows) => {
    const found = auditClasses(rows);
    for (const [place, name] of CLASSES.entries()) {
      const binary = audit(oneVersusRest(rows, name));
      for (const part of ["test", "seen", "unseen"] as const) {
        const { name: _, ...judged } = found[part].classes[place]!;
        assert.deepEqual(judged, binary[part]);
      }
      const oracle = found.oracle?.classes.find((each) => each.name === name);
      if (oracle === undefined) continue;
      const bound = found.oracle!.knows === "place"
        ? binary.oracle!.byPlace
        : binary.oracle!.bySubject;
      near(oracle.auc, bound!, 1e-12);
    }
    const oracle = found.oracle;
    if (oracle === null) return;
    near(
      oracle.macro.auc,
      oracle.classes.reduce((sum, { auc }) => sum + auc, 0) / oracle.classes.length,
      1e-12,
    );
    near(Math.max(oracle.bySubject, oracle.byPlace ?? 0), oracle.macro.auc, 1e-12);
    near(oracle.network!.difference, found.test.macro!.auc - oracle.macro.auc, 1e-12);
  }));
});

/** The same as classes: each label with a score of its own, which add up to 1. */
function asClasses(rows: readonly Prediction[]): ClassPrediction[] {
  return rows.map(({ label, score, ...row }) => ({
    ...row,
    label: label === 1 ? "yes" : "no",
    scores: { no: 1 - score, yes: score },
  }));
}

Deno.test("auditClasses: two classes are two labels", () => {
  fc.assert(fc.property(anyPredictions, (rows) => {
    const binary = audit(rows), found = auditClasses(asClasses(rows));
    assert.deepEqual(found.overlaps, binary.overlaps);
    assert.deepEqual(found.irregular.ambiguousStudies, binary.irregular.ambiguousStudies);
    for (const part of ["test", "seen", "unseen"] as const) {
      const area = binary[part].auc?.clustered;
      assert.equal(found[part].macro === null, area === undefined);
      if (area === undefined) continue;
      near(found[part].macro!.auc, area.auc, 1e-12);
      sameBounds(found[part].macro!.ci, area.ci);
    }
    assert.equal(found.oracle === null, binary.oracle === null);
    if (binary.oracle !== null) {
      assert.equal(found.oracle!.knows, binary.oracle.knows);
      near(found.oracle!.macro.auc, binary.oracle.clustered.auc, 1e-12);
      sameBounds(found.oracle!.macro.ci, binary.oracle.clustered.ci);
    }
    assert.equal(found.seenLessUnseen === null, binary.seenLessUnseen === null);
  }));
});

Deno.test("auditClasses: other names of classes change nothing but the names", () => {
  const renamed: Record<string, string> = { EDH: "z", SDH: "a", none: "m" };
  fc.assert(fc.property(anyClassPredictions, (rows) => {
    const others = rows.map((row) => ({
      ...row,
      label: renamed[row.label]!,
      scores: Object.fromEntries(CLASSES.map((name) => [renamed[name]!, row.scores[name]!])),
    }));
    const numbersOf = (value: unknown) =>
      JSON.stringify(value).match(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g);
    const { sentences: _, notes: __, ...found } = auditClasses(rows);
    const { sentences: ___, notes: ____, ...other } = auditClasses(others);
    assert.deepEqual(numbersOf(other), numbersOf(found));
  }));
});

/** Two subjects of each class with three slices each, all in both sets; scores that say nothing. */
function leaking(): ClassPrediction[] {
  return ["EDH", "EDH", "SDH", "SDH", "none", "none"].flatMap((label, subject) =>
    ["train", "train", "test"].map((set, slice): ClassPrediction => ({
      subject: `P${subject}`,
      study: `E${subject}`,
      slice: String(slice),
      set: set as "train" | "test",
      label,
      scores: { EDH: subject % 2, SDH: 0.25, none: 0.75 - subject % 2 },
    }))
  );
}

Deno.test("auditClasses: copying the labels of the same subjects is told, class by class and by the mean", () => {
  const { verdict, oracle, seen, unseen, sentences, constantScores } = auditClasses(leaking());
  assert.equal(verdict, "leaks");
  // Each subject has one class: knowing whose a slice is gives it away.
  assert.deepEqual([oracle!.knows, oracle!.macro.auc, oracle!.bySubject, oracle!.byPlace], [
    "subject",
    1,
    1,
    1,
  ]);
  assert.deepEqual(oracle!.classes.map(({ name, auc }) => [name, auc]), [
    ["EDH", 1],
    ["SDH", 1],
    ["none", 1],
  ]);
  // Without the constant column of SDH the scores say who is even: half of each class.
  assert.equal(seen.macro!.auc, 0.5);
  assert.deepEqual([unseen.macro, unseen.missing], [null, "no slices"]);
  assert.deepEqual(constantScores, ["SDH"]);
  const text = sentences.join("\n");
  assert.match(text, /^The split leaks: 6 of 6 test slices/);
  assert.match(
    text,
    /An oracle .* of which classes .* macro AUC of 1\.000 \[.*; the network reaches 0\.500\./,
  );
  assert.match(
    text,
    /the mean over 3 classes each against the rest, is 0\.500 .*: EDH 0\.500 .*, SDH 0\.500/,
  );
  assert.match(text, /All test slices have one score for SDH: by it nothing is ranked/);
});

Deno.test("auditClasses: the oracle of the place copies the neighbors' classes, worked by hand", () => {
  // A stack of nine slices, EDH below, SDH in the middle, none above; every second one is tested.
  const rows = ["a", "b"].flatMap((subject) =>
    Array.from({ length: 9 }, (_, slice): ClassPrediction => ({
      subject,
      study: "1",
      slice: String(slice),
      set: slice % 2 === 0 ? "train" : "test",
      label: slice < 3 ? "EDH" : slice < 6 ? "SDH" : "none",
      scores: { EDH: 0.5, SDH: 0.5, none: 0.5 },
    }))
  );
  const { oracle } = auditClasses(rows);
  // Tested are 1 (EDH), 3 (SDH), 5 (SDH), 7 (none); trained on 0, 2 (EDH), 4 (SDH), 6, 8 (none). The shares
  // beside them are for EDH 1, 1/2, 0, 0, for SDH 0, 1/2, 1/2, 0 and for none 0, 0, 1/2, 1.
  assert.deepEqual([oracle!.knows, oracle!.byPlace], ["place", 1]);
  // By the subject alone all slices are alike.
  assert.equal(oracle!.bySubject, 0.5);
});

Deno.test("auditClasses: slices of one name and two classes are counted", () => {
  const rows = leaking().filter(({ slice }) => slice !== "1");
  const twice = rows.filter(({ set }) => set === "test").map((row) => ({
    ...row,
    slice: "0",
    label: row.label === "EDH" ? "SDH" : row.label,
  }));
  const { overlaps, notes } = auditClasses([...rows, ...twice]);
  assert.deepEqual([overlaps.trainTest.repeated.slices, overlaps.trainTest.contradictory], [6, 2]);
  assert.ok(notes.some((note) => note.startsWith("2 slices with one label in one set")));
});

Deno.test("auditClasses: means over other classes are not compared, and a class without slices is named", () => {
  const rows = leaking().map((row) =>
    row.subject === "P0" || row.subject === "P2" || row.label === "none" ? row : {
      ...row,
      set: "test" as const,
    }
  );
  const { seen, unseen, seenLessUnseen, sentences } = auditClasses(rows);
  assert.ok(seen.macro !== null && unseen.macro !== null);
  assert.equal(seenLessUnseen, null);
  assert.ok(
    sentences.includes("These are of other classes, so that their means cannot be compared."),
  );
  const without = auditClasses(
    leaking().map((row) => row.label === "EDH" ? { ...row, set: "train" as const } : row),
  );
  assert.ok(
    without.sentences.includes("No test slice is of EDH: it has no AUC and is not in the mean."),
  );
  const one = auditClasses(
    leaking().filter(({ label, set }) => label === "EDH" || set === "train"),
  );
  assert.equal(one.test.missing, "no slices of another class than EDH");
  assert.ok(
    one.sentences.some((text) => text.includes("no slices of another class than EDH: there is no")),
  );
});

Deno.test("auditClasses: before training, against another claim, with what sets share of a column", () => {
  const planned = leaking().map((row) => ({
    ...row,
    scores: { EDH: NaN, SDH: NaN, none: NaN },
    attributes: { site: Number(row.subject.slice(1)) < 3 ? "North" : "South" },
  }));
  const { oracle, test, sentences } = auditClasses(planned);
  assert.deepEqual([oracle!.macro.auc, oracle!.network, test.macro, test.missing], [
    1,
    null,
    null,
    "no scores",
  ]);
  assert.ok(sentences.some((text) => text.startsWith("No test slice has a score")));
  const sites = auditClasses(planned, { target: "new-sites=site" });
  assert.match(sites.sentences[0]!, /Against the claim on new sites the split leaks/);
  assert.deepEqual(sites.attributes!.map(({ name, values }) => [name, values]), [["site", 2]]);
  const known = auditClasses(planned, { target: "known-patients" });
  assert.deepEqual([known.verdict, known.leaks[0]?.by], ["leaks", "study"]);
});

Deno.test("auditClasses refuses options that it does not have, and folds", () => {
  const rows = leaking();
  assert.throws(() => auditClasses(rows, { treshold: 0.5 } as never), { name: "OptionsError" });
  assert.throws(() => auditClasses(rows, { attributes: ["site"] }), {
    message: /an attribute of the/,
  });
  assert.throws(() => auditClasses(rows.map((row) => ({ ...row, fold: row.slice }))), {
    message: /^Expected predictions of several classes in one split but found the folds 0, 1, 2/,
  });
  assert.throws(() => auditClasses([]), { message: "Expected predictions but found none" });
  assert.throws(() => audit(rows as never), { message: /^Expected predictions of two labels/ });
});

Deno.test("oneVersusRest: rows and tables are the same, and trials of it climb the ladder", () => {
  fc.assert(fc.property(anyClassPredictions, (rows) => {
    for (const name of CLASSES) {
      const ofTable = oneVersusRest(classTableOf(rows), name);
      const places = Array.from({ length: rows.length }, (_, row) => predictionAt(ofTable, row));
      assert.deepEqual(oneVersusRest(rows, name), places);
    }
  }));
  // By slice the scores name the labels that were given, by subject nothing.
  const trial = (
    split: "slice" | "subject",
    labels: "true" | "permuted",
    seed: number,
  ): LadderTrial => {
    const random = new Random(seed, split, labels);
    const rows = Array.from({ length: 12 }, (_, subject) => subject).flatMap((subject) =>
      [0, 1, 2, 3].map((slice): ClassPrediction => {
        const given = labels === "true" ? subject % 3 : (subject * 5 + seed) % 3;
        const isKnown = split === "slice" || labels === "true" && random.bool(0.5);
        return {
          subject: `S${subject}`,
          study: "1",
          slice: String(slice),
          set: (split === "slice" ? slice < 2 : subject < 6) ? "train" : "test",
          label: CLASSES[given]!,
          scores: Object.fromEntries(CLASSES.map((name, place) => [
            name,
            Number(isKnown && place === given) + random.uniform(0, 0.5),
          ])),
        };
      })
    );
    return { cell: { split, labels, seed }, predictions: oneVersusRest(rows, "SDH") };
  };
  const trials = (["slice", "subject"] as const).flatMap((split) =>
    (["true", "permuted"] as const).flatMap((labels) =>
      [0, 1].map((seed) => trial(split, labels, seed))
    )
  );
  const { auc } = ladder(trials);
  assert.equal(auc.slice.permuted.mean, 1);
  assert.ok(auc.subject.permuted.mean < 0.9);
});
