import assert from "node:assert/strict";
import fc from "fast-check";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import { claimOf } from "hemoleak/leakage/audit/claim.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import type { SetName } from "hemoleak/split/split.ts";
import { anyPredictions } from "../any_predictions.ts";

function row(
  set: SetName,
  subject: string,
  study: string,
  label: 0 | 1,
  site = "x",
  score = label + 0,
): Prediction {
  return { subject, study, slice: `${set}${score}`, set, label, score, attributes: { site } };
}

/** A and B have a first study that was trained on, and a second that is tested. */
const FOLLOWED = [
  row("train", "A", "A1", 1),
  row("train", "B", "B1", 0),
  row("test", "A", "A2", 1),
  row("test", "B", "B2", 0),
];

Deno.test("claimOf: targets, and what names the site", () => {
  assert.deepEqual(claimOf("new-patients", ["a"]), { target: "new-patients", site: null });
  assert.deepEqual(claimOf("new-sites=clinic"), { target: "new-sites", site: "clinic" });
  assert.deepEqual(claimOf("new-sites", ["age", "Site"]), { target: "new-sites", site: "Site" });
  assert.deepEqual(claimOf("new-sites", ["hospital"]), { target: "new-sites", site: "hospital" });
  assert.throws(
    () => claimOf("new-sites", ["a", "b"]),
    /found the attributes a, b; say new-sites=COLUMN/,
  );
  assert.throws(() => claimOf("new-sites"), /found no attribute/);
  assert.throws(() => claimOf("known-patient"), /did you mean known-patients\?/);
  assert.throws(() => claimOf("known-patients=a"), /found known-patients=a$/);
});

Deno.test("known patients: other studies of them are what is claimed", () => {
  const { verdict, leaks, sentences, claim, known } = audit(FOLLOWED, { target: "known-patients" });
  assert.deepEqual([verdict, leaks, claim], [
    "separate",
    [],
    { target: "known-patients", site: null },
  ]);
  assert.equal(known!.strangers.subjects, 0);
  assert.match(
    sentences[0]!,
    /each of the 2 test slices, of 2 subjects, is of a subject that the training/,
  );
  // The oracle is what such a network has to beat.
  assert.match(sentences.join("\n"), /An oracle that looks at no image/);
  assert.equal(audit(FOLLOWED).verdict, "leaks");
});

Deno.test("known patients: a study in both sets leaks, a stranger is none whom it is claimed of", () => {
  const shared = audit([...FOLLOWED, row("test", "A", "A1", 1, "x", 3)], {
    target: "known-patients",
  });
  assert.deepEqual(shared.leaks, [{ by: "study", from: "train", slices: 1, share: 1 / 3 }]);
  assert.match(
    shared.sentences[0]!,
    /^Against the claim on known patients the split leaks: 1 of 3 test/,
  );
  const { verdict, sentences } = audit([...FOLLOWED, row("test", "C", "C1", 1)], {
    target: "known-patients",
  });
  assert.equal(verdict, "mismatched");
  assert.match(
    sentences[0]!,
    /1 of 3 test slices \(33\.3 %\) are of subjects that the training set does not/,
  );
});

Deno.test("known patients: without names of studies it cannot be told", () => {
  const { verdict, doubts } = audit(FOLLOWED.map((each) => ({ ...each, study: "" })), {
    target: "known-patients",
  });
  assert.deepEqual([verdict, doubts.map(({ about, slices }) => [about, slices])], [
    "unknown",
    [["unnamed", 2]],
  ]);
});

/** Two hospitals that were trained on, one that is tested. */
const SITES = [
  row("train", "A", "1", 1, "North"),
  row("train", "B", "2", 0, "South"),
  row("validation", "E", "5", 0, "East"),
  row("test", "C", "3", 1, "West"),
  row("test", "D", "4", 0, "West"),
];

Deno.test("new sites: the sets share none, or they leak", () => {
  const { verdict, sentences, attributes } = audit(SITES, { target: "new-sites=site" });
  assert.equal(verdict, "separate");
  assert.match(
    sentences[0]!,
    /^The split keeps sites and subjects apart: none of the 2 test slices/,
  );
  assert.equal(attributes![0]!.name, "site");
  const leaking = audit(
    [...SITES, row("test", "F", "6", 1, "north"), row("test", "G", "7", 1, "East")],
    { target: "new-sites=site" },
  );
  assert.deepEqual(leaking.leaks, [
    { by: "site", from: "train", slices: 1, share: 1 / 4 },
    { by: "site", from: "validation", slices: 1, share: 1 / 4 },
  ]);
  assert.match(
    leaking.sentences[0]!,
    /^Against the claim on new sites the split leaks: 1 of 4 test slices \(25\.0 %\) have a value of "site" that the training set holds \(1 of 4 values\)\.$/,
  );
  assert.match(
    leaking.sentences.join("\n"),
    /Neither interval says how the network does on new sites/,
  );
});

