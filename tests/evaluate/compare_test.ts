import assert from "node:assert/strict";
import { auc } from "hemoleak/evaluate/auc/auc.ts";
import { delongTest } from "hemoleak/evaluate/auc/delong.ts";
import { clusteredTest } from "hemoleak/evaluate/auc/obuchowski.ts";
import { compare } from "hemoleak/evaluate/compare.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { tableOf } from "hemoleak/predictions/prediction_table.ts";
import { parsePredictions } from "hemoleak/predictions/predictions_csv.ts";
import { Random } from "hemoleak/random.ts";
import { ARTERY_READERS } from "../fixtures/evaluate/published.ts";
import { near } from "./near.ts";

function predictions({ scores, labels, subjects }: typeof ARTERY_READERS.first): Prediction[] {
  return scores.map((score, i) => ({
    subject: subjects[i]!,
    study: subjects[i]!,
    slice: `artery ${i}`,
    set: "test",
    label: labels[i] === 1 ? 1 : 0,
    score,
  }));
}

const FIRST = predictions(ARTERY_READERS.first), SECOND = predictions(ARTERY_READERS.second);

const named = (rows: readonly Prediction[], file: string) => ({ table: tableOf(rows), file });

Deno.test("two files are matched by slice, whatever their order", () => {
  const shuffled = new Random(1).shuffled(SECOND);
  const training = FIRST.map((row): Prediction => ({
    ...row,
    set: "train",
    slice: `t${row.slice}`,
  }));
  const { aucs, clustered, delong } = compare(
    named([...training, ...FIRST], "a"),
    named(shuffled, "b"),
  );
  assert.deepEqual(aucs, [auc(ARTERY_READERS.first), auc(ARTERY_READERS.second)]);
  assert.deepEqual(clustered, clusteredTest(ARTERY_READERS.first, ARTERY_READERS.second));
  assert.deepEqual(delong, delongTest(ARTERY_READERS.first, ARTERY_READERS.second));
  near(Math.sqrt(clustered.variance!), 0.0066, 5e-5);
  assert.deepEqual([clustered.unit, delong.unit], ["subject", "slice"]);
});

Deno.test("studies are compared by their scores", () => {
  const { aucs, delong } = compare(named(FIRST, "a"), named(SECOND, "b"), {
    unit: "study",
    studyScore: "max",
  });
  assert.equal(delong.unit, "study");
  assert.ok(aucs.every((area) => area > 0.9 && area <= 1));
});

Deno.test("the first slice that differs is named, with its line where it has one", () => {
  const fails = (a: readonly Prediction[], b: readonly Prediction[], message: RegExp) =>
    assert.throws(() => compare(named(a, "a.csv"), named(b, "b.csv")), {
      name: "PredictionsError",
      message,
    });
  const without = (rows: readonly Prediction[], i: number) => rows.filter((_, k) => k !== i);
  fails(
    FIRST,
    without(SECOND, 3),
    /^b\.csv: .*as in a\.csv but a\.csv \(subject "patient 2", .*, slice "artery 3"\) is missing/,
  );
  fails(without(FIRST, 3), SECOND, /^a\.csv: expected the same .* b\.csv .*slice "artery 3"/);
  const relabeled = SECOND.map((row, i) => i === 2 ? { ...row, label: 0 as const } : row);
  fails(
    FIRST,
    relabeled,
    /^b\.csv: expected the label 1, which a\.csv .* has, but found 0 \(.*"artery 2"\)$/,
  );
  fails(
    FIRST,
    SECOND.map((row) => ({ ...row, subject: `x${row.subject}` })),
    /artery 0"\) is miss/,
  );
  const nameless = FIRST.map((row) => ({ ...row, slice: "" }));
  fails(nameless, nameless, /expected slices to be named/);
  fails(
    SECOND.map((row, i) => i < 2 ? { ...row, slice: "" } : row),
    SECOND,
    /slice ""\) is missing/,
  );

  const text = "subject,study,slice,label,score\nA,A,0,1,1\nB,B,0,0,0.5\n";
  const a = { table: tableOf(parsePredictions(text, "a")), file: "a" };
  assert.ok(compare(a, a).clustered.p === null, "one subject of a label tells nothing");
});
