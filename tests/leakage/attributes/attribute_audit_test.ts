import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import { auditAttribute } from "hemoleak/leakage/attributes/attribute_audit.ts";
import { attributeOf } from "hemoleak/leakage/attributes/attribute.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { tableOf } from "hemoleak/predictions/prediction_table.ts";
import { parsePredictions } from "hemoleak/predictions/predictions_csv.ts";
import type { SetName } from "hemoleak/split/split.ts";
import { near } from "../../evaluate/near.ts";
import { anyPredictions } from "../any_predictions.ts";

// folds.py beside the table wrote what scikit-learn 1.9.1, NumPy and pandas say of it.
const FIXTURES = join(import.meta.dirname!, "..", "..", "fixtures", "leakage", "scikit_learn");
const EXPECTED = JSON.parse(Deno.readTextFileSync(join(FIXTURES, "folds.json")));

Deno.test("attributes against scikit-learn, NumPy and pandas", () => {
  const names = ["site", "sex", "age"];
  const text = Deno.readTextFileSync(join(FIXTURES, "attributes.csv"));
  const audited = audit(parsePredictions(text, "attributes.csv", { attributes: names }), {
    attributes: names,
  });
  assert.deepEqual(audited.attributes!.map(({ name }) => name), names);
  for (const { name, oracle, shared, missing, groups } of audited.attributes!) {
    const expected = EXPECTED.attributes[name];
    near(oracle!.clustered.auc, expected.oracle, 1e-12);
    near(oracle!.network!.aucs[0], audited.test.auc!.clustered.auc, 1e-12);
    assert.deepEqual([shared.trainTest!.bySlice.slices, missing.test], [
      expected.shared,
      expected.missing,
    ]);
    assert.equal(groups.length, expected.groups.length);
    for (const [i, group] of groups.entries()) {
      const { auc, sensitivity, specificity, ...counts } = expected.groups[i];
      const { slices, subjects, positives } = group;
      assert.deepEqual({ slices, subjects, positives }, counts);
      if (auc === null) assert.equal(group.auc, null);
      else near(group.auc!.auc, auc, 1e-12);
      if (group.sensitivity !== null) near(group.sensitivity.value, sensitivity, 1e-12);
      if (group.specificity !== null) near(group.specificity.value, specificity, 1e-12);
    }
  }
  const age = audited.attributes![2]!;
  assert.deepEqual([age.kind, age.cuts], ["numbers", EXPECTED.cuts]);
});

function row(
  set: SetName,
  subject: string,
  label: 0 | 1,
  score: number,
  site: string,
): Prediction {
  return {
    subject,
    study: "1",
    slice: `${set}${score}`,
    set,
    label,
    score,
    attributes: { site },
  };
}

const SMALL = [
  row("train", "A", 1, 0, "x"),
  row("train", "A", 1, 1, "x"),
  row("train", "B", 0, 0, "x"),
  row("train", "C", 0, 0, "y"),
  row("train", "C", 0, 1, "y"),
  row("test", "D", 1, 0.9, "X"),
  row("test", "E", 1, 0.3, "x "),
  row("test", "F", 0, 0.6, "y"),
  row("test", "G", 0, 0.2, "z"),
  row("test", "H", 1, 0.4, ""),
];

Deno.test("a small table, the oracle and the groups by hand", () => {
  const { attributes } = audit(SMALL, { attributes: ["site"] });
  const [site] = attributes!;
  // x was positive in 2 of 3 training slices, y in none; z and nothing have the mean of all, 2 of 5.
  // Positives have 2/3, 2/3, 2/5; negatives 0 and 2/5: 5 of 6 pairs are won, one is a tie.
  near(site!.oracle!.clustered.auc, 5.5 / 6, 1e-15);
  assert.equal(site!.oracle!.strangers, 2);
  assert.deepEqual(site!.shared.trainTest, { values: 2, bySlice: { slices: 3, share: 3 / 4 } });
  assert.deepEqual(site!.shared.validationTest, null);
  assert.deepEqual(site!.missing, { train: 0, validation: 0, test: 1 });
  assert.deepEqual([site!.values, site!.unfit, site!.threshold], [3, null, 0.5]);
  const [x, y, z] = site!.groups;
  assert.deepEqual([x!.value, x!.slices, x!.positives, x!.auc, x!.missing], [
    "X",
    2,
    2,
    null,
    "no negative slices",
  ]);
  assert.deepEqual([x!.sensitivity!.value, x!.specificity], [0.5, null]);
  assert.deepEqual([y!.slices, y!.specificity, z!.slices], [1, null, 1]);
});

