import assert from "node:assert/strict";
import { groupIntoSeries } from "hemoleak/cohort/series/group_into_series.ts";
import { readTraits } from "hemoleak/cohort/series/series_traits.ts";
import {
  at,
  type Changes,
  decide,
  scannedSeries,
  type ScannedSpec,
  stack,
} from "../../fixtures/scanned_series.ts";

/** What is said of a series of ten slices with changed headers, or `kept`. */
function decision(changes: Changes, folder = "CT"): string {
  return decide(scannedSeries(folder, stack(10), { changes }))[folder]!;
}

/** The same of one told by its folder's name alone. */
function named(folder: string): string {
  return decide(scannedSeries(folder, stack(10)))[folder]!;
}

Deno.test("what is no stack of CT slices is told by its headers", () => {
  const cases: [Changes, string][] = [
    [{ "00080060": ["CS", "MR"] }, "modality MR, not CT"],
    [{ "00080060": null }, "modality other or none, not CT"],
    [{ "7fe00010": null }, "holds no images"],
    [{ "00080008": ["CS", "ORIGINAL\\PRIMARY\\LOCALIZER"] }, "a localizer (ImageType LOCALIZER)"],
    [{ "00080016": ["UI", "1.2.840.10008.5.1.4.1.1.7"] }, "secondary captures, not CT slices"],
    [{ "00080016": ["UI", "1.2.840.10008.5.1.4.1.1.7.2"] }, "secondary captures, not CT slices"],
    [
      { "00080016": ["UI", "1.2.840.10008.5.1.4.1.1.88.67"], "00080060": ["CS", "SR"] },
      "a dose report",
    ],
    [
      { "00080008": ["CS", "DERIVED\\SECONDARY\\AXIAL\\MIP"] },
      "pictures made from slices (ImageType MIP)",
    ],
    [
      { "00080008": ["CS", "DERIVED\\PRIMARY\\PERFUSION\\CBF"] },
      "maps computed from slices (ImageType PERFUSION)",
    ],
    [
      { "00200032": null, "0008103e": ["LO", "Dose Report"] },
      'a picture of text (named "dose report")',
    ],
    [{ "00200037": null }, "no slice has a position and an orientation"],
    [{ "00280008": ["IS", "3"] }, "multi-frame objects that do not place their images"],
  ];
  for (const [changes, reason] of cases) assert.equal(decision(changes), reason);
});

Deno.test("pixel data that cannot be decoded are left for those that can", () => {
  // JPEG XL.
  const files = scannedSeries("A", stack(5), { syntax: "1.2.840.10008.1.2.4.112" });
  assert.deepEqual(decide([...files, ...scannedSeries("B", stack(5))]), {
    "A": "JPEG XL pixel data, which are not supported",
    "B": "kept",
  });
});

Deno.test("a few images from the side, or so named, are localizers", () => {
  const few = (folder: string, spec: ScannedSpec = {}) =>
    decide(scannedSeries(folder, stack(2), spec))[folder];
  const sagittal: Changes = { "00200037": ["DS", "0\\1\\0\\0\\0\\-1"] };
  assert.equal(few("CT", { changes: sagittal }), "a localizer, by its few sagittal images");
  assert.equal(few("CT Topogram"), 'a localizer (named "topogram")');
  assert.equal(few("CT"), "2 slices; a series needs at least 3");
  assert.equal(named("CT after scout"), "kept");
});

Deno.test("coronal and sagittal slices are no axial ones", () => {
  const coronal: Changes = { "00200037": ["DS", "1\\0\\0\\0\\0\\-1"] };
  const positions = stack(10).map(([x, , z]) => [x!, z!, 0]);
  const files = scannedSeries("CT", positions, { changes: coronal });
  assert.deepEqual(decide(files), { "CT": "coronal slices, not axial" });
});

