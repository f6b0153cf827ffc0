import assert from "node:assert/strict";
import { join } from "node:path";
import { readCohort, surveyCohort } from "hemoleak/cohort/cohort.ts";
import { writeCohort } from "hemoleak/cohort/cohort_files.ts";
import { Pseudonyms, resolveFiles } from "hemoleak/cohort/scan/pseudonyms.ts";
import { CohortError } from "hemoleak/error.ts";
import { ctSlice, withTree } from "../../fixtures/dicom_writer.ts";
import { readsCsv } from "../../fixtures/reads.ts";

const SALT = "a long secret";

/** Patients whose folders and series are named after them too, and one of everything that goes wrong. */
function tree() {
  const files: Record<string, Uint8Array | string> = {
    "reads.csv": readsCsv({
      "HILDEGARD-1": ["ICH", "SDH"],
      "HILDEGARD-2": [],
      "HILDEGARD-3": [],
      "HILDEGARD-9": [],
    }),
    "HILDEGARD notes.txt": "no image",
  };
  const add = (folder: string, patient: string, series: number, more: object = {}) => {
    for (const z of [0, 5, 10, 15]) {
      files[`${folder}/HILDEGARD${z}.dcm`] = ctSlice({
        patientId: patient,
        series,
        instance: `${series}.${z}`,
        position: [0, 0, z],
        ...more,
      });
    }
  };
  add("HILDEGARD-1/CT HILDEGARD thick", "HILDEGARD-1", 1);
  add("HILDEGARD-1/CT HILDEGARD other", "HILDEGARD-1", 2);
  add("HILDEGARD-2/CT HILDEGARD", "HILDEGARD-2", 3);
  add("copy of HILDEGARD-2/CT HILDEGARD", "HILDEGARD-2", 3);
  add("HILDEGARD-3/CT HILDEGARD", "HILDEGARD-1", 4);
  add("HILDEGARD-X/CT HILDEGARD", "HILDEGARD-X", 5);
  files["HILDEGARD-2/CT HILDEGARD/size.dcm"] = ctSlice({
    ...{ patientId: "HILDEGARD-2", series: 3, instance: "3.99", position: [0, 0, 20] },
    changes: { "00280010": ["US", 3] },
  });
  return files;
}

Deno.test("nothing that is written holds a name of patient, study, series, folder or file", async () => {
  await withTree(tree(), async (root) => {
    const details: (string | undefined)[] = [];
    const cohort = await readCohort(root, { pseudonymSalt: SALT }, (_done, _total, detail) => {
      details.push(detail);
    });
    const plain = await readCohort(root);
    assert.deepEqual(
      cohort.slices.map(({ label, slice, position }) => [label, slice, position]).sort(),
      plain.slices.map(({ label, slice, position }) => [label, slice, position]).sort(),
    );
    assert.equal(cohort.rejected.length, plain.rejected.length);
    assert.equal(cohort.series.length, plain.series.length);
    const out = join(root, "out");
    await writeCohort(cohort, out);
    let written = JSON.stringify({ ...cohort, root: "" }) + details.join();
    for (const name of ["cohort.parquet", "series.csv", "studies.csv", "rejected.csv"]) {
      written += new TextDecoder("latin1").decode(await Deno.readFile(join(out, name)));
    }
    assert.doesNotMatch(written, /HILDEGARD/i);
    // The check can fail: without a salt the names are there.
    assert.match(JSON.stringify({ ...plain, root: "" }), /HILDEGARD/);
    assert.match(plain.rejected.map(({ reason }) => reason).join(), /HILDEGARD/);
    assert.match(plain.series.map(({ reason }) => reason).join(), /HILDEGARD/);
  });
});

Deno.test("files are found again under their pseudonyms, with the same salt only", async () => {
  await withTree(tree(), async (root) => {
    const plain = await readCohort(root);
    const { slices } = await readCohort(root, { pseudonymSalt: SALT });
    const files = await resolveFiles(root, SALT);
    assert.deepEqual(
      new Set(slices.map(({ file }) => files.get(file))),
      new Set(plain.slices.map(({ file }) => file)),
    );
    const others = await resolveFiles(root, "another salt");
    assert(slices.every(({ file }) => !others.has(file)));
  });
});

Deno.test("the order of studies tells nothing of the order of their names", async () => {
  const files: Record<string, Uint8Array | string> = {};
  const names = Array.from({ length: 12 }, (_, i) => `P-${i}`);
  for (const [i, name] of names.entries()) {
    for (const z of [0, 5, 10]) {
      files[`${name}/CT/${z}.dcm`] = ctSlice({
        ...{ patientId: name, series: i, instance: `${i}.${z}`, position: [0, 0, z] },
      });
    }
  }
  files["reads.csv"] = readsCsv(Object.fromEntries(names.map((name) => [name, []])));
  await withTree(files, async (root) => {
    const cohort = await readCohort(root, { pseudonymSalt: SALT });
    const pseudonyms = new Pseudonyms(SALT);
    const own = names.map((name) => pseudonyms.study(name));
    const studies = cohort.studies.map(({ study }) => study);
    assert.deepEqual(studies.toSorted(), own.toSorted());
    assert.notDeepEqual(studies, own);
    assert.deepEqual(cohort.table.map(({ study }) => study), studies);
    assert.deepEqual(cohort.series.map(({ study }) => study), studies);
  });
});

Deno.test("a pseudonym is HMAC-SHA256 of the kind and the name under the salt", () => {
  // printf 'patient\0CQ500-CT-0' | openssl dgst -sha256 -hmac 'a long secret'
  assert.equal(new Pseudonyms(SALT).patient("CQ500-CT-0"), "d0820c810fd17c35");
  const { patient, study, series, path } = Object.fromEntries(
    (["patient", "study", "series", "path"] as const).map((kind) => [
      kind,
      new Pseudonyms(SALT)[kind]("1"),
    ]),
  );
  assert.equal(new Set([patient, study, series, path]).size, 4);
  assert.notEqual(new Pseudonyms(SALT).patient("1"), new Pseudonyms("another salt").patient("1"));
});

Deno.test("a salt that can be guessed is refused", async () => {
  for (const salt of ["", "1234567", "𝒶𝒷𝒸𝒹"]) {
    assert.throws(() => new Pseudonyms(salt), CohortError);
  }
  await withTree(tree(), async (root) => {
    await assert.rejects(surveyCohort(root, { pseudonymSalt: "short" }), /at least 8 characters/);
  });
});
