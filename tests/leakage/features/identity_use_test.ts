import assert from "node:assert/strict";
import { embeddingsOf } from "hemoleak/leakage/features/embeddings.ts";
import { identityUse } from "hemoleak/leakage/features/identity_use.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { tableOf } from "hemoleak/predictions/prediction_table.ts";
import { Random } from "hemoleak/random.ts";
import { near } from "../../evaluate/near.ts";

const UNITS = 24, SUBJECT_UNITS = 8, SLICES = 10;

/**
 * Features of which the first eight differ between subjects, the ninth by the disease if it is to be seen,
 * and the others by nothing.
 */
function drawn(
  seed: number,
  { disease, split, subjects = 40 }: {
    disease: number;
    split: "slice" | "subject";
    subjects?: number;
  },
) {
  const random = new Random(seed, "identity use");
  const rows: Prediction[] = [], features: number[] = [];
  for (let subject = 0; subject < subjects; subject++) {
    const label = random.bool(0.5) ? 1 : 0;
    const own = Array.from({ length: SUBJECT_UNITS }, () => random.normal(0, 3));
    for (let slice = 0; slice < SLICES; slice++) {
      const isTest = split === "slice" ? slice % 3 === 0 : subject % 3 === 0;
      rows.push({
        ...{ subject: `S${subject}`, study: "1", slice: String(slice), label, score: 0.5 },
        set: isTest ? "test" : "train",
      });
      for (let unit = 0; unit < UNITS; unit++) {
        features.push(
          random.normal() + (own[unit] ?? 0) + (unit === SUBJECT_UNITS ? disease * label : 0),
        );
      }
    }
  }
  return { table: tableOf(rows), embeddings: embeddingsOf(Float32Array.from(features), UNITS) };
}

Deno.test("labels that only identity tells are lost with the subjects' axes, not with random ones", () => {
  for (const seed of [2, 3, 4]) {
    const { table, embeddings } = drawn(seed, { disease: 0, split: "slice", subjects: 25 });
    const { axes, dimensions, head, erased, change, randomChange } = identityUse(
      embeddings,
      table,
    )!;
    assert.deepEqual([axes, dimensions], [SUBJECT_UNITS, UNITS]);
    assert.ok(head.auc > 0.7, `${head.auc}`);
    assert.ok(change.difference < -0.12, `${change.difference}`);
    near(change.difference, erased.auc - head.auc, 1e-12);
    // A third of the axes at random takes a third of what is known, and the AUC falls less.
    assert.ok(randomChange > change.difference / 2, `${randomChange}`);
  }
});

Deno.test("a disease to be seen in new subjects is not had from identity", () => {
  for (const seed of [1, 2, 3]) {
    const found = identityUse(...argumentsOf(drawn(seed, { disease: 2, split: "subject" })))!;
    assert.equal(found.axes, SUBJECT_UNITS);
    assert.ok(found.erased.auc > 0.85, `${found.erased.auc}`);
    assert.ok(found.change.difference > -0.03, `${found.change.difference}`);
  }
});

Deno.test("the features' scales and mixture do not matter", () => {
  const { table, embeddings } = drawn(4, { disease: 1, split: "slice" });
  const data = embeddings.read([...table.subjectOf.keys()]);
  // Within rounding: the shrinkage of the covariance is of standardized features.
  const scaled = data.map((value, at) => value * (1 + at % UNITS) + 5);
  const one = identityUse(embeddings, table)!,
    other = identityUse(embeddingsOf(scaled, UNITS), table)!;
  near(one.head.auc, other.head.auc, 1e-3);
  near(one.erased.auc, other.erased.auc, 1e-3);
});

Deno.test("nothing to ask: one label, few subjects, no training rows, subjects all alike", () => {
  const { table, embeddings } = drawn(5, { disease: 1, split: "slice" });
  const labels = (label: number) => ({ ...table, labels: table.labels.map(() => label) });
  assert.equal(identityUse(embeddings, labels(1)), null);
  assert.equal(identityUse(embeddings, { ...table, sets: table.sets.map(() => 2) }), null);
  const few = drawn(5, { disease: 1, split: "slice", subjects: 3 });
  assert.equal(identityUse(few.embeddings, few.table), null);
  const random = new Random(6);
  const noise = Float32Array.from({ length: table.length * UNITS }, () => random.normal());
  assert.equal(identityUse(embeddingsOf(noise, UNITS), table), null);
});

function argumentsOf({ table, embeddings }: ReturnType<typeof drawn>) {
  return [embeddings, table] as const;
}
