import assert from "node:assert/strict";
import fc from "fast-check";
import { PredictionsError } from "hemoleak/error.ts";
import {
  type Embeddings,
  embeddingsOf,
  joinEmbeddings,
} from "hemoleak/leakage/features/embeddings.ts";
import { attributeProbes } from "hemoleak/leakage/features/attribute_probe.ts";
import { recognitionProbe } from "hemoleak/leakage/features/recognition_probe.ts";
import { auditFolds } from "hemoleak/leakage/folds/audit_folds.ts";
import { foldProbes } from "hemoleak/leakage/folds/fold_probes.ts";
import { auditImages } from "hemoleak/leakage/images/image_audit.ts";
import { foldSplits } from "hemoleak/predictions/folds.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { tableOf } from "hemoleak/predictions/prediction_table.ts";
import { Random } from "hemoleak/random.ts";
import { near } from "../../evaluate/near.ts";

const SUBJECTS = 12, SLICES = 8, UNITS = 4;

/** Twelve subjects of eight slices; by slice a stack is dealt into both folds. */
function predictions(by: "slice" | "subject"): Prediction[] {
  return Array.from({ length: SUBJECTS * SLICES }, (_, i) => {
    const subject = Math.floor(i / SLICES), slice = i % SLICES;
    return {
      subject: `S${subject}`,
      study: "1",
      slice: String(slice),
      set: "test",
      label: subject % 2 as 0 | 1,
      score: new Random(5, "score", i).float(),
      fold: String(1 + (by === "slice" ? Math.floor(slice / 2) % 2 : subject >> 1) % 2),
      attributes: { site: subject % 4 < 2 ? "North" : "South" },
    };
  });
}

/** Features that mark the subject, in each fold's network by other numbers. */
function features(rows: readonly Prediction[]): Float32Array {
  return Float32Array.from(rows.flatMap(({ subject, fold }, i) => {
    const own = new Random(1, "subject", subject, fold!), noise = new Random(2, "slice", i);
    return Array.from({ length: UNITS }, () => 3 * own.normal() + noise.normal());
  }));
}

/** The rows of some predictions, taken by hand. */
function rowsOf(data: Float32Array, rows: readonly number[]): Embeddings {
  const picked = rows.flatMap((row) => [...data.subarray(row * UNITS, (row + 1) * UNITS)]);
  return embeddingsOf(Float32Array.from(picked), UNITS);
}

for (const by of ["slice", "subject"] as const) {
  Deno.test(`foldProbes: of a column fold, each network is asked about what it tested, by ${by}`, () => {
    const rows = predictions(by), data = features(rows), all = embeddingsOf(data, UNITS);
    for (const split of foldSplits(tableOf(rows))) {
      const found = foldProbes(all, split, ["site"]);
      const tested = [...rows.keys()].filter((i) => rows[i]!.fold === split.fold);
      const own = tested.map((i) => ({ ...rows[i]!, fold: undefined! }));
      const alone = rowsOf(data, tested);
      const { probe } = found;
      assert.deepEqual(probe, recognitionProbe(alone, own));
      assert.deepEqual(found.attributeProbes, attributeProbes(alone, own, ["site"]));
      assert.deepEqual([probe!.trained, probe!.use], [null, null]);
      assert.ok(probe!.contiguous!.accuracy.value > 0.8);
    }
  });
}

Deno.test("foldProbes: of folds with sets of their own, training slices are asked as well", () => {
  // Each fold's network gives features of its own to all slices.
  const rows = ["1", "2"].flatMap((fold) =>
    predictions("slice").map((row): Prediction => ({
      ...row,
      fold,
      set: row.fold === fold ? "test" : "train",
    }))
  );
  const data = features(rows), all = embeddingsOf(data, UNITS);
  const half = rows.length / 2;
  for (const [i, split] of foldSplits(tableOf(rows)).entries()) {
    const places = Array.from({ length: half }, (_, at) => i * half + at);
    const own = places.map((at) => ({ ...rows[at]!, fold: undefined! }));
    const { probe } = foldProbes(all, split);
    assert.deepEqual(probe, recognitionProbe(rowsOf(data, places), own));
    assert.ok(probe!.trained!.accuracy.value > 0.8);
    assert.notEqual(probe!.use, null);
  }
});

