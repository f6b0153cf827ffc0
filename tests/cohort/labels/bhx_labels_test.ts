import assert from "node:assert/strict";
import { join } from "node:path";
import { readCohort } from "hemoleak/cohort/cohort.ts";
import { parseBhxBoxes } from "hemoleak/cohort/labels/bhx_boxes.ts";
import { openLesionBoxes } from "hemoleak/cohort/labels/lesion_boxes.ts";
import { readDicomHeaderFile } from "hemoleak/dicom/header_file.ts";
import { CohortError } from "hemoleak/error.ts";
import { ctSlice, withTree } from "../../fixtures/dicom_writer.ts";
import { readsCsv } from "../../fixtures/reads.ts";

const FILE = "3_Extrapolation_to_Selected_Series.csv";

/** A row of BHX 1.1: it begins with the row's number, under a column without a name. */
function box(number: number, [study, series, slice]: [number, number, number], label: string) {
  const sop = `2.25.9.${study}.${series}.${slice}`;
  const data = `"{'x': 320.95, 'y': 235.81, 'width': 30.68, 'height': 52.49}"`;
  const uids = `${sop},2.25.8.${series},2.25.7.${study}`;
  return `${number},${uids.split(",").slice(0, 1)},${data},${label},${uids.split(",")[1]},` +
    `${uids.split(",")[2]},Extrapolated`;
}

/** A table in BHX's form. */
function boxes(...rows: string[]): string {
  const header = ",SOPInstanceUID,data,labelName,SeriesInstanceUID,StudyInstanceUID,labelType";
  return [header, ...rows, ""].join("\n");
}

/** Four slices of a series, 5 mm apart. */
function series(study: number, series: number, folder: string, thickness = "5") {
  return Object.fromEntries([0, 1, 2, 3].map((slice) => [
    `CQ500CT${study} CQ500CT${study}/Unknown Study/${folder}/CT00000${slice}.dcm`,
    ctSlice({
      patientId: `CQ500-CT-${study}`,
      series,
      instance: `${study}.${series}.${slice}`,
      position: [-125, -120.5, slice * 5],
      changes: {
        "0020000d": ["UI", `2.25.7.${study}`],
        "00180050": ["DS", thickness],
      },
    }),
  ]));
}

const READS = readsCsv({
  "CQ500-CT-0": ["ICH", "IPH"],
  "CQ500-CT-1": [],
  "CQ500-CT-2": ["ICH"],
});

const TREE = {
  ...series(0, 10, "CT 5mm"),
  ...series(0, 11, "CT Plain Thin", "0.625"),
  ...series(1, 20, "CT 5mm"),
  ...series(2, 30, "CT 5mm"),
  "reads.csv": READS,
  [FILE]: boxes(
    box(0, [0, 10, 1], "Intraparenchymal"),
    box(1, [0, 10, 1], "Intraventricular"),
    box(2, [0, 10, 2], "Intraparenchymal"),
  ),
};

Deno.test("boxes label slices; a slice without one is negative only where BHX has looked", async () => {
  await withTree(TREE, async (root) => {
    const cohort = await readCohort(root, { dataset: "bhx" });
    const labels = cohort.slices.map(({ study, slice, label, IPH, IVH }) =>
      [study, slice, label, IPH, IVH].join(" ")
    );
    assert.deepEqual(labels, [
      // A series with boxes was looked at.
      "CQ500-CT-0 0 0 0 0",
      "CQ500-CT-0 1 1 1 1",
      "CQ500-CT-0 2 1 1 0",
      "CQ500-CT-0 3 0 0 0",
      // No reader saw blood, and there are no boxes.
      ...[0, 1, 2, 3].map((slice) => `CQ500-CT-1 ${slice} 0 0 0`),
      // Study 2 bleeds somewhere, but there are no boxes to say where.
    ]);
    assert.deepEqual(cohort.studies.map(({ study, label }) => [study, label]), [
      ["CQ500-CT-0", 1],
      ["CQ500-CT-1", 0],
    ]);
    const dropped = cohort.series.filter(({ decision }) => decision === "dropped");
    assert.deepEqual(dropped.map(({ study, series, criterion }) => [study, series, criterion]), [
      ["CQ500-CT-0", "CT Plain Thin", "labels"],
      ["CQ500-CT-2", "CT 5mm", "labels"],
    ]);
  });
});

