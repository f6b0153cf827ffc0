import assert from "node:assert/strict";
import { join } from "node:path";
import { readCohort } from "hemoleak/cohort/cohort.ts";
import { type Hemorrhage, HEMORRHAGES, type SliceRow } from "hemoleak/cohort/slice_row.ts";
import { writePhantom } from "hemoleak/phantom/cohort.ts";
import { imageOf } from "hemoleak/preprocess/chain/image.ts";
import { bloodDensityShare } from "hemoleak/report/cohort/blood_density.ts";
import { exampleSlices } from "hemoleak/report/cohort/example_slices.ts";
import { examplesFigure } from "hemoleak/report/cohort/examples_figure.ts";
import { figure1 } from "hemoleak/report/preprocess/figure1.ts";
import { scanFigure } from "hemoleak/report/cohort/scan_figure.ts";
import { Note } from "hemoleak/report/media/note.ts";
import { neighborsFigure } from "hemoleak/report/recognition/neighbors_figure.ts";

/** A head of 38 HU within bone, with a patch of the given density and radius. */
function head(patch: number, radius: number) {
  const side = 256;
  return imageOf(
    Float32Array.from({ length: side * side }, (_, at) => {
      const [x, y] = [at % side - 128, Math.floor(at / side) - 128];
      if (Math.hypot(x, y) > 100) return -1000;
      if (Math.hypot(x, y) > 90) return 1000;
      return Math.hypot(x - 30, y) < radius ? patch : 38;
    }),
    side,
    side,
  );
}

Deno.test("blood density: a patch of 70 HU counts by its area; bone and calcification do not", () => {
  assert.equal(bloodDensityShare(head(38, 20)), 0);
  assert.equal(bloodDensityShare(head(400, 20)), 0);
  const [small, large] = [bloodDensityShare(head(70, 20)), bloodDensityShare(head(70, 40))];
  assert.ok(Math.abs(small - Math.PI * 20 ** 2 / 256 ** 2) < 0.005, `${small}`);
  assert.ok(Math.abs(large / small - 4) < 0.5, `${large / small}`);
});

Deno.test("blood density: no head, no share", () => {
  assert.equal(bloodDensityShare(imageOf(new Float32Array(256 * 256).fill(-1000), 256, 256)), 0);
});

Deno.test("examples, scan and neighbors of a phantom cohort", async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    const root = join(folder, "dicom");
    await writePhantom(root, { subjects: 4, slices: 7, size: 64 }, undefined, { workers: 1 });
    const cohort = await readCohort(root);

    await t.step(
      "an example shows a scan with its finding, the last one a healthy scan",
      async () => {
        const examples = await exampleSlices(cohort);
        const healthy = examples.at(-1)!;
        assert.equal(healthy.finding, "none");
        assert.equal(healthy.row.label, 0);
        assert.ok(examples.length >= 2);
        for (const { finding, row } of examples) {
          assert.ok(finding === "none" || row[finding as Hemorrhage] === 1);
        }
        assert.match(examplesFigure(examples, { synthetic: true }).svg, /synthetic/);
        const figure = figure1(examples, { synthetic: false }, { size: 32 });
        assert.match(figure.text, /\(a\) Intracranial hemorrhage.*\(b\) Healthy/);
        assert.doesNotMatch(figure.text, /synthetic/);
      },
    );

    await t.step(
      "a scan is shown from the feet to the head with its label on each slice",
      async () => {
        const { study } = cohort.studies.find(({ label }) => label === 1)!;
        const { svg } = await scanFigure(cohort, study, { synthetic: true });
        assert.equal(svg.match(/label: hemorrhage/g)!.length, 14); // each once more in <title>
        assert.ok(svg.indexOf(">slice 1<") < svg.indexOf(">slice 7<"));
      },
    );

    await t.step(
      "images that are no CT have their finding's name, no HU and no blood",
      async () => {
        const data = { synthetic: false, images: "other", finding: "drusen" } as const;
        const examples = await exampleSlices(cohort, data);
        assert.deepEqual(examples.map(({ finding }) => finding), ["any", "none"]);
        const [{ row, studySlices }] = examples;
        assert.deepEqual([row.label, row.slice], [1, Math.floor(studySlices / 2)]);
        const texts = [
          examplesFigure(examples, data),
          figure1(examples, data, { size: 32 }),
          await scanFigure(cohort, row.study, data),
        ].map(({ svg }) => svg.replaceAll(/"data:[^"]*"/g, ""));
        for (const text of texts) {
          assert.match(text, /drusen/);
          assert.doesNotMatch(text, /hemorrhage|blood|HU|window|healthy|feet|synthetic/i);
        }
      },
    );

    await t.step("where the label is of one type of hemorrhage, that one is shown", async () => {
      const type = HEMORRHAGES.find((type) => cohort.studies.some((study) => study[type] === 1))!;
      const slices = cohort.slices.map((row) => ({ ...row, label: row[type] as 0 | 1 }));
      const data = { synthetic: true, finding: type };
      const examples = await exampleSlices({ ...cohort, slices }, data);
      assert.deepEqual(examples.map(({ finding }) => finding), [type, "none"]);
      const { text } = figure1(examples, data, { size: 32 });
      assert.match(text, /\(a\) \w+ hemorrhage.*\(b\) No \w+ hemorrhage/);
      await assert.rejects(
        exampleSlices(
          { ...cohort, slices: slices.map((row) => ({ ...row, [type]: 0, label: 0 })) },
          data,
        ),
        { name: "CohortError", message: /a study with an? \w+ hemorrhage to show/ },
      );
    });

    await t.step("a test slice is shown between two training slices of its scan", async () => {
      const members = cohort.slices.map(({ study, slice }: SliceRow) => ({
        study,
        slice: String(slice),
        set: slice === 3 ? "test" as const : "train" as const,
      }));
      const figure = await neighborsFigure(cohort, members, { synthetic: true, rows: 1 });
      assert.deepEqual(figure.text.match(/(trained|tested) on, \S+ slice \d/g), [
        `trained on, ${cohort.slices[0]!.study}, slice 3`,
        `tested on, ${cohort.slices[0]!.study}, slice 4`,
        `trained on, ${cohort.slices[0]!.study}, slice 5`,
      ]);
    });

    await t.step("a split by subject has no such slices", async () => {
      const members = cohort.slices.map(({ study, slice }) => ({
        study,
        slice: String(slice),
        set: study === cohort.slices[0]!.study ? "test" as const : "train" as const,
      }));
      const shown = await neighborsFigure(cohort, members, { synthetic: true });
      assert.ok(shown instanceof Note);
      assert.match(shown.text, /^No test slice/);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
