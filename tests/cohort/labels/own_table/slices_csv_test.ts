import assert from "node:assert/strict";
import { readCohort } from "hemoleak/cohort/cohort.ts";
import { SlicesCsvLabels } from "hemoleak/cohort/labels/own_table/slices_csv.ts";
import { CohortError } from "hemoleak/error.ts";
import { ctSlice, withTree } from "../../../fixtures/dicom_writer.ts";
import { niftiBytes } from "../../../fixtures/nifti_writer.ts";

/** Three slices of each of four patients. */
const PATHS = ["a", "b", "c", "d"].flatMap((patient) =>
  [0, 1, 2].map((slice) => ({ patient, slice, path: `images/${patient}/${slice}.dcm` }))
);

function images() {
  return Object.fromEntries(PATHS.map(({ patient, slice, path }) => [
    path,
    ctSlice({
      patientId: `ID-${patient}`,
      series: patient.charCodeAt(0),
      instance: `${patient.charCodeAt(0)}.${slice}`,
      position: [0, 0, slice * 5],
      changes: { "0020000d": ["UI", `2.25.${patient.charCodeAt(0)}`] },
    }),
  ]));
}

function table(rows: readonly string[], header = "path,subject,study,label") {
  return [header, ...rows, ""].join("\n");
}

const ROWS = PATHS.map(({ patient, slice, path }) => {
  return `${path},patient ${patient},study ${patient},${patient === "b" && slice > 0 ? 1 : 0}`;
});

Deno.test("slices.csv labels any data set, slice by slice", async () => {
  await withTree({ ...images(), "slices.csv": table(ROWS) }, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(cohort.rejected, []);
    assert.deepEqual(cohort.slices.map(({ label }) => label), [
      0,
      0,
      0,
      0,
      1,
      1,
      ...Array(6).fill(0),
    ]);
    assert.deepEqual(cohort.slices[4]!.IPH, null);
    assert.deepEqual(cohort.studies.slice(0, 2), [
      {
        ...{ study: "study a", subject: "patient a", age: null, sex: null, slices: 3, label: 0 },
        ...{ IPH: null, IVH: null, SDH: null, EDH: null, SAH: null },
      },
      {
        ...{ study: "study b", subject: "patient b", age: null, sex: null, slices: 3, label: 1 },
        ...{ IPH: null, IVH: null, SDH: null, EDH: null, SAH: null },
      },
    ]);
  });
});

Deno.test("types are read where they are told, and can be the label", async () => {
  const header = "path,subject,study,label,SDH,SAH";
  const rows = ROWS.map((row, i) => `${row},${i === 4 ? "1,0" : i < 6 ? "0," : ","}`);
  await withTree({ ...images(), "slices.csv": table(rows, header) }, async (root) => {
    const { slices } = await readCohort(root);
    assert.deepEqual([slices[4]!.SDH, slices[4]!.SAH, slices[4]!.IPH], [1, 0, null]);
    assert.deepEqual([slices[3]!.SDH, slices[3]!.SAH], [0, null]);
    const subdural = await readCohort(root, { finding: "SDH" });
    assert.deepEqual(subdural.slices.map(({ label }) => label), [0, 0, 0, 0, 1, 0]);
  });
});

Deno.test("frames of a volume can have labels of their own, or one for all", async () => {
  const volume = niftiBytes({
    size: [2, 2, 3],
    values: [...Array(12).keys()],
    sform: [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 5, 0]],
  });
  const header = "path,subject,study,label,frame";
  const rows = ["v/1.nii,p,s,0,0", "v/1.nii,p,s,1,1", "v/2.nii,q,t,1,"];
  const tree = { "v/1.nii": volume, "v/2.nii": volume, "slices.csv": table(rows, header) };
  await withTree(tree, async (root) => {
    const { slices, rejected } = await readCohort(root, { minimumSlices: 2 });
    assert.deepEqual(slices.map(({ file, frame, label }) => [file, frame, label]), [
      ...[["v/1.nii", 0, 0], ["v/1.nii", 1, 1]],
      ...[0, 1, 2].map((frame) => ["v/2.nii", frame, 1]),
    ]);
    assert.match(rejected[0]!.reason, /1 of 3 slices of "v": slices\.csv does not label them/);
  });
});