Deno.test("new sites: a patient of two sites is a leak all the same, a site not named a doubt", () => {
  const { leaks } = audit([...SITES, row("test", "A", "9", 1, "West")], {
    target: "new-sites=site",
  });
  assert.deepEqual(leaks.map(({ by }) => by), ["subject"]);
  for (const set of ["test", "train"] as const) {
    const { verdict, doubts, sentences } = audit([...SITES, row(set, "H", "9", 1, "")], {
      target: "new-sites=site",
    });
    assert.deepEqual([verdict, doubts], [
      "unknown",
      [{ about: "site", slices: 1, examples: [["site", set]] }],
    ]);
    assert.match(sentences[0]!, /has no value of "site": whether the site is new is not known\.$/);
  }
});

Deno.test("new sites: one that may be another spelling of one that was trained on is a doubt", () => {
  const respelled = audit([...SITES, row("test", "H", "9", 1, "N'orth.")], {
    target: "new-sites=site",
  });
  assert.deepEqual([respelled.verdict, respelled.doubts], [
    "unknown",
    [{ about: "site-spelling", slices: 1, examples: [["North", "N'orth."]] }],
  ]);
});

Deno.test("before training: everything that needs no score, and what is left out", () => {
  const unscored = FOLLOWED.map((each) => ({ ...each, score: NaN, slice: each.study }));
  const { verdict, test, oracle, sentences } = audit(unscored);
  assert.deepEqual([verdict, test.auc, test.missing], ["leaks", null, "no scores"]);
  // Both subjects have the label that they were trained on with.
  assert.deepEqual([oracle!.clustered.auc, oracle!.network], [1, null]);
  assert.match(
    sentences.join("\n"),
    /would reach an AUC of 1\.000 .*; so may a network that recognizes/,
  );
  assert.match(
    sentences.join("\n"),
    /this is an audit before training: the AUCs, .* are left out\./,
  );
});

Deno.test("before training the split is judged as it is with scores", () => {
  const targets = fc.constantFrom("new-patients", "known-patients", "new-sites=study" as const);
  fc.assert(fc.property(anyPredictions, targets, (predictions, target) => {
    const before = audit(predictions.map((each) => ({ ...each, score: NaN })), { target });
    const after = audit(predictions, { target });
    const common = ({ verdict, leaks, doubts, sets, overlaps }: typeof after) => ({
      verdict,
      leaks,
      doubts,
      sets,
      overlaps,
    });
    assert.deepEqual(common(before), common(after));
    if (before.oracle !== null && after.oracle !== null) {
      assert.deepEqual(before.oracle.clustered, after.oracle.clustered);
    }
    assert.doesNotMatch(before.sentences.join(" "), /NaN|undefined|null/);
  }));
});

Deno.test("a split that is separate by the default claim never leaks subjects by another", () => {
  fc.assert(fc.property(anyPredictions, (predictions) => {
    const rows = predictions.map((each) => ({ ...each, attributes: { site: each.subject } }));
    const { verdict } = audit(rows);
    // Here each subject is a site of its own.
    const { verdict: sites } = audit(rows, { target: "new-sites=site" });
    assert.equal(sites, verdict);
  }));
});

Deno.test("new sites: numbers of many hospitals are names, not ranges", () => {
  // Fifteen hospitals each: all tested numbers are above the highest that was trained on.
  const numbered = (first: number) =>
    Array.from({ length: 60 }, (_, i) => {
      const set = i < 30 ? "train" : "test";
      return row(
        set,
        `P${i}`,
        `${i}`,
        i % 2 as 0 | 1,
        String((i % 15) + (set === "test" ? first : 0)),
      );
    });
  assert.equal(audit(numbered(100), { target: "new-sites=site" }).verdict, "separate");
  const { leaks } = audit(numbered(14), { target: "new-sites=site" });
  assert.deepEqual(leaks, [{ by: "site", from: "train", slices: 2, share: 2 / 30 }]);
});

Deno.test("new sites: unknown is no site; other letters and words for a site leave a doubt", () => {
  const { verdict, doubts } = audit(
    SITES.map((each) => ({ ...each, attributes: { site: "unknown" } })),
    { target: "new-sites=site" },
  );
  assert.deepEqual([verdict, doubts], [
    "unknown",
    [{ about: "site", slices: 2, examples: [["site", "test"]] }],
  ]);
  for (
    const [trained, tested] of [["München", "Muenchen"], ["Hospital North", "north"], [
      "site_01",
      "1",
    ], ["\u0410", "A"]] as const
  ) {
    const found = audit(
      SITES.map((each) => ({
        ...each,
        attributes: { site: each.set === "test" ? tested : trained },
      })),
      { target: "new-sites=site" },
    );
    assert.equal(found.verdict, "unknown", tested);
    assert.deepEqual(found.doubts.map(({ about, examples }) => [about, examples]), [
      ["site-spelling", [[trained, tested]]],
    ]);
  }
});
