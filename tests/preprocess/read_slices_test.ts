import assert from "node:assert/strict";
import { writeCohort } from "hemoleak/cohort/cohort_files.ts";
import { Pseudonyms } from "hemoleak/cohort/scan/pseudonyms.ts";
import { preprocessCohort } from "hemoleak/preprocess/preprocess_cohort.ts";
import { readSlices } from "hemoleak/preprocess/read_slices.ts";
import type { CohortSlices } from "hemoleak/preprocess/workers/cohort_series.ts";
import { withFolder } from "../fixtures/with_folder.ts";
import { writeSmallCohort } from "./small_cohort.ts";
import { contents } from "./store_contents.ts";

const SALT = "a salt for this test";
const OPTIONS = { size: 16, iterations: 2, workers: 1 };

/** Runs a test with a cohort whose parquet file lies in `out`. */
async function withCohort(
  rows: (slices: CohortSlices["slices"]) => CohortSlices["slices"],
  test: (folder: string, cohort: CohortSlices) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const cohort = await writeSmallCohort(`${folder}/dicom`);
    const slices = [...rows(cohort.slices)];
    await writeCohort(
      { root: cohort.root, slices, studies: [], series: [], table: [], rejected: [] },
      `${folder}/out`,
    );
    await test(folder, cohort);
  });
}

/** As ingest with a salt writes them. */
function pseudonymised(slices: CohortSlices["slices"]): CohortSlices["slices"] {
  const names = new Pseudonyms(SALT);
  return slices.map((row) => ({
    ...row,
    subject: names.patient(row.subject),
    study: names.study(row.study),
    series: names.series(row.series),
    file: names.path(row.file),
  }));
}

Deno.test("a cohort that was ingested is read with its folder", () =>
  withCohort((slices) => slices, async (folder, cohort) => {
    assert.deepEqual(await readSlices(cohort.root, `${folder}/out`), cohort);
  }));

Deno.test("a cohort that was not ingested says what to run", () =>
  withFolder(async (folder) => {
    await assert.rejects(
      readSlices("DICOM", folder),
      {
        name: "CohortError",
        message:
          `${folder}/cohort.parquet: not found; run "hemoleak ingest DICOM --out ${folder}" first`,
      },
    );
  }));

Deno.test("with its salt a pseudonymised cohort gives the same images, and no name is written", () =>
  withCohort(pseudonymised, async (folder, cohort) => {
    await Deno.writeTextFile(`${cohort.root}/${cohort.slices[0]!.file}`, "not DICOM");
    await Deno.truncate(`${cohort.root}/${cohort.slices[1]!.file}`, 1000);
    await Deno.remove(`${cohort.root}/${cohort.slices[2]!.file}`);
    const hidden = await readSlices(cohort.root, `${folder}/out`, SALT);
    using store = await preprocessCohort(hidden, `${folder}/hidden`, OPTIONS);
    using plain = await preprocessCohort(cohort, `${folder}/plain`, OPTIONS);
    assert.equal(store.rows.length, 9);
    assert.deepEqual(store.rows, hidden.slices.slice(3));
    assert.deepEqual(store.read([...store.rows.keys()]), plain.read([...plain.rows.keys()]));
    assert.deepEqual(
      store.rejected.map(({ reason }) => reason),
      plain.rejected.map(({ reason }) => reason),
    );
    for (const [name, hex] of await contents(`${folder}/hidden`)) {
      const text = new TextDecoder("latin1").decode(Uint8Array.fromHex(hex));
      for (const word of ["Study", "CT Plain", "CT-Plain", "CT0000", "S-0", "S-1", "S-2"]) {
        assert.ok(!text.includes(word) && !name.includes(word), `${word} in ${name}`);
      }
    }
  }));

Deno.test("pseudonyms without the salt, or with another, are told as such", () =>
  withCohort(pseudonymised, async (folder, cohort) => {
    await assert.rejects(readSlices(cohort.root, `${folder}/out`), /files are pseudonyms; give/);
    await assert.rejects(
      readSlices(cohort.root, `${folder}/out`, "another salt than this"),
      /expected pseudonyms of files below .* but found none; give the folder and the salt/,
    );
  }));