Deno.test("a wrong join is noticed: a table shifted by one row puts patients under two subjects", async () => {
  const rest = ROWS.map((row) => row.slice(row.indexOf(",")));
  const shifted = PATHS.map(({ path }, i) => path + rest.at(i - 1));
  await withTree({ ...images(), "slices.csv": table(shifted) }, async (root) => {
    await assert.rejects(readCohort(root), (error: Error) => {
      assert(error instanceof CohortError);
      assert.match(error.message, /under 2 subjects of slices\.csv .* are its rows shifted\?/);
      return true;
    });
  });
});

Deno.test("a wrong join is noticed: one patient's images as two subjects, the others stay", async () => {
  const rows = ROWS.map((row, i) =>
    i < 6 ? row.replace(/patient b,study b/, "patient x,study b") : row
  )
    .with(2, "images/a/2.dcm,patient x,study x,0");
  await withTree({ ...images(), "slices.csv": table(rows) }, async (root) => {
    const cohort = await readCohort(root);
    assert.deepEqual(cohort.studies.map(({ study }) => study), ["study b", "study c", "study d"]);
    const reasons = cohort.rejected.map(({ reason }) => reason);
    assert.equal(reasons.length, 2);
    for (const reason of reasons) assert.match(reason, /\(patient a, patient x\)/);
  });
});

Deno.test("images without a row and rows without an image are listed", async () => {
  const rows = [...ROWS.slice(0, 9), "images/e/0.dcm,patient e,study e,1"];
  await withTree({ ...images(), "slices.csv": table(rows) }, async (root) => {
    const { rejected } = await readCohort(root);
    assert.deepEqual(rejected, [
      { file: "images/d", reason: "3 files: the label table has no row for them" },
      { file: "slices.csv", line: 11, reason: "line 11: no image of study study e" },
    ]);
  });
});

Deno.test("a bad table is refused with file, line and column", () => {
  const refusals: [string, RegExp][] = [
    [table(ROWS, "path,subject,study,ICH"), /label is missing/],
    [table(["a,p,s,2"]), /line 2, column label: expected 0 or 1/],
    [table(["a,,s,0"]), /line 2, column subject: expected a value/],
    [table(["a,p,s,0", "b,q,s,0"]), /line 3, column subject: expected the subject that the study/],
    [table(["a,p,s,0", "a,p,t,0"]), /line 3, column study/],
    [table(["a,p,s,0", "a,p,s,0"]), /line 3, column path/],
    [table(["a,p,s,0,-1"], "path,subject,study,label,frame"), /line 2, column frame/],
    [table(["a,p,s,0,2"], "path,subject,study,label,EDH"), /line 2, column EDH/],
    [table([]), /found none/],
  ];
  for (const [text, message] of refusals) {
    assert.throws(() => new SlicesCsvLabels(text, "slices.csv"), (error: Error) => {
      assert(error instanceof CohortError, String(error.stack));
      assert.match(error.message, message);
      return true;
    });
  }
  assert.throws(
    () => new SlicesCsvLabels(table(ROWS), "slices.csv", { finding: "Fracture" }),
    CohortError,
  );
});

/** The images with other identities in their headers. */
function imagesOf(
  identity: (patient: string) => { patientId?: string; studyUid?: string },
): Record<string, Uint8Array> {
  return Object.fromEntries(PATHS.map(({ patient, slice, path }) => {
    const { patientId = `ID-${patient}`, studyUid = `2.25.${patient.charCodeAt(0)}` } = identity(
      patient,
    );
    const bytes = ctSlice({
      patientId,
      series: patient.charCodeAt(0),
      instance: `${patient.charCodeAt(0)}.${slice}`,
      position: [0, 0, slice * 5],
      changes: { "0020000d": ["UI", studyUid] },
    });
    return [path, bytes];
  }));
}

