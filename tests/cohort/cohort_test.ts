import assert from "node:assert/strict";
import { join } from "node:path";
import { CohortError } from "hemoleak/error.ts";
import { assertBothClasses, readCohort } from "hemoleak/cohort/cohort.ts";
import { ctSlice, type SliceSpec, withTree } from "../fixtures/dicom_writer.ts";
import { readsCsv } from "../fixtures/reads.ts";

const THIN = "Unknown Study/CT PLAIN THIN";

/** A study laid out as CQ500 does, its files in another order than its slices. */
function study(number: number, spec: Partial<SliceSpec> = {}, folder = THIN) {
  const name = `CQ500CT${number}`;
  const heights = [40, 30, 50, 35, 45];
  return Object.fromEntries(heights.map((z, i) => [
    `${name} ${name}/${folder}/CT00000${i}.dcm`,
    ctSlice({
      patientId: `CQ500-CT-${number}`,
      series: number * 10 + 1,
      instance: `${number}.${spec.series ?? 1}.${i}`,
      position: [-125, -120.5, z],
      ...spec,
    }),
  ]));
}

Deno.test("a cohort in CQ500's layout: one row a slice, feet to head, the study's label on each", async () => {
  const tree = {
    ...study(10),
    ...study(2),
    "reads.csv": readsCsv({ "CQ500-CT-2": ["ICH", "SDH"], "CQ500-CT-10": [] }),
  };
  await withTree(tree, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(cohort.studies, [
      {
        ...{ study: "CQ500-CT-2", subject: "CQ500-CT-2", age: null, sex: null, slices: 5 },
        ...{ label: 1, IPH: 0, IVH: 0, SDH: 1, EDH: 0, SAH: 0 },
      },
      {
        ...{ study: "CQ500-CT-10", subject: "CQ500-CT-10", age: null, sex: null, slices: 5 },
        ...{ label: 0, IPH: 0, IVH: 0, SDH: 0, EDH: 0, SAH: 0 },
      },
    ]);
    assert.deepEqual(cohort.rejected, []);
    const first = cohort.slices.slice(0, 5);
    assert.deepEqual(first.map(({ position }) => position), [30, 35, 40, 45, 50]);
    assert.deepEqual(first.map(({ slice }) => slice), [0, 1, 2, 3, 4]);
    assert.deepEqual(first.map(({ file }) => file.at(-5)), ["1", "3", "0", "4", "2"]);
    assert.deepEqual(new Set(first.map(({ label }) => label)), new Set([1]));
    assert.equal(first[0]!.file, `CQ500CT2 CQ500CT2/${THIN}/CT000001.dcm`);
    assert.equal(first[0]!.series, "CT PLAIN THIN");
  });
});

Deno.test("a study without label and a label without study are listed, the rest goes on", async () => {
  const tree = {
    ...study(0),
    ...study(7),
    "reads.csv": readsCsv({ "CQ500-CT-0": ["ICH"], "CQ500-CT-3": [] }),
  };
  await withTree(tree, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(cohort.studies.map(({ study }) => study), ["CQ500-CT-0"]);
    assert.deepEqual(cohort.rejected, [
      {
        file: `CQ500CT7 CQ500CT7/${THIN}`,
        reason: "5 files: the label table has no row for them (PatientID CQ500-CT-7)",
      },
      { file: "reads.csv", line: 3, reason: "line 3: no DICOM files of study CQ500-CT-3" },
    ]);
  });
});

Deno.test("a wrong join is noticed: PatientID and folder name different studies", async () => {
  const misplaced = study(1, { patientId: "CQ500-CT-0", series: 5 });
  const tree = {
    ...study(0),
    ...misplaced,
    "reads.csv": readsCsv({ "CQ500-CT-0": ["ICH"], "CQ500-CT-1": [] }),
  };
  await withTree(tree, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(cohort.studies.map(({ study, slices }) => [study, slices]), [
      ["CQ500-CT-0", 5],
    ]);
    assert.deepEqual(cohort.rejected[0], {
      file: `CQ500CT1 CQ500CT1/${THIN}`,
      reason: "5 files: PatientID says study CQ500-CT-0, but the folder says CQ500-CT-1",
    });
  });
});