Deno.test("thresholds: another one, and none where scores are no probabilities", () => {
  const [at] = audit(SMALL, { attributes: ["site"], threshold: 0.3 }).attributes!;
  assert.deepEqual([at!.threshold, at!.groups[0]!.sensitivity!.value], [0.3, 1]);
  const scaled = SMALL.map((each) => ({ ...each, score: 10 * each.score }));
  const { attributes, notes } = audit(scaled, { attributes: ["site"] });
  assert.deepEqual([attributes![0]!.threshold, attributes![0]!.groups[0]!.sensitivity], [
    null,
    null,
  ]);
  assert.ok(!notes.some((note) => note.includes("No sensitivity")), "no group has an AUC here");
});

Deno.test("attributes that say nothing, each by its rule", () => {
  const withSites = (siteOf: (row: Prediction) => string) =>
    audit(SMALL.map((each) => ({ ...each, attributes: { site: siteOf(each) } })), {
      attributes: ["site"],
    });
  const none = withSites(() => "");
  assert.deepEqual([none.attributes![0]!.unfit, none.attributes![0]!.oracle], ["no value", null]);
  assert.match(none.notes.join("\n"), /"site" has no value in any row/);
  const one = withSites(() => "x");
  assert.deepEqual([one.attributes![0]!.unfit, one.attributes![0]!.withoutOracle], [
    "one value",
    "one value",
  ]);
  assert.match(one.notes.join("\n"), /"site" has one value in all rows/);
  const subject = withSites((each) => `site of ${each.subject}`);
  assert.deepEqual([subject.attributes![0]!.unfit, subject.attributes![0]!.groups], [
    "names the subject",
    [],
  ]);
  assert.match(subject.notes.join("\n"), /8 values of "site" is of one subject/);
  const untrained = withSites((each) => each.set === "train" ? "" : each.subject < "F" ? "x" : "y");
  assert.deepEqual([untrained.attributes![0]!.shared.trainTest, untrained.attributes![0]!.oracle], [
    null,
    null,
  ]);
  assert.equal(untrained.attributes![0]!.withoutOracle, "no training slices with a value");
  assert.match(untrained.notes.join("\n"), /5 train; whether training and test set share values/);
  assert.throws(
    () => audit(SMALL, { attributes: ["sits"] }),
    /expected an attribute of the predictions \(site, subject, study\) but found sits; did you mean site\?/i,
  );
});

Deno.test("numbers: few are names, many are cut at the quartiles of the training rows", () => {
  const aged = (ages: readonly string[]) =>
    tableOf(ages.map((age, i) => ({
      ...row(i < 12 ? "train" : "test", `S${i}`, 0, i, ""),
      attributes: { age },
    })));
  const ages = Array.from({ length: 16 }, (_, i) => String(i));
  // NumPy: np.quantile(range(12), [.25, .5, .75]).
  const { cuts, groups, of } = attributeOf(aged(ages), "age");
  assert.deepEqual([...cuts], [2.75, 5.5, 8.25]);
  assert.deepEqual(groups, [
    "below 2.75",
    "2.75 to below 5.5",
    "5.5 to below 8.25",
    "8.25 or more",
  ]);
  assert.deepEqual([...of], [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3]);
  // DICOM's ages: 0 to 15 years, as days, weeks, months or years.
  const dicom = attributeOf(aged(ages.map((age) => `${age.padStart(3, "0")}Y`)), "age");
  assert.deepEqual(dicom, { ...attributeOf(aged(ages), "age") });
  const few = attributeOf(aged(ages.map((_, i) => `0${i % 3}.0`)), "age");
  assert.deepEqual([few.kind, few.groups], ["names", ["00.0", "01.0", "02.0"]]);
});