Deno.test("identities that tell nobody apart: the subjects are the table's, with a note", async () => {
  const identities: [Parameters<typeof imagesOf>[0], RegExp][] = [
    [() => ({ patientId: "ANONYMIZED" }), /PatientID ANONYMIZED is of 4 subjects of slices\.csv/],
    [() => ({ patientId: "0" }), /PatientID 0 is of 4 subjects/],
    [(patient) => ({ patientId: patient < "c" ? "X" : "Y" }), /PatientID X is of 2 subjects/],
    [() => ({ studyUid: "1.2.3" }), /all images have one StudyInstanceUID/],
    [() => ({ studyUid: "1.2.3", patientId: "ANON" }), /PatientID ANON .*one StudyInstanceUID/],
    [
      (patient) => ({ studyUid: "1.2.3", patientId: patient < "c" ? "unknown" : "000" }),
      /PatientID unknown is of 2 .*PatientID 000 is of 2/,
    ],
  ];
  for (const [identity, said] of identities) {
    await withTree({ ...imagesOf(identity), "slices.csv": table(ROWS) }, async (root) => {
      const { rejected, studies, notes = [] } = await readCohort(root);
      assert.deepEqual(rejected, []);
      assert.deepEqual(studies.map(({ subject }) => subject), [
        "patient a",
        "patient b",
        "patient c",
        "patient d",
      ]);
      assert.match(notes.join(" "), said);
    });
  }
});

Deno.test("a wrong join is noticed even where one of the identities says nothing", async () => {
  const rest = ROWS.map((row) => row.slice(row.indexOf(",")));
  const shifted = table(PATHS.map(({ path }, i) => path + rest.at(i - 1)));
  const identities: Parameters<typeof imagesOf>[0][] = [
    () => ({ patientId: "ANON" }),
    () => ({ studyUid: "1.2.3" }),
    () => ({ studyUid: "" }),
  ];
  for (const identity of identities) {
    await withTree({ ...imagesOf(identity), "slices.csv": shifted }, async (root) => {
      await assert.rejects(readCohort(root), { message: /are its rows shifted\?/ });
    });
  }
});

Deno.test("one subject in two spellings is one", async () => {
  const rows = ROWS.map((row) => row.replace("patient b", "001").replace("patient c", "1.0"));
  await withTree({ ...images(), "slices.csv": table(rows) }, async (root) => {
    const { studies, notes } = await readCohort(root);
    assert.deepEqual(studies.map(({ subject }) => subject), [
      "patient a",
      "001",
      "001",
      "patient d",
    ]);
    assert.deepEqual(notes, [
      "subjects of slices.csv that differ in spelling alone are one, such as 1.0 and 001",
    ]);
  });
});

Deno.test("paths may be written as on Windows, absolute, or with the root before them", async () => {
  const written: [(path: string, root: string) => string, RegExp][] = [
    [(path) => path.replaceAll("/", "\\"), /^$/],
    [(path) => `.\\${path.replaceAll("/", "\\")}`, /^$/],
    [(path) => `./${path}`, /^$/],
    [(path) => path.toUpperCase(), /^$/],
    [(path, root) => `${root}/${path}`, /paths are taken from \/.*\/ on/],
    [(path) => `/data/cohort/${path}`, /paths are taken from \/data\/cohort\/ on/],
    [(path) => `D:\\CT\\${path.replaceAll("/", "\\")}`, /paths are taken from D:\/CT\/ on/],
    [(path, root) => `${root.split("/").at(-1)}/${path}`, /paths are taken from [\w-]+\/ on/],
  ];
  for (const [write, said] of written) {
    await withTree(images(), async (root) => {
      const rows = ROWS.map((row, i) => {
        return write(PATHS[i]!.path, root) + row.slice(PATHS[i]!.path.length);
      });
      await Deno.writeTextFile(`${root}/slices.csv`, table(rows));
      const { rejected, slices, notes = [] } = await readCohort(root);
      assert.deepEqual(rejected, []);
      assert.deepEqual(slices.map(({ label }) => label), [0, 0, 0, 0, 1, 1, ...Array(6).fill(0)]);
      assert.match(notes.join(" "), said);
    });
  }
  // Another cohort's table, for all that can be told.
  await withTree(
    { ...images(), "slices.csv": table(ROWS.map((row) => `other/${row}`)) },
    async (root) => {
      await assert.rejects(readCohort(root), {
        message: /its paths are like other\/images\/a\/0\.dcm, and here there is images\/a\/0\.dcm/,
      });
    },
  );
});

