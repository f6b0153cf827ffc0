import assert from "node:assert/strict";
import { join } from "node:path";
import { readDicomHeaderFile } from "hemoleak/dicom/header_file.ts";
import { CohortError } from "hemoleak/error.ts";
import { parseCsv } from "hemoleak/files/csv.ts";
import { BloodBoxes } from "hemoleak/phantom/blood_boxes.ts";
import { BOXES_TABLE, writePhantom } from "hemoleak/phantom/cohort.ts";
import { phantomSubject } from "hemoleak/phantom/subject.ts";
import { withFolder } from "../fixtures/with_folder.ts";

Deno.test("a box is the smallest rectangle around the blood of one kind", () => {
  const blood = new BloodBoxes();
  assert.deepEqual(blood.boxes, []);
  for (const [column, row] of [[7, 3], [5, 4], [6, 9]] as const) blood.add("IPH", column, row);
  blood.add("SAH", 1, 2);
  assert.equal(blood.pixels, 4);
  assert.deepEqual(blood.boxes, [
    { finding: "IPH", x: 5, y: 3, width: 3, height: 7 },
    { finding: "SAH", x: 1, y: 2, width: 1, height: 1 },
  ]);
});

Deno.test("every slice with blood has boxes of the subject's findings, no other slice has", () => {
  const seen = new Set<string>();
  for (let index = 0; index < 10; index++) {
    const options = { subjects: 10, slices: 8, size: 64 };
    const { boxes, bleedPixels, findings } = phantomSubject(index, options, 1);
    for (const [slice, ofSlice] of boxes.entries()) {
      assert.equal(ofSlice.length > 0, bleedPixels[slice]! > 0);
      const area = ofSlice.reduce((sum, { width, height }) => sum + width * height, 0);
      assert(area >= bleedPixels[slice]!);
      for (const { finding, x, y, width, height } of ofSlice) {
        assert(findings.includes(finding), `${finding} of ${findings}`);
        assert(x >= 0 && y >= 0 && x + width <= 64 && y + height <= 64);
        seen.add(finding);
      }
    }
  }
  assert(seen.size >= 4, [...seen].join());
  assert(phantomSubject(0, { subjects: 4, slices: 3, size: 64 }, 0).boxes.flat().length === 0);
});

Deno.test("the cohort's table names images that are there, by their UIDs", async () => {
  await withFolder(async (folder) => {
    await writePhantom(folder, { subjects: 4, slices: 5, size: 64 });
    const uids = new Map<string, string>();
    for (let subject = 0; subject < 4; subject++) {
      const series = join(folder, `PHANTOM-CT-${subject}`, "Unknown Study", "CT Plain");
      for await (const { name } of Deno.readDir(series)) {
        const header = await readDicomHeaderFile(join(series, name), name);
        uids.set(header.sopInstanceUid, `${header.seriesInstanceUid} ${header.studyInstanceUid}`);
      }
    }
    const rows = parseCsv(
      await Deno.readTextFile(join(folder, BOXES_TABLE)),
      BOXES_TABLE,
      ["SOPInstanceUID", "data", "labelName"],
      CohortError,
    );
    assert(rows.length > 4);
    for (const { values } of rows) {
      const { SOPInstanceUID, SeriesInstanceUID, StudyInstanceUID, data } = values;
      assert.equal(uids.get(SOPInstanceUID!), `${SeriesInstanceUID} ${StudyInstanceUID}`);
      assert.match(data!, /^\{'x': \d+, 'y': \d+, 'width': \d+, 'height': \d+\}$/);
    }
  });
});
