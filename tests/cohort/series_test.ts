import assert from "node:assert/strict";
import { readDicomHeader } from "hemoleak/dicom/header.ts";
import { positionAlong, sliceNormal } from "hemoleak/cohort/geometry.ts";
import type { ScannedFile } from "hemoleak/cohort/scan.ts";
import { groupIntoSeries } from "hemoleak/cohort/series.ts";
import { selectSeries, type SeriesRule } from "hemoleak/cohort/select_series.ts";
import { ctElements, dicomBytes, SYNTAX, type Value } from "../fixtures/dicom_writer.ts";

type Changes = Record<string, [vr: string, value: Value] | null>;

/** The files of a series: one at each position, in the order given. */
function series(
  folder: string,
  positions: readonly (readonly number[])[],
  changes: Changes = {},
): ScannedFile[] {
  return positions.map((position, i) => {
    const file = `P/${folder}/${String(i).padStart(3, "0")}.dcm`;
    const elements = ctElements({
      "00080018": ["UI", `2.25.${i}`],
      "0020000e": ["UI", `2.25.${[...folder].map((c) => c.charCodeAt(0)).join("")}`],
      "0008103e": null,
      "00200032": ["DS", position.map((value) => value.toFixed(4)).join("\\")],
      ...changes,
    });
    return { file, frame: 0, header: readDicomHeader(dicomBytes(elements, SYNTAX.explicit), file) };
  });
}

/** Positions straight up, `spacing` mm apart. */
function stack(count: number, spacing = 5): number[][] {
  return Array.from({ length: count }, (_, i) => [-125, -125, i * spacing]);
}

/** What becomes of each series: its name and `kept`, or the reason why not. */
function decide(files: ScannedFile[], rule?: SeriesRule): Record<string, string> {
  const choices = selectSeries(groupIntoSeries(files).series, rule);
  return Object.fromEntries(choices.map(({ series: { name }, kept, reason }) => {
    return [name, kept ? "kept" : reason];
  }));
}

Deno.test("slices are ordered along the normal of a tilted gantry, not by z or file name", () => {
  // The table moves along z while the gantry is tilted by 20 degrees, and y of the first pixel varies
  // so that z alone would give another order.
  const angle = 20 * Math.PI / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const orientation: Changes = {
    "00200037": ["DS", `1\\0\\0\\0\\${cos.toFixed(6)}\\${(-sin).toFixed(6)}`],
  };
  // Distances along the normal (0, sin, cos) 5 mm apart, shifted within the plane by up to 40 mm.
  const along = [2, 0, 3, 1, 4];
  const within = [40, 0, -40, 20, 10];
  const positions = along.map((step, i) => {
    const [n, t] = [step * 5, within[i]!];
    return [-125, n * sin + t * cos, n * cos - t * sin];
  });
  const { series: [ordered] } = groupIntoSeries(series("tilted", positions, orientation));
  assert.deepEqual(ordered!.files.map(({ file }) => along[Number(file.slice(-7, -4))]), [
    0,
    1,
    2,
    3,
    4,
  ]);
  const rounded = ordered!.positions.map((position) => Number(position.toFixed(3)));
  assert.deepEqual(rounded, [0, 5, 10, 15, 20]);
  assert.equal(ordered!.spacing?.toFixed(3), "5.000");
  assert.equal(ordered!.plane, "axial");
  const byHeight = positions.map(([, , z]) => z!).toSorted((a, b) => a - b);
  assert.notDeepEqual(along.map((_, i) => byHeight.indexOf(positions[i]![2]!)), along);
});

Deno.test("the normal points to the head whatever the direction of rows and columns", () => {
  assert.deepEqual(sliceNormal([1, 0, 0, 0, 1, 0]), [0, 0, 1]);
  assert.deepEqual(sliceNormal([-1, 0, 0, 0, 1, 0]).map((value) => value + 0), [0, 0, 1]);
  assert.equal(positionAlong([0, 0.6, 0.8], [7, 10, 20]), 22);
  const tilted = sliceNormal([1, 0, 0, 0, 0.8, -0.6]);
  assert.deepEqual(tilted.map((value) => Number(value.toFixed(12))), [0, 0.6, 0.8]);
});

Deno.test("files that do not fit their series are rejected, the rest stays", () => {
  const files = series("CT", stack(6));
  files[2] = series("CT", stack(6), { "00280010": ["US", 4] })[2]!;
  files[4] = series("CT", stack(6), { "00200032": null })[4]!;
  const { series: [rest], rejected } = groupIntoSeries(files);
  assert.equal(rest!.files.length, 4);
  assert.deepEqual(rejected, [
    {
      file: "P/CT/002.dcm",
      reason: "another orientation or image size than the rest of its series",
    },
    {
      file: "P/CT/004.dcm",
      reason: "its header gives no position and orientation, so it has no place in its series",
    },
  ]);
});