Deno.test("boxes are told as shares of the square that an image is padded to", async () => {
  await withTree(TREE, async (root) => {
    const [boxed, open] = ["000001", "000000"].map((slice) => ({
      file: `CQ500CT0 CQ500CT0/Unknown Study/CT 5mm/CT${slice}.dcm`,
    }));
    const boxes = (await openLesionBoxes(root))!;
    const header = await readDicomHeaderFile(join(root, boxed!.file), boxed!.file);
    // Its rows are twice as far apart as its columns, and are made twice as many.
    assert.deepEqual(header.pixelSpacing, [0.5, 0.25]);
    const rows = 2 * header.rows, { columns } = header;
    const side = Math.max(rows, columns), top = (side - rows) >> 1, left = (side - columns) >> 1;
    const box = {
      x: (320.95 + left) / side,
      y: (2 * 235.81 + top) / side,
      width: 30.68 / side,
      height: 2 * 52.49 / side,
    };
    assert.deepEqual(await boxes.of(boxed!), [box, box]);
    assert.deepEqual(await boxes.of(open!), []);
  });
});

Deno.test("the wanted thickness chooses among series that BHX labels", async () => {
  await withTree(TREE, async (root) => {
    const cohort = await readCohort(root, { dataset: "bhx", thickness: "thin" });
    const kept = cohort.series.filter(({ decision }) => decision === "kept");
    assert.deepEqual(kept.map(({ study, series }) => [study, series]), [
      ["CQ500-CT-0", "CT 5mm"],
      ["CQ500-CT-1", "CT 5mm"],
    ]);
  });
});

Deno.test("beside reads.csv the readers' study labels are the default, as in the paper", async () => {
  await withTree(TREE, async (root) => {
    const paper = await readCohort(root);
    assert.deepEqual(paper.studies.map(({ label }) => label), [1, 0, 1]);
    assert(paper.slices.filter(({ study }) => study === "CQ500-CT-0").every((s) => s.label === 1));
    const bySlice = await readCohort(root, { labelUnit: "slice" });
    assert.deepEqual(bySlice.slices, (await readCohort(root, { dataset: "bhx" })).slices);
    const byStudy = await readCohort(root, { dataset: "bhx", labelUnit: "study" });
    assert.deepEqual(byStudy.slices, paper.slices);
  });
});

Deno.test("one type can be the label of a slice", async () => {
  await withTree(TREE, async (root) => {
    const cohort = await readCohort(root, { dataset: "bhx", finding: "IVH" });
    const positive = cohort.slices.filter(({ label }) => label === 1);
    assert.deepEqual(positive.map(({ study, slice }) => [study, slice]), [["CQ500-CT-0", 1]]);
    await assert.rejects(readCohort(root, { dataset: "bhx", finding: "Fracture" }), CohortError);
  });
});

Deno.test("a wrong join is noticed: an image with boxes is in another series than the table says", async () => {
  const table = boxes(
    box(0, [0, 10, 1], "Subdural").replace("2.25.8.10", "2.25.8.11"),
    box(1, [0, 10, 2], "Subdural"),
  );
  await withTree({ ...TREE, [FILE]: table }, async (root) => {
    const cohort = await readCohort(root, { dataset: "bhx" });
    assert.deepEqual(cohort.studies.map(({ study }) => study), ["CQ500-CT-1"]);
    assert.match(cohort.rejected[0]!.reason, /in another series or study than its header/);
  });
});

Deno.test("a wrong join is noticed: copies with new SOPInstanceUIDs have lost their labels", async () => {
  const renamed = series(0, 10, "CT 5mm");
  for (const [path, bytes] of Object.entries(renamed)) {
    const text = new TextDecoder("latin1").decode(bytes).replace("2.25.9.0.10.", "2.25.6.0.10.");
    renamed[path] = Uint8Array.from(text, (character) => character.charCodeAt(0));
  }
  await withTree({ ...TREE, ...renamed }, async (root) => {
    const cohort = await readCohort(root, { dataset: "bhx" });
    assert.deepEqual(cohort.studies.map(({ study }) => study), ["CQ500-CT-1"]);
    const reasons = cohort.rejected.map(({ reason }) => reason);
    assert(reasons.some((reason) => /SOPInstanceUIDs may have been replaced/.test(reason)));
    assert(reasons.includes("2 of 2 images with boxes are not among the files"));
  });
});