Deno.test("slices.csv as other programs write it", async () => {
  const text = table(ROWS);
  const written = [
    table(ROWS.map((row) => `${row}.0`)),
    table(ROWS.map((row) => row.replace(/,1$/, ",True").replace(/,0$/, ",False"))),
    text.replaceAll(",", ";").replaceAll("\n", "\r\n"),
    `sep=\t\n${text.replaceAll(",", "\t")}`,
    text.replaceAll(/[^,\n]+/g, '"$&"'),
    text.replace("path,subject,study,label", "filename,PatientID,study_id,target"),
    `${text},,,\n`,
  ];
  for (const table of written) {
    await withTree({ ...images(), "slices.csv": table }, async (root) => {
      const { rejected, slices } = await readCohort(root);
      assert.deepEqual(rejected, []);
      assert.deepEqual(slices.map(({ label }) => label), [0, 0, 0, 0, 1, 1, ...Array(6).fill(0)]);
    });
  }
});

Deno.test("without a column study, each subject is one", async () => {
  const rows = ROWS.map((row) => row.split(",").toSpliced(2, 1).join(","));
  const text = table(rows, "path,subject,label");
  await withTree({ ...images(), "slices.csv": text }, async (root) => {
    const { slices, rejected, studies, notes = [] } = await readCohort(root);
    assert.deepEqual(rejected, []);
    assert.deepEqual(slices.map(({ label }) => label), [0, 0, 0, 0, 1, 1, ...Array(6).fill(0)]);
    assert.deepEqual(studies.map(({ study }) => study), studies.map(({ subject }) => subject));
    assert.match(notes.join(" "), /no column study/);
  });
});

Deno.test("columns may be named by hand, against their usual names", async () => {
  const header = "where,subject,patient,study,label,hemorrhage";
  const rows = ROWS.map((row) => {
    const [path, subject, study, label] = row.split(",");
    return [path, "a subgroup", subject, study, 0, label].join(",");
  });
  const columns = { path: "where", subject: "patient", label: "hemorrhage" };
  await withTree({ ...images(), "slices.csv": table(rows, header) }, async (root) => {
    const { slices, rejected } = await readCohort(root, { columns });
    assert.deepEqual(rejected, []);
    assert.deepEqual(slices.map(({ label }) => label), [0, 0, 0, 0, 1, 1, ...Array(6).fill(0)]);
    assert.equal(slices[0]!.subject, "patient a");
    const labels = `${root}/slices.csv`;
    assert.deepEqual((await readCohort(root, { columns, labels })).slices, slices);
    await assert.rejects(readCohort(root), { message: /path is missing; found where,subject/ });
  });
});

Deno.test("a packed table is read, also by its own name", async () => {
  const packed = new Blob([table(ROWS)]).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  await withTree({ ...images(), "slices.csv.gz": bytes }, async (root) => {
    assert.equal((await readCohort(root)).slices.length, 12);
    assert.equal((await readCohort(root, { labels: `${root}/slices.csv.gz` })).slices.length, 12);
  });
  await withTree({ ...images(), "slices.csv.gz": bytes.slice(0, 60) }, async (root) => {
    await assert.rejects(readCohort(root), { name: "CohortError", message: /cut off or damaged/ });
  });
});

