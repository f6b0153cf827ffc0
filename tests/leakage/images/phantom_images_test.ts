import assert from "node:assert/strict";
import { join } from "node:path";
import {
  cnn4,
  preprocessCohort,
  Random,
  readCohort,
  type SliceStore,
  useTensorFlow,
  writePhantom,
} from "hemoleak";
import { openEmbeddings } from "hemoleak/leakage/features/embeddings_file.ts";
import { recognitionProbe } from "hemoleak/leakage/features/recognition_probe.ts";
import { auditImages } from "hemoleak/leakage/images/image_audit.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import type { SplitUnit } from "hemoleak/split/split.ts";
import { splitBy } from "hemoleak/split/split_by.ts";
import { embedToFile } from "hemoleak/train/embed.ts";
import { withFolder } from "../../fixtures/with_folder.ts";

/** A phantom of 12 subjects with 10 slices each, preprocessed. */
async function phantomStore(folder: string): Promise<SliceStore> {
  const root = join(folder, "dicom");
  await writePhantom(root, { subjects: 12, slices: 10, size: 96 });
  return await preprocessCohort(await readCohort(root), join(folder, "store"), { size: 64 });
}

function predictions({ rows }: SliceStore, unit: SplitUnit, scores?: Float32Array): Prediction[] {
  const sets = splitBy(unit, rows, { random: new Random(1, "split"), test: 0.4 });
  return rows.map(({ subject, study, slice, label }, i) => ({
    subject,
    study,
    slice: String(slice),
    set: sets[i]!,
    label,
    score: scores?.[i] ?? label,
  }));
}

Deno.test("the phantom: what its images and an untrained network's features tell of two splits", async (t) => {
  await useTensorFlow();
  await withFolder(async (folder) => {
    using store = await phantomStore(folder);

    await t.step("by slice, most nearest slices are of the same subject", async () => {
      const { matched, withoutImage, withoutRow, nearest } = await auditImages(
        store,
        predictions(store, "slice"),
      );
      assert.equal(matched.train + matched.validation + matched.test, store.rows.length);
      assert.deepEqual([withoutImage, withoutRow], [0, 0]);
      const { sameSubject, chance } = nearest!;
      assert.ok(sameSubject.value > 0.6 && sameSubject.ci[0] > 5 * chance, `${sameSubject.value}`);
    });

    await t.step(
      "by subject, none are, and no slice is nearly one of the training set",
      async () => {
        const { nearest, near, exact } = await auditImages(store, predictions(store, "subject"));
        assert.equal(nearest!.sameSubject.value, 0);
        assert.equal(near!.slices, 0);
        assert.ok(exact.every(({ pairs }) => pairs === 0));
      },
    );

    await t.step("features name subjects, even where the network was never trained", async () => {
      const model = cnn4({ size: 64, random: new Random(1) });
      const path = join(folder, "embeddings.npy");
      const scores = await embedToFile(model, store, [...store.rows.keys()], path);
      using embeddings = openEmbeddings(path);
      for (const unit of ["slice", "subject"] as const) {
        const { alternating, trained } = recognitionProbe(
          embeddings,
          predictions(store, unit, scores),
        );
        assert.ok(alternating!.permuted.p < 0.01, `${alternating!.accuracy.value}`);
        if (unit === "subject") assert.equal(trained, null);
        else assert.ok(trained!.accuracy.ci[0] > 2 * trained!.chance);
      }
      model.dispose();
    });
  });
});