Deno.test("a chronic hemorrhage is one, but its type is not told", () => {
  const { images } = parseBhxBoxes(
    boxes(
      box(0, [0, 1, 0], "Chronic"),
      box(1, [0, 1, 0], "Epidural"),
      box(2, [0, 1, 1], "Subdural"),
      box(3, [0, 1, 1], "Chronic"),
    ),
    FILE,
  );
  const labels = [...images.values()].map(({ labels }) => labels);
  assert.deepEqual(labels, [
    { label: 1, IPH: null, IVH: null, SDH: null, EDH: 1, SAH: null },
    { label: 1, IPH: null, IVH: null, SDH: 1, EDH: null, SAH: null },
  ]);
});

Deno.test("places of boxes in columns of their own, as in the table of manual boxes", () => {
  const text =
    "SOPInstanceUID,SeriesInstanceUID,labelName,x,y,width,height\n1.2,1.1,Subdural,1,2,3,4\n";
  assert.equal(parseBhxBoxes(text, FILE).images.get("1.2")!.labels.SDH, 1);
  assert.throws(() => parseBhxBoxes(text.replace("3,4", "0,4"), FILE), /line 2, column data/);
});

Deno.test("a bad table is refused with file, line and column", () => {
  const good = boxes(box(0, [0, 1, 0], "Subdural"), box(1, [0, 1, 0], "Epidural"));
  const refusals: [string, RegExp][] = [
    [good.replace("labelName", "label"), /labelName is missing/],
    [good.replace("Epidural", "Edema"), /line 3, column labelName: expected Intraparenchymal/],
    [good.replace("'width': 30.68", "'width': -1"), /line 2, column data/],
    [good.replace("'x': 320.95, ", ""), /line 2, column data/],
    [
      good.replace("2.25.8.1,2.25.7.0,Extrapolated\n1", "2.25.8.9,2.25.7.0,Extrapolated\n1"),
      /line 3/,
    ],
    [boxes(), /found none/],
  ];
  for (const [text, message] of refusals) {
    assert.notEqual(text, good);
    assert.throws(() => parseBhxBoxes(text, FILE), (error: Error) => {
      assert(error instanceof CohortError, String(error.stack));
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("boxes without the readers' votes do not tell which studies have no blood", async () => {
  const { "reads.csv": _reads, ...tree } = TREE;
  await withTree(tree, async (root) => {
    await assert.rejects(
      readCohort(root, { dataset: "bhx" }),
      /reads\.csv which studies have none/,
    );
  });
});

Deno.test("a line number is of the file that is named: votes without images are reads.csv's", async () => {
  const votes = readsCsv({ "CQ500-CT-0": ["ICH", "IPH"], "CQ500-CT-1": [], "CQ500-CT-9": [] });
  await withTree({ ...TREE, "reads.csv": votes }, async (root) => {
    const { rejected } = await readCohort(root, { dataset: "bhx" });
    assert.deepEqual(rejected.filter(({ reason }) => reason.startsWith("line")), [
      { file: "reads.csv", line: 4, reason: "line 4: no DICOM files of study CQ500-CT-9" },
    ]);
  });
});

Deno.test("both tables as R, pandas and Excel write them again", async () => {
  const quoted = (text: string) => text.replaceAll(/^([^,\n"]*),/gm, '"$1",');
  const rewrites: [reads: (text: string) => string, boxes: (text: string) => string][] = [
    // R makes column names of its own.
    [(text) => text.replaceAll(":", "."), quoted],
    [(text) => text.replaceAll(",", ";"), (text) => text.replaceAll("\n", "\r\n")],
    [(text) => text.replaceAll(/,([01])(?=[,\r])/g, ",$1.0"), (text) => `\ufeff${text}`],
    [(text) => `sep=,\n${text}`, (text) => `${text},,,,,,\n`],
  ];
  await withTree(TREE, async (root) => {
    const { slices } = await readCohort(root, { dataset: "bhx" });
    for (const [reads, boxes] of rewrites) {
      await Deno.writeTextFile(`${root}/reads.csv`, reads(READS));
      await Deno.writeTextFile(`${root}/${FILE}`, boxes(TREE[FILE]));
      assert.deepEqual((await readCohort(root, { dataset: "bhx" })).slices, slices);
    }
  });
});