Deno.test("a wrong join is noticed: one study's folder holds two patients", async () => {
  const tree = {
    ...study(0, { patientId: "A", series: 1 }),
    ...study(0, { patientId: "B", series: 2 }, "Unknown Study/CT 5MM"),
    ...study(1),
    "reads.csv": readsCsv({ "CQ500-CT-0": ["ICH"], "CQ500-CT-1": [] }),
  };
  await withTree(tree, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(cohort.studies.map(({ study }) => study), ["CQ500-CT-1"]);
    assert.match(cohort.rejected[0]!.reason, /CQ500-CT-0 name 2 patients \(A, B\)/);
  });
});

Deno.test("without PatientID the folder's name joins, and names the subject", async () => {
  const tree = { ...study(4, { patientId: "" }), "reads.csv": readsCsv({ "CQ500-CT-4": [] }) };
  await withTree(tree, async (root) => {
    const cohort = await readCohort(root);
    assert.equal(cohort.slices[0]!.subject, "CQ500-CT-4");
  });
});

Deno.test("copies of a patient in another folder are dropped and listed", async () => {
  const original = study(0);
  const copies = Object.fromEntries(
    Object.entries(original).map(([path, bytes]) => [`mirror ${path}`, bytes]),
  );
  const tree = { ...original, ...copies, "reads.csv": readsCsv({ "CQ500-CT-0": ["ICH"] }) };
  await withTree(tree, async (root) => {
    const cohort = await readCohort(root);
    assert.equal(cohort.slices.length, 5);
    assert.equal(cohort.rejected.length, 5);
    assert.deepEqual(cohort.rejected[0], {
      file: `mirror CQ500CT0 CQ500CT0/${THIN}/CT000000.dcm`,
      reason: `repeats the SOPInstanceUID of CQ500CT0 CQ500CT0/${THIN}/CT000000.dcm`,
    });
  });
});

Deno.test("a wrong join is noticed: the same image under two patients is neither's", async () => {
  const other = ctSlice({
    ...{ patientId: "CQ500-CT-1", series: 11, instance: "0.1.0", position: [-125, -120.5, 40] },
  });
  const tree = {
    ...study(0),
    ...study(1),
    [`CQ500CT1 CQ500CT1/${THIN}/CT000009.dcm`]: other,
    "reads.csv": readsCsv({ "CQ500-CT-0": ["ICH"], "CQ500-CT-1": [] }),
  };
  await withTree(tree, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(cohort.studies.map(({ slices }) => slices), [4, 5]);
    assert.equal(cohort.rejected.length, 2);
    for (const { reason } of cohort.rejected) assert.match(reason, /conflict.*another patient/);
  });
});

Deno.test("two series in one folder are told apart by UID and get names of their own", async () => {
  const bone = { "00181210": ["SH", "BONEPLUS"] as [string, string] };
  const second = Object.fromEntries(
    Object.entries(study(0, { series: 2, changes: bone })).map(([path, bytes]) => [
      path.replace("CT00000", "CT00001"),
      bytes,
    ]),
  );
  const tree = { ...study(0), ...second, "reads.csv": readsCsv({ "CQ500-CT-0": ["ICH"] }) };
  await withTree(tree, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(
      cohort.series.map(({ series, decision, reason }) => [series, decision, reason]),
      [
        ["CT PLAIN THIN", "kept", "the plain soft-tissue axial series of the study"],
        ["CT PLAIN THIN (2)", "dropped", "bone or lung kernel: ConvolutionKernel is BONEPLUS"],
      ],
    );
    const all = await readCohort(root, { series: "all" });
    assert.deepEqual(all.slices.map(({ slice }) => slice), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(all.studies.map(({ slices }) => slices), [10]);
  });
});

