import assert from "node:assert/strict";
import fc from "fast-check";
import { groupIntoSeries } from "hemoleak/cohort/series/group_into_series.ts";
import { selectSeries, type SeriesRule } from "hemoleak/cohort/series/select_series.ts";
import { DICOM_NOTES } from "hemoleak/dicom/notes.ts";
import { type Changes, decide, scannedSeries, stack } from "../../fixtures/scanned_series.ts";

const AGENT: Changes = { "00180010": ["LO", "IOHEXOL"] };
const BONE: Changes = { "00181210": ["SH", "BONE"] };
const thick = (mm: number): Changes => ({ "00180050": ["DS", String(mm)] });

Deno.test("CQ500's names: the plain 5 mm series is kept, the others with their reasons", () => {
  const contrast = (word: string) => `with contrast agent: named "${word}"`;
  assert.deepEqual(
    decide([
      ...scannedSeries("CT PLAIN THIN", stack(240, 0.625)),
      ...scannedSeries("CT Plain", stack(30)),
      ...scannedSeries("CT 4cc sec 150cc D3D on", stack(240, 0.625)),
      ...scannedSeries("CT POST CONTRAST", stack(30)),
      ...scannedSeries("CT BONE", stack(240, 0.625), { changes: { "00181210": null } }),
      ...scannedSeries("CT CHEST", stack(60)),
      ...scannedSeries("CT I To S", stack(20)),
      ...scannedSeries("CT 0.625mm", stack(240, 0.625)),
    ]),
    {
      "CT 0.625mm":
        'plain, soft kernel, covers 150 mm, but slices of 0.63 mm; "CT Plain" is taken: ' +
        "slices of 5 mm",
      "CT 4cc sec 150cc D3D on": contrast("cc"),
      "CT BONE": 'bone or lung kernel: named "bone"',
      "CT CHEST": 'another region: named "chest"',
      "CT I To S": 'plain, soft kernel, but covers 100 mm, less than 120; "CT Plain" is taken: ' +
        "covers 150 mm",
      "CT Plain": "kept",
      "CT PLAIN THIN": "plain, soft kernel, covers 150 mm, but slices of 0.63 mm; " +
        '"CT Plain" is taken: slices of 5 mm',
      "CT POST CONTRAST": contrast("contrast"),
    },
  );
});

Deno.test("a study without plain series gets none, unless the rule says so", () => {
  const files = [
    ...scannedSeries("CT POST CONTRAST", stack(30)),
    ...scannedSeries("CT BONE", stack(30), { changes: BONE }),
  ];
  assert.deepEqual(decide(files), {
    "CT BONE": "bone or lung kernel: ConvolutionKernel is BONE",
    "CT POST CONTRAST": 'with contrast agent: named "contrast"',
  });
  assert.equal(decide(files, { contrast: "avoid" })["CT POST CONTRAST"], "kept");
  const both = decide(files, { contrast: "avoid", sharpKernel: "avoid" });
  assert.deepEqual(both, {
    "CT BONE": "kept",
    "CT POST CONTRAST": 'with contrast agent (named "contrast"); "CT BONE" is taken: plain',
  });
});

Deno.test("one folder with two series: each is decided on by itself", () => {
  const files = [
    ...scannedSeries("CT PLAIN THIN", stack(10), { series: "one" }),
    ...scannedSeries("CT PLAIN THIN", stack(10), {
      series: "two",
      firstInstance: 11,
      changes: BONE,
    }),
  ];
  assert.deepEqual(decide(files), {
    "CT PLAIN THIN": "kept",
    "CT PLAIN THIN (2)": "bone or lung kernel: ConvolutionKernel is BONE",
  });
});

/** How many slices, how many mm apart, with what in their headers. */
type StackSpec = readonly [count: number, spacing: number, changes: Changes];

/** Every criterion by itself, all before it being equal. */
const CRITERIA: [criterion: string, better: StackSpec, worse: StackSpec][] = [
  ["coverage", [26, 5, {}], [20, 5, thick(5)]],
  ["thickness", [40, 4, {}], [40, 3.5, {}]],
  ["thickness", [40, 4, thick(5)], [40, 5, thick(10)]],
  ["slices", [31, 5, {}], [30, 5, {}]],
];

Deno.test("each criterion decides where all before it are equal", () => {
  for (const [criterion, [count, spacing, changes], worse] of CRITERIA) {
    const { series } = groupIntoSeries([
      ...scannedSeries("A", stack(worse[0], worse[1]), { changes: worse[2] }),
      ...scannedSeries("B", stack(count, spacing), { changes }),
    ]);
    const [lost, won] = selectSeries(series);
    assert.deepEqual([lost!.kept, lost!.criterion], [false, criterion]);
    assert.deepEqual([won!.kept, won!.criterion], [true, criterion]);
  }
});

Deno.test("the winner's reason says by what, and equals go by their names", () => {
  const reasons = (rule?: SeriesRule) => {
    const files = ["b", "a"].flatMap((name) => scannedSeries(name, stack(30)));
    return selectSeries(groupIntoSeries(files).series, rule).map(({ reason }) => reason);
  };
  const facts = "plain, soft kernel, covers 150 mm, slices of 5 mm, 30 slices";
  assert.deepEqual(reasons(), [
    `${facts}; the best of 2 by name`,
    `${facts}; "a" is its equal and comes first`,
  ]);
  assert.deepEqual(reasons({ series: "all" }), ["readable axial CT", "readable axial CT"]);
  const [only] = selectSeries(groupIntoSeries(scannedSeries("a", stack(5))).series);
  assert.equal(only!.reason, "the plain soft-tissue axial series of the study");
  const [contrast] = selectSeries(
    groupIntoSeries(scannedSeries("a", stack(5), { changes: AGENT })).series,
    { contrast: "allow" },
  );
  assert.equal(
    contrast!.reason,
    "the only axial series that can be taken, though with contrast agent: ContrastBolusAgent is set",
  );
});

