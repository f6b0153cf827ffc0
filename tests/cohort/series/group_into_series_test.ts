import assert from "node:assert/strict";
import type { ScannedFile } from "hemoleak/cohort/scan/scan_folder.ts";
import { positionAlong, sliceNormal } from "hemoleak/cohort/series/geometry.ts";
import { groupIntoSeries } from "hemoleak/cohort/series/group_into_series.ts";
import { at, type Changes, scannedSeries, stack } from "../../fixtures/scanned_series.ts";

/** Each series' name, how many slices it has, and what it was split by. */
function summary(files: ScannedFile[]) {
  return groupIntoSeries(files).series.map(({ name, files, splitBy }) => {
    return [name, files.length, splitBy];
  });
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
  const { series: [ordered] } = groupIntoSeries(
    scannedSeries("tilted", positions, { changes: orientation }),
  );
  assert.deepEqual(ordered!.files.map(({ file }) => along[Number(file.slice(-7, -4)) - 1]), [
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
  const files = scannedSeries("CT", stack(6));
  files[2] = scannedSeries("CT", stack(6), { changes: { "00280010": ["US", 4] } })[2]!;
  files[4] = scannedSeries("CT", stack(6), { changes: { "00200032": null } })[4]!;
  const { series: [rest], rejected } = groupIntoSeries(files);
  assert.equal(rest!.files.length, 4);
  assert.deepEqual(rejected, [
    { file: "P/CT/003.dcm", reason: "another image size than the rest of its series" },
    {
      file: "P/CT/005.dcm",
      reason: "its header gives no position and orientation, so it has no place in its series",
    },
  ]);
});

Deno.test("a few images of another kind are odd ones, each with what it differs in", () => {
  const coronal: Changes = { "00200037": ["DS", "1\\0\\0\\0\\0\\-1"] };
  const { series, rejected } = groupIntoSeries([
    ...scannedSeries("CT", stack(5)),
    ...scannedSeries("CT", stack(2), { firstInstance: 6, changes: coronal }),
    ...scannedSeries("CT", stack(1), {
      firstInstance: 8,
      changes: { ...coronal, "00080008": ["CS", "ORIGINAL\\PRIMARY\\LOCALIZER"] },
    }),
    ...scannedSeries("CT", stack(1), {
      firstInstance: 9,
      changes: { "00280030": ["DS", "0.5\\0.5"] },
    }),
  ]);
  // Three coronal images are as many as a stack needs.
  assert.deepEqual(series.map(({ name, plane, files }) => [name, plane, files.length]), [
    ["CT", "axial", 5],
    ["CT (2)", "coronal", 3],
  ]);
  assert.deepEqual(rejected, [
    { file: "P/CT/009.dcm", reason: "another pixel spacing than the rest of its series" },
  ]);
  const { rejected: [scout] } = groupIntoSeries([
    ...scannedSeries("CT", stack(5)),
    ...scannedSeries("CT", stack(1), {
      firstInstance: 6,
      changes: { ...coronal, "00080008": ["CS", "ORIGINAL\\PRIMARY\\LOCALIZER"] },
    }),
  ]);
  assert.equal(scout!.reason, "a localizer of another orientation than the rest of its series");
});

Deno.test("two reconstructions under one SeriesInstanceUID become two series", () => {
  const marks: [string, Changes][] = [
    ["ConvolutionKernel", { "00181210": ["SH", "BONE"] }],
    ["ContrastBolusAgent", { "00180010": ["LO", "IOHEXOL"] }],
    ["SliceThickness", { "00180050": ["DS", "2.5"] }],
    ["ImageType", { "00080008": ["CS", "DERIVED\\SECONDARY\\REFORMATTED"] }],
    ["pixel spacing", { "00280030": ["DS", "0.25\\0.25"] }],
    ["image size", { "00280010": ["US", 4] }],
  ];
  for (const [mark, changes] of marks) {
    const files = [
      ...scannedSeries("CT", stack(6)),
      ...scannedSeries("CT", stack(4), { firstInstance: 7, changes }),
    ];
    assert.deepEqual(summary(files), [["CT", 6, mark], ["CT (2)", 4, mark]]);
  }
});

Deno.test("two kernels at different positions stay one series", () => {
  const bone: Changes = { "00181210": ["SH", "BONE"] };
  const files = [
    ...scannedSeries("CT", at(0, 5, 10)),
    ...scannedSeries("CT", at(15, 20, 25), { firstInstance: 4, changes: bone }),
  ];
  assert.deepEqual(summary(files), [["CT", 6, null]]);
});

Deno.test("two kernels, each acquired twice, become four series", () => {
  const bone: Changes = { "00181210": ["SH", "BONE"] };
  const files = [
    ...scannedSeries("CT", stack(4)),
    ...scannedSeries("CT", stack(4), { firstInstance: 5 }),
    ...scannedSeries("CT", stack(4), { firstInstance: 9, changes: bone }),
    ...scannedSeries("CT", stack(4), { firstInstance: 13, changes: bone }),
  ];
  assert.deepEqual(summary(files), [
    ["CT", 4, "InstanceNumber"],
    ["CT (2)", 4, "InstanceNumber"],
    ["CT (3)", 4, "InstanceNumber"],
    ["CT (4)", 4, "InstanceNumber"],
  ]);
});

Deno.test("two acquisitions are told apart by their number, else by the order of their images", () => {
  // The second goes down while the first went up; numbers of images interleave.
  const up = scannedSeries("CT", at(0, 5, 10, 15));
  const down = scannedSeries("CT", at(15, 10, 5, 0), { firstInstance: 101 });
  assert.deepEqual(summary([...up, ...down]), [
    ["CT", 4, "InstanceNumber"],
    ["CT (2)", 4, "InstanceNumber"],
  ]);
  const interleaved = [...up, ...down].map(({ header, ...image }, i) => ({
    ...image,
    header: { ...header, instanceNumber: i % 4, acquisitionNumber: i < 4 ? 1 : 2 },
  }));
  assert.deepEqual(summary(interleaved), [
    ["CT", 4, "AcquisitionNumber"],
    ["CT (2)", 4, "AcquisitionNumber"],
  ]);
});

Deno.test("two parts that overlap by a slice stay one series", () => {
  const lower = scannedSeries("CT", at(0, 2.5, 5, 7.5, 10));
  const upper = scannedSeries("CT", at(10, 15, 20, 25), { firstInstance: 6 });
  const parts = [...lower, ...upper].map(({ header, ...image }, i) => ({
    ...image,
    header: { ...header, acquisitionNumber: i < 5 ? 1 : 2 },
  }));
  assert.deepEqual(summary(parts), [["CT", 9, null]]);
});

Deno.test("a few bone slices beside the whole head are a series of their own", () => {
  const bone: Changes = { "00181210": ["SH", "BONE"] };
  const files = [
    ...scannedSeries("CT", stack(30)),
    ...scannedSeries("CT", stack(4), { firstInstance: 31, changes: bone }),
  ];
  assert.deepEqual(summary(files), [["CT", 30, "ConvolutionKernel"], [
    "CT (2)",
    4,
    "ConvolutionKernel",
  ]]);
});

Deno.test("a slice taken again and a dynamic series stay in one series, their repeats counted", () => {
  const again = [
    ...scannedSeries("CT", stack(6)),
    ...scannedSeries("CT", at(10), { firstInstance: 7 }),
  ];
  const { series: [repeated] } = groupIntoSeries(again);
  assert.equal(repeated!.geometry!.duplicates, 1);
  assert.equal(repeated!.splitBy, null);
  // A copy of one image, under its number.
  const copy = [...scannedSeries("CT", stack(9)), ...scannedSeries("CT", stack(9)).slice(4, 5)];
  assert.deepEqual(summary(copy), [["CT", 10, null]]);
  const times = Array.from({ length: 5 }, (_, i) => {
    return scannedSeries("CT", stack(4), { firstInstance: 1 + 4 * i });
  });
  const { series: [dynamic] } = groupIntoSeries(times.flat());
  assert.equal(dynamic!.files.length, 20);
  assert.equal(dynamic!.geometry!.duplicates, 16);
});

Deno.test("images directly in the root are not named by their SeriesDescription", () => {
  const [image] = scannedSeries("CT", stack(1), { changes: { "0008103e": ["LO", "DOE JOHN"] } });
  const { series: [unnamed] } = groupIntoSeries([{ ...image!, file: "1.dcm" }]);
  assert.equal(unnamed!.name, "series");
});

/** Images without a place, by what their headers say of their order. */
function unplaced(spec: (i: number) => Changes): ScannedFile[] {
  return Array.from({ length: 4 }, (_, i) => {
    const nowhere: Changes = { "00200032": null, "00200037": null, ...spec(i) };
    return scannedSeries("CT", stack(4), { changes: nowhere })[i]!;
  });
}

Deno.test("without positions slices are in order of SliceLocation, InstanceNumber or file, if asked", () => {
  const order = (files: ScannedFile[]) => {
    const { series: [only], rejected } = groupIntoSeries(files, { orderByNumber: true });
    assert.deepEqual(rejected, []);
    const places = only!.files.map(({ file }) => Number(file.slice(-7, -4)));
    return [only!.orderedBy, places, only!.positions];
  };
  const location = (i: number): Changes => ({ "00201041": ["DS", String([30, 10, 40, 20][i])] });
  const number = (i: number): Changes => ({ "00200013": ["IS", String([3, 1, 4, 2][i])] });
  assert.deepEqual(order(unplaced(location)), ["SliceLocation", [2, 4, 1, 3], [10, 20, 30, 40]]);
  assert.deepEqual(order(unplaced(number)), ["InstanceNumber", [2, 4, 1, 3], [0, 1, 2, 3]]);
  const same = unplaced((i) => ({ ...number(i), "00201041": ["DS", "0"] }));
  assert.deepEqual(order(same), ["InstanceNumber", [2, 4, 1, 3], [0, 1, 2, 3]]);
  const nothing = unplaced(() => ({ "00200013": null }));
  assert.deepEqual(order(nothing), ["file name", [1, 2, 3, 4], [0, 1, 2, 3]]);
  const { series: [unasked] } = groupIntoSeries(unplaced(location));
  assert.deepEqual([unasked!.orderedBy, unasked!.positions], ["position", []]);
});

Deno.test("slices without a position are a series of their own beside those that have one, if asked", () => {
  const files = scannedSeries("CT", stack(6));
  files[4] = scannedSeries("CT", stack(6), { changes: { "00200032": null } })[4]!;
  const { series, rejected } = groupIntoSeries(files, { orderByNumber: true });
  assert.deepEqual(rejected, []);
  const found = series.map(({ name, files, orderedBy }) => [name, files.length, orderedBy]);
  assert.deepEqual(found, [["CT", 5, "position"], ["CT (2)", 1, "InstanceNumber"]]);
});