Deno.test("contrast agent: by header first, then by names", () => {
  const agent = (text: string): Changes => ({ "00180010": ["LO", text] });
  assert.equal(decision(agent("DOE JOHN 100")), "with contrast agent: ContrastBolusAgent is set");
  assert.equal(
    decision(agent("OMNIPAQUE"), "CT PLAIN"),
    "with contrast agent: ContrastBolusAgent is set",
  );
  assert.equal(decision(agent("NONE")), "kept");
  const words = { "CT CE": "CE", "CT CTA head": "angiography", "POST_5mm": "post", "CT C+": "C+" };
  for (const [name, word] of Object.entries(words)) {
    assert.equal(named(name), `with contrast agent: named "${word}"`);
  }
  const plain = [
    "CT PRE CONTRAST THIN",
    "CT Non-Contrast",
    "CT wo contrast",
    "CT POST OP",
    "CT NECT",
  ];
  for (const name of plain) assert.equal(named(name), "kept", name);
});

Deno.test("many images at each position are a dynamic series, whatever its name", () => {
  const times = Array.from({ length: 5 }, (_, i) => {
    return scannedSeries("CT plain", stack(4), { firstInstance: 1 + 4 * i });
  });
  assert.deepEqual(decide(times.flat()), {
    "CT plain": "with contrast agent: 5 images at each position, as in perfusion",
  });
});

Deno.test("kernels: by header first, then by names", () => {
  const kernel = (text: string): Changes => ({ "00181210": ["SH", text] });
  assert.equal(decision(kernel("STANDARD"), "CT bone window"), "kept");
  assert.equal(decision(kernel("Hr64h\\3")), "bone or lung kernel: ConvolutionKernel is Hr64h");
  assert.equal(decision(kernel("DOE"), "CT BONE"), 'bone or lung kernel: named "bone"');
  assert.equal(decision(kernel("DOE")), "kept");
});

Deno.test("other regions: by header, by names, and by size where neither names the head", () => {
  const body = (text: string): Changes => ({ "00180015": ["CS", text] });
  assert.equal(
    decision(body("CHEST_DOE")),
    "another region: BodyPartExamined names the chest",
  );
  assert.equal(decision(body("HEAD"), "CT chest"), 'another region: named "chest"');
});

Deno.test("what is larger than a head is taken only where there is nothing else", () => {
  // 3 columns of 120 mm; a head takes 220 to 250 mm, a chest 350 to 500.
  const wide: Changes = { "00280030": ["DS", "120\\120"] };
  const long = Array.from({ length: 73 }, (_, i) => 5 * i);
  const files = [
    ...scannedSeries("head", stack(10)),
    ...scannedSeries("long", at(...long)),
    ...scannedSeries("wide", stack(10), { changes: wide }),
    ...scannedSeries("wide skull", stack(10), { changes: wide }),
    ...scannedSeries("wide too", stack(10), {
      changes: { ...wide, "00180015": ["CS", "HEAD"] },
    }),
  ];
  const other = (size: string) =>
    `another region (${size}, more than a head); "head" is taken: of the head`;
  const equal =
    'plain, soft kernel, covers 50 mm, less than 120, slices of 5 mm, 10 slices; "head" is ' +
    "its equal and comes first";
  assert.deepEqual(decide(files), {
    "head": "kept",
    "long": other("365 mm long"),
    "wide": other("360 mm wide"),
    "wide skull": equal,
    "wide too": equal,
  });
  assert.deepEqual(decide(scannedSeries("wide", stack(10), { changes: wide })), { "wide": "kept" });
});

Deno.test("no text of a header is in what is said of a series", () => {
  const canary = "CANARY";
  const texts = ["contrast", "bone", "chest", "dose report", "scout"].map((word) =>
    `${word} ${canary}`
  );
  for (const text of texts) {
    const changes: Changes = {
      "00080008": ["CS", `ORIGINAL\\PRIMARY\\${canary}`],
      "0008103e": ["LO", text],
      "00180010": ["LO", canary],
      "00180015": ["CS", text],
      "00181210": ["SH", `BONE ${canary}`],
    };
    for (const others of [{}, { "00080060": ["CS", canary] }, { "00200037": null }] as Changes[]) {
      const { series } = groupIntoSeries(
        scannedSeries("CT", stack(5), { changes: { ...changes, ...others }, syntax: "1.2.3.4" }),
      );
      const told = JSON.stringify([
        series.map((one) => readTraits(one, "CT")),
        decide(series.flatMap((s) => s.files)),
      ]);
      assert(!told.includes(canary), told);
    }
  }
});
