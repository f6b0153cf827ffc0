import assert from "node:assert/strict";
import { embeddingsOf } from "hemoleak/leakage/features/embeddings.ts";
import { joinByEmbeddings } from "hemoleak/leakage/separate/near_embeddings.ts";
import { Random } from "hemoleak/random.ts";
import { readTable } from "./tables.ts";

const UNITS = 8, SUBJECTS = 30, SLICES = 4;

/** Subjects whose slices lie around a point each; S29 is S3 once more, with a little noise. */
async function cohort(edit: (features: Float32Array, row: number) => void = () => {}) {
  const random = new Random(1, "features");
  const points = Array.from(
    { length: SUBJECTS },
    () => Array.from({ length: UNITS }, () => random.normal()),
  );
  const data = new Float32Array(SUBJECTS * SLICES * UNITS);
  for (let row = 0; row < SUBJECTS * SLICES; row++) {
    const subject = Math.floor(row / SLICES), slice = row % SLICES;
    const like = subject === 29 ? 3 : subject;
    const grain = new Random(like, slice);
    const features = data.subarray(row * UNITS, (row + 1) * UNITS);
    for (let unit = 0; unit < UNITS; unit++) {
      features[unit] = points[like]![unit]! + grain.normal(0, 0.3) +
        (subject === 29 ? random.normal(0, 1e-4) : 0);
    }
    edit(features, row);
  }
  const rows = Array.from(
    { length: SUBJECTS * SLICES },
    (_, row) => `S${Math.floor(row / SLICES)}`,
  );
  return {
    ...await readTable(["subject", ...rows].join("\n")),
    embeddings: embeddingsOf(data, UNITS),
  };
}

Deno.test("joinByEmbeddings: who is another once more is kept together with them, nobody else is", async () => {
  const { people, names, embeddings } = await cohort();
  joinByEmbeddings(people, names, embeddings);
  assert.deepEqual(people.joins, [{ why: "likeness", subjects: ["S29", "S3"] }]);
});

Deno.test("joinByEmbeddings: equal embeddings join, flat ones and one near slice do not", async () => {
  const shared = new Float32Array(UNITS).map((_, unit) => unit);
  const { people, names, embeddings } = await cohort((features, row) => {
    if (row === 40 || row === 80) features.set(shared); // S10 and S20
    if (row % 5 === 0 && row !== 40 && row !== 80) features.fill(0);
  });
  joinByEmbeddings(people, names, embeddings);
  assert.deepEqual(people.joins[0], { why: "image", subjects: ["S10", "S20"] });
  assert.deepEqual(people.joins.slice(1), [{ why: "likeness", subjects: ["S29", "S3"] }]);
});

Deno.test("joinByEmbeddings: other rows and what is no number are refused", async () => {
  const { people, names } = await cohort();
  assert.throws(
    () => joinByEmbeddings(people, names, embeddingsOf(new Float32Array(8), 8)),
    /embeddings with one row a row of the table \(120\) but found 1/,
  );
  const { embeddings } = await cohort((features, row) => {
    if (row === 6) features[2] = NaN;
  });
  assert.throws(
    () => joinByEmbeddings(people, names, embeddings),
    /row 7: expected finite numbers in the embeddings but found NaN/,
  );
});