Deno.test("auditFolds: what features show is averaged over folds, and said", () => {
  const rows = predictions("slice"), table = tableOf(rows);
  const all = embeddingsOf(features(rows), UNITS);
  const evidence = foldSplits(table).map((split) => foldProbes(all, split, ["site"]));
  const { probe, attributes, sentences, notes, folds } = auditFolds(table, {
    attributes: ["site"],
    evidence,
  });
  const own = folds.map(({ audit }) => audit.probe!.contiguous!.accuracy.value);
  near(probe!.contiguous!.accuracy, (own[0]! + own[1]!) / 2, 1e-15);
  assert.deepEqual(
    [probe!.contiguous!.chance, probe!.contiguous!.folds, probe!.trained, probe!.use],
    [1 / SUBJECTS, 2, null, null],
  );
  const named = evidence.map((each) => each.attributeProbes[0]!.positives!.accuracy.value);
  near(attributes![0]!.named!.positives!.accuracy, (named[0]! + named[1]!) / 2, 1e-15);
  assert.match(sentences.join("\n"), /are matched to the right subject, the mean of all folds; by/);
  assert.match(notes.join("\n"), /Each slice has the features of the network that tested it/);
});

Deno.test("auditFolds: evidence is of each fold, or of none", () => {
  assert.throws(
    () => auditFolds(predictions("slice"), { evidence: [{}] }),
    { name: "PredictionsError", message: /expected evidence of each of 2 folds but found 1/i },
  );
});

Deno.test("auditFolds: one person under two names is seen in the images of each fold", async () => {
  const rows = predictions("subject");
  // S11 is tested in fold 2 and S0 in fold 1, as is said by their names; their images are the same.
  const images = rows.map(({ subject, slice }) => {
    const whose = subject === "S11" ? "S0" : subject;
    const pattern = new Random(1, whose), noise = new Random(2, whose, slice);
    return Uint8Array.from({ length: 1024 }, () => 60 + 100 * pattern.float() + 20 * noise.float());
  });
  const source = {
    size: 32,
    rows: rows.map((row) => ({ ...row, slice: Number(row.slice) })),
    read: (indices: readonly number[]) =>
      Uint8Array.from(indices.flatMap((index) => [...images[index]!])),
  } as unknown as Parameters<typeof auditImages>[0];
  const table = tableOf(rows);
  assert.equal(auditFolds(table).verdict, "separate");
  const evidence = [];
  for (const split of foldSplits(table)) {
    evidence.push({ images: await auditImages(source, split.table) });
  }
  const { verdict, leaks, images: found, notes } = auditFolds(table, { evidence });
  assert.equal(verdict, "leaks");
  assert.deepEqual(leaks, [{ by: "image", from: "train", slices: 16, share: 16 / 96, folds: 2 }]);
  assert.deepEqual([found!.slices, found!.equal], [96, { slices: 16, share: 16 / 96 }]);
  assert.deepEqual([found!.equalToOthers, found!.nearOthers], [16, 16]);
  assert.deepEqual(found!.suspects, [{ subjects: ["S0", "S11"], slices: 16 }]);
  assert.equal(found!.nearest!.sameSubject, 0);
  assert.match(notes.join("\n"), /16 test slices nearer .* "S0" and "S11" \(16\)\./);
});

Deno.test("joinEmbeddings: rows of all parts, in any order", () => {
  const part = (rows: number, from: number) =>
    embeddingsOf(Float32Array.from({ length: 2 * rows }, (_, at) => from + at), 2);
  fc.assert(fc.property(
    fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
    fc.array(fc.nat(), { maxLength: 20 }),
    (sizes, picks) => {
      let from = 0;
      const joined = joinEmbeddings(sizes.map((rows) => part(rows, (from += 2 * rows) - 2 * rows)));
      const rows = picks.map((pick) => pick % joined.rows);
      assert.equal(2 * joined.rows, from);
      assert.deepEqual([...joined.read(rows)], rows.flatMap((row) => [2 * row, 2 * row + 1]));
    },
  ));
  assert.throws(
    () => joinEmbeddings([part(1, 0), embeddingsOf(new Float32Array(3), 3)]),
    PredictionsError,
  );
});