Deno.test("any column of slices.csv may be the finding, beside a label or in its place", async () => {
  const nodules = ROWS.map((row, i) => `${row},${i % 3 === 0 ? 1 : 0}`);
  const header = "path,subject,study,label,nodule";
  await withTree({ ...images(), "slices.csv": table(nodules, header) }, async (root) => {
    const { slices } = await readCohort(root, { finding: "nodule" });
    assert.deepEqual(slices.map(({ label }) => label), PATHS.map((_, i) => i % 3 === 0 ? 1 : 0));
    await assert.rejects(readCohort(root, { finding: "drusen" }), {
      name: "CohortError",
      message:
        'slices.csv: expected a column or a label "drusen", the finding that is asked for, but found ' +
        "the columns path,subject,study,label,nodule and the labels “0”, “1”; without a finding, the " +
        "column label counts",
    });
  });
  const alone = PATHS.map(({ patient, path }) => `${path},${patient},${patient},1`);
  const own = table(alone, "path,subject,study,nodule");
  await withTree({ ...images(), "slices.csv": own }, async (root) => {
    const { slices } = await readCohort(root, { finding: "nodule" });
    assert.ok(slices.every(({ label }) => label === 1));
  });
});

Deno.test("labels may be names, of which the finding is positive, also several of one image", async () => {
  const named = PATHS.map(({ patient, slice, path }) =>
    `${path},${patient},${patient === "a" ? "No Finding" : slice > 0 ? "Effusion|Mass" : "Mass"}`
  );
  const tree = { ...images(), "slices.csv": table(named, "path,subject,Finding") };
  await withTree({ ...tree, "slices.csv": table(named, "path,subject,label") }, async (root) => {
    const { slices, notes, reading } = await readCohort(root, { finding: "effusion" });
    assert.deepEqual(
      slices.map(({ label }) => label),
      PATHS.map(({ patient, slice }) => patient !== "a" && slice > 0 ? 1 : 0),
    );
    assert.equal(reading!.finding, "effusion");
    assert.ok(
      notes!.includes(
        "slices.csv: labels: “effusion” is positive, negative are “No Finding”, “Mass”",
      ),
    );
    await assert.rejects(readCohort(root), {
      message:
        'slices.csv, line 2, column label: expected 0 or 1 but found "No Finding"; of labels ' +
        "that are names, --finding NAME says which is positive",
    });
    await assert.rejects(
      readCohort(root, { finding: "Efusion" }),
      /expected a column or a label "Efusion".*columns path,subject,label and the labels “No Finding”, “Mass”, “Effusion\|Mass”/,
    );
  });
  await withTree(tree, async (root) => {
    const byColumn = { columns: { label: "Finding" }, finding: "Mass" };
    const { slices } = await readCohort(root, byColumn);
    assert.equal(slices.filter(({ label }) => label === 1).length, 9);
    await assert.rejects(
      readCohort(root, { finding: "Mass" }),
      /expected a column "Mass", the finding that is asked for, or one of labels, but found path,subject,Finding$/,
    );
    // A table of its own name shows by the finding what it is.
    await Deno.rename(`${root}/slices.csv`, `${root}/Entries.csv`);
    const labels = `${root}/Entries.csv`;
    assert.equal((await readCohort(root, { labels, ...byColumn })).slices.length, 12);
    await assert.rejects(
      readCohort(root, { labels }),
      /--columns path=NAME,subject=NAME,label=NAME/,
    );
    await Deno.writeTextFile(
      labels,
      table(
        PATHS.map(({ path, patient }) => `${path},${patient},${patient === "a" ? 1 : 0}`),
        "path,subject,mass",
      ),
    );
    const own = await readCohort(root, { labels, finding: "Mass" });
    assert.equal(own.slices.filter(({ label }) => label === 1).length, 3);
  });
});

Deno.test("a type of hemorrhage may be a name among the labels as well", async () => {
  const rows = PATHS.map(({ patient, path }) =>
    `${path},${patient},${patient === "a" ? "SDH" : "none"}`
  );
  await withTree({ ...images(), "slices.csv": table(rows, "path,subject,label") }, async (root) => {
    const { slices } = await readCohort(root, { finding: "SDH" });
    assert.equal(slices.filter(({ label }) => label === 1).length, 3);
    await assert.rejects(readCohort(root, { finding: "EDH" }), /a column or a label "EDH"/);
  });
});

