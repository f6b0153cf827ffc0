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
import { type LesionBoxes, openLesionBoxes } from "hemoleak/cohort/labels/lesion_boxes.ts";
import { lesionMaps } from "hemoleak/leakage/lesions/lesion_maps.ts";
import { Figure } from "hemoleak/report/media/figure.ts";
import { Note } from "hemoleak/report/media/note.ts";
import { Table } from "hemoleak/report/media/table.ts";
import { gradCamFigure } from "hemoleak/report/recognition/grad_cam_figure.ts";
import { pointingTable } from "hemoleak/report/recognition/pointing_table.ts";
import { withFolder } from "../../fixtures/with_folder.ts";

/** The maps of a network that was not trained. */
async function maps(store: SliceStore, boxes: LesionBoxes, indices: readonly number[]) {
  const model = cnn4({ size: store.size, random: new Random(1) });
  try {
    return await lesionMaps(model, store, boxes, indices);
  } finally {
    model.dispose();
  }
}

Deno.test("what networks look at, beside the lesion: slices with a box that all were tested on", () =>
  withFolder(async (folder) => {
    await useTensorFlow();
    const root = join(folder, "dicom");
    await writePhantom(root, { subjects: 6, slices: 8 });
    const cohort = await readCohort(root, { dataset: "cq500" });
    using store = await preprocessCohort(cohort, join(folder, "slices"), { size: 32 });
    const boxes = (await openLesionBoxes(root))!;
    const all = [...store.rows.keys()];
    const first = await maps(store, boxes, all);
    const boxed = new Set(first.map(({ row }) => `${row.study}/${row.slice}`));
    assert(first.length > 3 && first.length < all.length);
    for (const { boxes, heat, shape } of first) {
      assert.equal(heat.length, shape[0] * shape[1]);
      for (const { x, y, width, height } of boxes) {
        assert(x >= 0 && y >= 0 && x + width <= 1 && y + height <= 1);
      }
    }

    const subjects = [...new Set(first.map(({ row }) => row.subject))];
    const second = await maps(
      store,
      boxes,
      all.filter((i) => store.rows[i]!.subject === subjects[1]),
    );
    const networks = [{ title: "one", maps: first }, { title: "other", maps: second }];
    const figure = await gradCamFigure(cohort, networks, { synthetic: true });
    assert(figure instanceof Figure);
    // One subject is in both test sets: one row of three pictures, two of them with a map.
    assert.equal(figure.svg.match(/>The lesion, boxed</g)?.length, 1);
    assert.equal(figure.svg.match(/<image /g)?.length, 5);
    assert.match(figure.text, /synthetic data/);
    const shown = /lesion, boxed, (\S+), slice (\d+)/.exec(figure.text)!;
    assert(boxed.has(`${shown[1]}/${Number(shown[2]) - 1}`));

    const table = pointingTable(networks, { synthetic: true });
    assert(table instanceof Table);
    const { rows } = table;
    assert.deepEqual(rows.map((row) => row.slice(0, 3)), [
      ["one", String(first.length), String(subjects.length)],
      ["other", String(second.length), "1"],
    ]);
    assert.match(rows[0]![3]!, /^\d+ % \[\d+, \d+\]$/);
    // One subject alone tells nothing of others.
    assert.match(rows[1]![3]!, /\[0, 100\]$/);
  }));

Deno.test("a cohort without a table of boxes has none, which is said in the place of the maps", () =>
  withFolder(async (folder) => {
    assert.equal(await openLesionBoxes(folder), null);
    const places = [
      await gradCamFigure({ root: folder, slices: [] }, null, { synthetic: false }),
      pointingTable(null, { synthetic: false }),
    ];
    for (const place of places) {
      assert(place instanceof Note);
      assert.match(place.text, /No table of this cohort has boxes/);
    }
    const without = await gradCamFigure(
      { root: folder, slices: [] },
      [{ title: "one", maps: [] }],
      { synthetic: false },
    );
    assert(without instanceof Note);
  }));