Deno.test("values are compared by what they mean: signs stay, spelling does not matter", () => {
  const groupsOf = (...sites: string[]) =>
    attributeOf(tableOf(sites.map((site, i) => row("test", `S${i}`, 0, i, site))), "site").groups;
  assert.deepEqual(groupsOf("<50", ">=50", ">50"), ["<50", ">=50", ">50"]);
  assert.deepEqual(groupsOf("-1", "1", "01", "1.0", "+1"), ["-1", "+1"]);
  assert.deepEqual(groupsOf("Site-A", "site a", "SITE_A", "Site  A", "Site B"), [
    "SITE_A",
    "Site B",
  ]);
  assert.deepEqual(groupsOf("12345678901234567890", "12345678901234567891").length, 2);
});

Deno.test("names and birth dates of people are no attributes", () => {
  for (const name of ["PatientName", "patient's name", "DOB", "Date of Birth", "last_name"]) {
    const rows = SMALL.map((each) => ({ ...each, attributes: { [name]: "x" } }));
    assert.throws(
      () => audit(rows, { attributes: [name] }),
      /holds names or birth dates of people/,
    );
  }
  assert.doesNotThrow(() =>
    audit(SMALL.map((each) => ({ ...each, attributes: { "scanner name": "x" } })), {
      attributes: ["scanner name"],
    })
  );
});

Deno.test("more than twenty groups: the largest are judged, the others counted", () => {
  const rows = Array.from(
    { length: 25 },
    (_, site) =>
      Array.from(
        { length: site + 1 },
        (_, i) => row("test", `S${i}`, i % 2 as 0 | 1, i / 100, `H${site}`),
      )
        .map((each, i) => ({ ...each, slice: `${site} ${i}` })),
  ).flat();
  const { groups, others } = auditAttribute(tableOf(rows), "site");
  assert.deepEqual([groups.length, others], [20, { values: 5, slices: 1 + 2 + 3 + 4 + 5 }]);
  assert.deepEqual([groups[0]!.value, groups.at(-1)!.value], ["H5", "H24"]);
});

Deno.test("the subject is an attribute like any other", () => {
  fc.assert(fc.property(anyPredictions, (predictions) => {
    const { attributes, overlaps } = audit(predictions, { attributes: ["subject", "study"] });
    const [subject, study] = attributes!;
    for (const pair of ["trainTest", "validationTest", "trainValidation"] as const) {
      const shared = subject!.shared[pair], ofStudy = study!.shared[pair];
      if (shared === null) continue;
      assert.deepEqual([shared.values, shared.bySlice], [
        overlaps[pair].subjects,
        overlaps[pair].bySubject,
      ]);
      assert.deepEqual([ofStudy!.values, ofStudy!.bySlice], [
        overlaps[pair].studies,
        overlaps[pair].byStudy,
      ]);
    }
  }));
});

Deno.test("an audit by attributes does not depend on what values are called, or on the order of rows", () => {
  const sites = fc.array(fc.constantFrom("a", "b", "c", ""), { minLength: 60, maxLength: 60 });
  fc.assert(fc.property(anyPredictions, sites, (predictions, siteOf) => {
    const rows = predictions.map((each, i) => ({ ...each, attributes: { site: siteOf[i]! } }));
    const renamed = rows.map((each) => ({
      ...each,
      attributes: { site: each.attributes.site === "" ? "" : `Hospital ${each.attributes.site}` },
    })).reverse();
    const judged = (of: readonly Prediction[]) => {
      const [site] = audit(of, { attributes: ["site"] }).attributes!;
      const { oracle, groups, ...rest } = site!;
      return JSON.stringify([
        rest,
        oracle && [oracle.strangers, oracle.clustered.auc.toFixed(9)],
        groups.map(({ value: _, auc, ...counts }) => [counts, auc?.auc.toFixed(9)]),
      ]);
    };
    assert.equal(judged(renamed), judged(rows));
  }));
});