Deno.test("the wanted thickness: a number of mm, or thin", () => {
  const files = [1, 2.5, 5, 10].flatMap((mm) => {
    return scannedSeries(`${mm} mm`, stack(200, 1), { changes: thick(mm) });
  });
  const kept = (rule: SeriesRule) => {
    return Object.entries(decide(files, rule)).filter(([, what]) => what === "kept")[0]![0];
  };
  assert.equal(kept({}), "5 mm");
  assert.equal(kept({ thickness: "thin" }), "1 mm");
  assert.equal(kept({ thickness: 3 }), "2.5 mm");
  assert.equal(kept({ thickness: 9 }), "10 mm");
});

Deno.test("the whole brain goes before the wanted thickness, but a part is better than nothing", () => {
  const [part, whole] = [
    scannedSeries("5 mm", stack(15)),
    scannedSeries("thin", stack(200, 0.7)),
  ];
  assert.equal(decide([...part, ...whole]).thin, "kept");
  assert.equal(decide([...part, ...whole], { minimumCoverage: 60 })["5 mm"], "kept");
  assert.equal(decide(part)["5 mm"], "kept");
  // Of two parts the larger, unless they are about equal: 99 mm, 12 mm, 91 mm.
  const [most, slab, about] = [
    scannedSeries("most", stack(11, 9), { changes: { "00180050": ["DS", "9"] } }),
    scannedSeries("slab", stack(10, 1.25)),
    scannedSeries("about", stack(13, 7)),
  ];
  assert.equal(decide([...most, ...slab]).most, "kept");
  assert.equal(decide([...most, ...slab, ...about]).about, "kept");
});

Deno.test("all: every readable axial series, or those of the best kind", () => {
  const files = [
    ...scannedSeries("bone", stack(5), { changes: BONE }),
    ...scannedSeries("contrast", stack(5)),
    ...scannedSeries("chest", stack(5)),
    ...scannedSeries("plain", stack(5)),
    ...scannedSeries("sagittal", stack(5).map(([, y, z]) => [z!, y!, 0]), {
      changes: { "00200037": ["DS", "0\\1\\0\\0\\0\\-1"] },
    }),
    ...scannedSeries("one position", [[0, 0, 0], [0, 0, 0], [0, 0, 0]]),
  ];
  const others = {
    "sagittal": "sagittal slices, not axial",
    "one position": "all slices are at one position",
  };
  const all = { "bone": "kept", "contrast": "kept", "chest": "kept", "plain": "kept" };
  assert.deepEqual(decide(files, { series: "all" }), { ...all, ...others });
  const best: SeriesRule = { series: "all", sharpKernel: "avoid", contrast: "exclude" };
  assert.deepEqual(decide(files, best), {
    ...all,
    ...others,
    "bone":
      'plain, but bone or lung kernel (ConvolutionKernel is BONE); "chest" is taken: soft kernel',
    "contrast": 'with contrast agent: named "contrast"',
  });
});

Deno.test("what is out of the ordinary is noted beside the decision", () => {
  const positions = stack(12).filter((_, i) => i !== 6);
  const { series } = groupIntoSeries(scannedSeries("CT", positions, {
    changes: {
      "00200037": ["DS", "1\\0\\0\\0\\0.984808\\-0.173648"],
      "00280030": ["DS", "0.5\\0.5"],
      "00181210": ["SH", "DOE"],
    },
  }));
  const [{ notes, kernel, thickness }] = selectSeries(series) as [
    ReturnType<typeof selectSeries>[0],
  ];
  assert.deepEqual(notes, ["1 slice is missing", "gantry tilted by 10.0 degrees"]);
  assert.deepEqual([kernel, thickness], ["unknown", null]);
});

Deno.test("at most one series is kept, the same whatever the order of the files", () => {
  const kinds = [{}, AGENT, BONE, thick(5), thick(1)];
  const study = fc.array(
    fc.record({
      kind: fc.nat(4),
      count: fc.integer({ min: 1, max: 6 }),
      spacing: fc.constantFrom(1, 5),
    }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(fc.property(study, (all) => {
    const files = all.flatMap(({ kind, count, spacing }, i) => {
      return scannedSeries(`S${i}`, stack(count, spacing), { changes: kinds[kind]! });
    });
    const choices = decide(files);
    assert.deepEqual(decide(files.toReversed()), choices);
    const kept = Object.values(choices).filter((what) => what === "kept");
    const canBeKept = all.some(({ kind, count }) => count >= 3 && ![1, 2].includes(kind));
    assert.equal(kept.length, canBeKept ? 1 : 0);
  }));
});

Deno.test("what was out of the ordinary in reading files is noted, with their number", () => {
  const unsigned: Changes = { "00280103": ["US", 0], "00281052": null, "00281053": null };
  const files = scannedSeries("CT", stack(5), { changes: { "00280030": ["DS", "0.5\\0.5"] } });
  const odd = scannedSeries("CT", stack(5), {
    changes: { ...unsigned, "00280030": ["DS", "0.5\\0.5"] },
  });
  const [choice] = selectSeries(groupIntoSeries([...files.slice(0, 3), ...odd.slice(3)]).series);
  assert.deepEqual(choice!.notes, [`${DICOM_NOTES["no rescale"]} (2 of 5 images)`]);
});
