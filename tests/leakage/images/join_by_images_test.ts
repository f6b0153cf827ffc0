import assert from "node:assert/strict";
import type { SliceRow } from "hemoleak/cohort/slice_row.ts";
import { joinByImages } from "hemoleak/leakage/images/join_by_images.ts";
import { auditImages } from "hemoleak/leakage/images/image_audit.ts";
import { splitTable } from "hemoleak/leakage/separate/split_table.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { Random } from "hemoleak/random.ts";
import type { SetName } from "hemoleak/split/split.ts";
import { readTable } from "../separate/tables.ts";

const SIZE = 32, SUBJECTS = 30, SLICES = 4;

/** Gray levels that are a subject's own, with some grain. */
function image(subject: number, slice: number, noise = 20): Uint8Array {
  const random = new Random(1, "pattern", subject), grain = new Random(slice, "grain", subject);
  return Uint8Array.from(
    { length: SIZE ** 2 },
    () => 60 + 100 * random.float() + noise * grain.float(),
  );
}

/** Thirty subjects; S29 is S3 once more with other grain, S20 has an image of S10, S5 one of a single gray. */
async function cohort() {
  const rows = Array.from({ length: SUBJECTS * SLICES }, (_, i) => {
    const subject = Math.floor(i / SLICES), slice = i % SLICES;
    const pixels = subject === 29
      ? image(3, slice + 100)
      : subject === 20 && slice === 0
      ? image(10, 0)
      : subject === 5 && slice === 0
      ? new Uint8Array(SIZE ** 2).fill(9)
      : image(subject, slice);
    return { subject: `S${subject}`, study: "1", slice: String(slice), pixels };
  });
  const source = {
    size: SIZE,
    rows: rows.map(({ subject, study, slice }) =>
      ({ subject, study, slice: Number(slice) }) as SliceRow
    ),
    read: (indices: ArrayLike<number>) =>
      Uint8Array.from(Array.from(indices).flatMap((index) => [...rows[index]!.pixels])),
  };
  const text = [
    "subject,study,slice,label",
    ...rows.map((row, i) => `${row.subject},1,${row.slice},${i % 2}`),
  ];
  return { rows, source, ...await readTable(text.join("\n")) };
}

Deno.test("joinByImages: equal images and near duplicates join, single grays do not", async () => {
  const { source, names, people } = await cohort();
  await joinByImages(people, names, source);
  assert.deepEqual(people.joins, [
    { why: "image", subjects: ["S10", "S20"] },
    { why: "likeness", subjects: ["S29", "S3"] },
  ]);
  assert.deepEqual(people.notes, []);
});

Deno.test("joinByImages: an audit of the images then finds neither an equal nor a near one", async () => {
  const { rows, source, table, names, people } = await cohort();
  await joinByImages(people, names, source);
  for (const seed of [0, 1, 2]) {
    const { columns } = splitTable(table, names, people, { seed, test: 0.3 });
    const predictions = rows.map(({ subject, study, slice }, row): Prediction => ({
      subject,
      study,
      slice,
      set: columns.set![row] as SetName,
      label: row % 2 as 0 | 1,
      score: 0,
    }));
    const { exact, near } = await auditImages(source, predictions);
    assert.deepEqual(exact.map(({ slices }) => slices), [0, 0, 0]);
    assert.deepEqual(near!.suspects, []);
  }
});