Deno.test("one plain soft-tissue axial series of a study is kept, the others with their reasons", () => {
  const decisions = decide([
    ...series("scout", stack(3), { "00080008": ["CS", "ORIGINAL\\PRIMARY\\LOCALIZER"] }),
    ...series("CT PLAIN THIN", stack(80, 0.625)),
    ...series("CT Plain 5MM", stack(10)),
    ...series("CT agent", stack(10), { "00180010": ["LO", "OMNIPAQUE 350"] }),
    ...series("CT POST CONTRAST", stack(10)),
    ...series("CT 4cc sec 150cc D3D on", stack(10)),
    ...series("CT kernel", stack(10), { "00181210": ["SH", "BONEPLUS"] }),
    ...series("CT Siemens", stack(10), { "00181210": ["SH", "H60s"] }),
    ...series("CT BONE", stack(10), { "00181210": ["SH", "UNHEARD OF"] }),
    ...series("coronal", stack(10).map(([x, , z]) => [x!, z!, 0]), {
      "00200037": ["DS", "1\\0\\0\\0\\0\\-1"],
    }),
    ...series("CT chest", stack(10)),
    ...series("body", stack(10), { "00180015": ["CS", "ABDOMEN"] }),
    ...series("short", stack(1)),
    ...series("MR", stack(10), { "00080060": ["CS", "MR"] }),
    ...series("dose", stack(3), { "00080016": ["UI", "1.2.840.10008.5.1.4.1.1.7"] }),
    ...series("report", stack(3), { "7fe00010": null }),
  ]);
  assert.deepEqual(decisions, {
    "scout": "a localizer (ImageType LOCALIZER)",
    "CT PLAIN THIN": 'plain, soft-tissue, axial, but "CT Plain 5MM" is preferred ' +
      "(slices 0.63 mm apart here, 5 mm there)",
    "CT Plain 5MM": "kept",
    "CT agent": "with contrast agent: ContrastBolusAgent is set",
    "CT POST CONTRAST": 'with contrast agent: named "CT POST CONTRAST"',
    "CT 4cc sec 150cc D3D on": 'with contrast agent: named "CT 4cc sec 150cc D3D on"',
    "CT kernel": "bone or lung kernel: ConvolutionKernel is BONEPLUS",
    "CT Siemens": "bone or lung kernel: ConvolutionKernel is H60s",
    "CT BONE": 'bone or lung kernel: named "CT BONE"',
    "coronal": "coronal slices, not axial",
    "CT chest": 'another region: named "CT chest"',
    "body": "another region: BodyPartExamined is ABDOMEN",
    "short": "1 slice; a series needs at least 3",
    "MR": "modality MR, not CT",
    "dose": "secondary captures, not CT slices",
    "report": "holds no images",
  });
});

Deno.test("names that mean plain are not taken for contrast", () => {
  const plain = [
    "CT PRE CONTRAST THIN",
    "CT Non-Contrast",
    "CT wo contrast",
    "CT POST OP",
    "CT NECT",
  ];
  for (const name of plain) {
    assert.equal(decide(series(name, stack(5)))[name], "kept", name);
  }
  for (const name of ["CT CE", "CT POSTCONTRAST", "CT CTA head", "CT C+", "POST_CONTRAST_5mm"]) {
    assert.match(decide(series(name, stack(5)))[name]!, /with contrast agent/, name);
  }
});

Deno.test("headers go first: a soft kernel is soft whatever its name", () => {
  const kernel = (name: string): Changes => ({ "00181210": ["SH", name] });
  for (const name of ["STANDARD", "SOFT", "H31s", "J40s\\3", "FC26"]) {
    assert.equal(
      decide(series("CT bone window", stack(5), kernel(name)))["CT bone window"],
      "kept",
    );
  }
  for (const name of ["BONE", "EDGE", "LUNG", "Hr64h\\3", "FC30", "FC81"]) {
    assert.match(decide(series("CT", stack(5), kernel(name))).CT!, /ConvolutionKernel is/);
  }
});

Deno.test("the wanted spacing decides between equals, then the number of slices", () => {
  const files = [...series("thin", stack(80, 0.625)), ...series("thick", stack(10))];
  assert.equal(decide(files).thick, "kept");
  assert.equal(decide(files, { spacing: 0.625 }).thin, "kept");
  const same = [...series("few", stack(5)), ...series("many", stack(12))];
  assert.equal(decide(same).many, "kept");
  assert.equal(
    decide(series("few", stack(5)), { minimumSlices: 8 }).few,
    "5 slices; a series needs at least 8",
  );
});

Deno.test("all: every readable axial series, and what cannot be read still left", () => {
  const decisions = decide([
    ...series("bone", stack(5), { "00181210": ["SH", "BONE"] }),
    ...series("contrast", stack(5)),
    ...series("chest", stack(5)),
    ...series("sagittal", stack(5).map(([, y, z]) => [z!, y!, 0]), {
      "00200037": ["DS", "0\\1\\0\\0\\0\\-1"],
    }),
    ...series("one position", [[0, 0, 0], [0, 0, 0], [0, 0, 0]]),
  ], { series: "all" });
  assert.deepEqual(decisions, {
    "bone": "kept",
    "contrast": "kept",
    "chest": "kept",
    "sagittal": "sagittal slices, not axial",
    "one position": "all slices are at one position",
  });
});

Deno.test("a series in a syntax that cannot be decoded is left for one that can", () => {
  const compressed = series("A", stack(5)).map(({ file }, i) => {
    const elements = ctElements({
      "0020000e": ["UI", "2.25.1.65"],
      "00200032": ["DS", `0\\0\\${i * 5}`],
    });
    const bytes = dicomBytes(elements, "1.2.840.10008.1.2.4.90");
    return { file, frame: 0, header: readDicomHeader(bytes, file) };
  });
  assert.deepEqual(decide([...compressed, ...series("B", stack(5))]), {
    "A": "JPEG 2000 Lossless (1.2.840.10008.1.2.4.90) is not supported yet",
    "B": "kept",
  });
});