Deno.test("long labels are not repeated in a message, as they could be a report's text", async () => {
  const text = "The patient, who is known to us, came again with a headache since the morning";
  const rows = PATHS.map(({ patient, path }) =>
    `${path},${patient},${patient === "a" ? "mass" : `"${text}"`}`
  );
  await withTree({ ...images(), "slices.csv": table(rows, "path,subject,label") }, async (root) => {
    const { notes } = await readCohort(root, { finding: "mass" });
    assert.ok(notes!.includes("slices.csv: labels: “mass” is positive, negative are others"));
    const long = table(rows.toReversed(), "path,subject,label");
    await Deno.writeTextFile(`${root}/slices.csv`, long);
    await assert.rejects(readCohort(root), {
      message: /line 2, column label: expected 0 or 1 but found 77 characters of text; /,
    });
  });
});

Deno.test("paths may lack the folders and the extensions that the files have", async () => {
  const bare = PATHS.map(({ patient, slice }) => `${patient}-${slice}`);
  const files = Object.values(images());
  const tree = Object.fromEntries(
    bare.map((name, i) => [`part_${i % 2}/images/${name}.dcm`, files[i]!]),
  );
  const rows = bare.map((name) => `${name},${name[0]},${name[0] === "b" ? 1 : 0}`);
  const own = table(rows, "image_id,subject,label");
  await withTree({ ...tree, "slices.csv": own }, async (root) => {
    const { slices, notes, rejected } = await readCohort(root);
    assert.deepEqual(rejected, []);
    assert.deepEqual(
      slices.map(({ label }) => label),
      PATHS.map(({ patient }) => patient === "b" ? 1 : 0),
    );
    assert.ok(
      notes!.includes(
        "paths of slices.csv are not quite the files' own: a-0 is taken for part_0/images/a-0.dcm",
      ),
    );
  });
  const converted = table(rows.map((row) => row.replace(",", ".png,")), "path,subject,label");
  await withTree({ ...tree, "slices.csv": converted }, async (root) => {
    assert.equal((await readCohort(root)).slices.length, 12);
  });
  const alike = table(
    PATHS.map(({ patient, slice }) => `${slice}.dcm,${patient},0`),
    "path,subject,label",
  );
  await withTree({ ...tree, "slices.csv": alike }, async (root) => {
    await assert.rejects(readCohort(root), {
      message:
        "slices.csv, line 5, column subject: expected the subject that the file had in line 2; " +
        "paths of files that have one name need their folders",
    });
  });
  // Which of two it is, nothing says.
  const other = ctSlice({
    ...{ patientId: "ID-a", series: 97, instance: "97.7", position: [0, 0, 35] },
    changes: { "0020000d": ["UI", "2.25.97"] },
  });
  await withTree({ ...tree, "copy/a-1.dcm": other, "slices.csv": own }, async (root) => {
    const { rejected, studies } = await readCohort(root);
    assert.deepEqual(studies.map(({ subject }) => subject), ["b", "c", "d"]);
    assert.match(
      rejected.map(({ reason }) => reason).join("\n"),
      /copy\/a-1\.dcm and part_1\/images\/a-1\.dcm could both be a-1 of slices\.csv, line 3/,
    );
  });
  // Where paths are whole, a file that only ends like one of them is not it.
  const whole = { ...images(), "old/images/a/0.dcm": other };
  await withTree({ ...whole, "slices.csv": table(ROWS) }, async (root) => {
    const { rejected, slices } = await readCohort(root);
    assert.equal(slices.length, 12);
    assert.deepEqual(rejected, [
      { file: "old/images/a", reason: "1 file: the label table has no row for them" },
    ]);
  });
});

Deno.test("rows without an image are told study by study, those of unreadable files by the file", async () => {
  const { "images/a/1.dcm": _one, "images/a/2.dcm": _two, ...rest } = images();
  const tree = { ...rest, "images/b/1.dcm": "no image", "slices.csv": table(ROWS) };
  await withTree(tree, async (root) => {
    const { rejected, slices } = await readCohort(root);
    assert.equal(slices.length, 9);
    assert.deepEqual(rejected.map(({ file, reason }) => `${file}: ${reason}`), [
      "images/b/1.dcm: expected a DICOM, NIfTI, PNG, JPEG or TIFF file but found text",
      "slices.csv: line 3: no image of 2 files of study study a, such as images/a/1.dcm",
    ]);
  });
});