Deno.test("what is no slice of a cohort is listed with its reason", async () => {
  const tree = {
    ...study(0),
    "notes.txt": "measured by hand",
    "empty.dcm": new Uint8Array(0),
    "cut.dcm": ctSlice({ patientId: "X", series: 1, instance: "1", position: [0, 0, 0] }).slice(
      0,
      300,
    ),
    ".DS_Store": "litter",
    "DICOMDIR": "an index",
    "other.csv": "a table",
    "reads.csv": readsCsv({ "CQ500-CT-0": ["ICH"], "CQ500-CT-1": [] }),
    ...study(1, { changes: { "00080060": ["CS", "MR"] } }),
  };
  await withTree(tree, async (root) => {
    await Deno.symlink(join(root, "nowhere"), join(root, "broken link.dcm"));
    await Deno.symlink(root, join(root, "loop"));
    const cohort = await readCohort(root);
    assert.deepEqual(cohort.rejected.map(({ file }) => file), [
      "broken link.dcm",
      "cut.dcm",
      "empty.dcm",
      "loop",
      "notes.txt",
      "CQ500-CT-1",
    ]);
    assert.match(cohort.rejected[0]!.reason, /leads nowhere/);
    assert.match(cohort.rejected[1]!.reason, /damaged or cut-off/);
    assert.match(cohort.rejected[4]!.reason, /not a DICOM file/);
    assert.equal(cohort.rejected[5]!.reason, "none of its series is suitable");
    assert.equal(cohort.series[1]!.reason, "modality MR, not CT");
  });
});

Deno.test("a root that cannot be a cohort gives one error that says what is wrong", async () => {
  const fails = (files: Record<string, Uint8Array | string>, message: RegExp) =>
    withTree(files, async (root) => {
      await assert.rejects(readCohort(root), (error: Error) => {
        assert(error instanceof CohortError);
        assert.match(error.message, message);
        return true;
      });
    });
  const reads = { "reads.csv": readsCsv({ "CQ500-CT-0": [] }) };
  await assert.rejects(
    readCohort("/no/such/folder"),
    /\/no\/such\/folder: expected a folder of images but there is none/,
  );
  await fails({}, /: expected a label table, one of reads\.csv/);
  await fails(reads, /: expected images but found no file/);
  await fails({ ...reads, "a.txt": "x" }, /none among 1 \(a\.txt: not a DICOM file/);
  await fails({ ...reads, ...study(3) }, /nothing is left, .* no row for them/);
  const single = Object.entries(study(0)).slice(0, 1);
  await fails({ ...reads, ...Object.fromEntries(single) }, /1 slice; a series needs at least 3/);
});

Deno.test("progress counts every file once", async () => {
  const tree = { ...study(0), "reads.csv": readsCsv({ "CQ500-CT-0": [] }) };
  await withTree(tree, async (root) => {
    const calls: [number, number][] = [];
    await readCohort(root, {}, (done, total) => calls.push([done, total]));
    assert.deepEqual(calls.filter(([done]) => done > 0), [[1, 5], [2, 5], [3, 5], [4, 5], [5, 5]]);
  });
});

Deno.test("a cohort of one class is refused, with the class named", () => {
  assert.throws(() => assertBothClasses([{ label: 0 }, { label: 0 }]), /all 2 are without/);
  assert.throws(() => assertBothClasses([{ label: 1 }]), /all 1 are with;/);
  assertBothClasses([{ label: 0 }, { label: 1 }]);
});

Deno.test("a PatientID that studies share distinguishes nobody: each study is its own subject", async () => {
  const [first, second, third] = [0, 1, 2].map((number) => `CQ500-CT-${number}`) as [
    string,
    string,
    string,
  ];
  const table = { "reads.csv": readsCsv({ [first]: ["ICH"], [second]: [], [third]: [] }) };
  for (const patientId of ["ANONYMOUS", "0", "12345"]) {
    const tree = {
      ...study(0, { patientId, series: 1 }),
      ...study(1, { patientId, series: 2 }),
      ...study(2, { patientId: "another", series: 3 }),
      ...table,
    };
    await withTree(tree, async (root) => {
      const { studies, rejected, notes } = await readCohort(root);
      assert.deepEqual(rejected, []);
      assert.deepEqual(studies.map(({ study, subject }) => [study, subject]), [
        [first, first],
        [second, second],
        [third, "another"],
      ]);
      assert.equal(notes!.length, 1);
      assert.match(
        notes![0]!,
        new RegExp(`^PatientID ${patientId} is of 2 studies, .* nobody`),
      );
    });
  }
});
