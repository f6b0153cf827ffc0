import assert from "node:assert/strict";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { CohortError } from "hemoleak/error.ts";
import { readCohort } from "hemoleak/cohort/cohort.ts";
import { openCohort } from "hemoleak/cohort/open_cohort.ts";
import { readCohortParquet, writeCohort } from "hemoleak/cohort/cohort_files.ts";
import { ctSlice, withTree } from "../fixtures/dicom_writer.ts";
import { readsCsv } from "../fixtures/reads.ts";

function tree() {
  const files: Record<string, Uint8Array | string> = {
    "reads.csv": readsCsv({ "CQ500-CT-0": ["ICH", "EDH"], "CQ500-CT-1": [], "CQ500-CT-2": [] }),
    "odd.txt": "no DICOM",
  };
  for (const number of [0, 1]) {
    for (let z = 0; z < 4; z++) {
      files[`S${number}/CT "plain", thin/${z}.dcm`] = ctSlice({
        patientId: `CQ500-CT-${number}`,
        series: number,
        instance: `${number}.${z}`,
        position: [-125, -120.5, z * 5 + 0.1],
        changes: {
          "00100010": ["PN", "CANARY^NAME"],
          "00100030": ["DA", "19991231"],
          "00104000": ["LT", "CANARY COMMENT"],
          ...(number === 1 ? { "00101010": ["AS", "045Y"], "00100040": ["CS", "F"] } : {}),
        },
      });
    }
  }
  return files;
}

Deno.test("cohort.parquet comes back as it was, and the same bytes a second time", async () => {
  await withTree(tree(), async (root) => {
    const cohort = await readCohort(root);
    assert.equal(cohort.slices.length, 8);
    const [first, second] = [join(root, "out/first"), join(root, "out/second")];
    await writeCohort(cohort, first);
    await writeCohort(cohort, second);
    assert.deepEqual(await readCohortParquet(join(first, "cohort.parquet")), cohort.slices);
    for (const name of ["cohort.parquet", "series.csv", "studies.csv", "rejected.csv"]) {
      const bytes = await Deno.readFile(join(first, name));
      assert.deepEqual(await Deno.readFile(join(second, name)), bytes);
      const text = new TextDecoder("latin1").decode(bytes);
      assert(!text.includes(root), `${name} holds the root`);
      assert.doesNotMatch(text, /CANARY|19991231/);
    }
    // Of what is known of a rejection, the table keeps the words.
    const rejected = cohort.rejected.map(({ file, reason }) => ({ file, reason }));
    assert.deepEqual(await openCohort(first, root), { ...cohort, rejected });
    // Until 0.1, `dropped` was `left`.
    const series = join(second, "series.csv");
    const old = (await Deno.readTextFile(series)).replace(",kept,", ",left,");
    await Deno.writeTextFile(series, old);
    const { series: decisions } = await openCohort(second, root);
    assert.deepEqual(decisions.map(({ decision }) => decision), ["dropped", "kept"]);
    assert.deepEqual(cohort.studies.map(({ age, sex }) => [age, sex]), [[null, null], [45, "F"]]);
    assert.equal(
      await Deno.readTextFile(join(first, "series.csv")),
      "study,series,decision,criterion,reason,slices,spacing,thickness,kernel,extent,tilt,missing," +
        "duplicates,notes\n" +
        'CQ500-CT-0,"CT ""plain"", thin",kept,,the plain soft-tissue axial series of the study,' +
        '4,5,,STANDARD,20,0,0,0,"pixels of 0.500 x 0.250 mm, made square by interpolation"\n' +
        'CQ500-CT-1,"CT ""plain"", thin",kept,,the plain soft-tissue axial series of the study,' +
        '4,5,,STANDARD,20,0,0,0,"pixels of 0.500 x 0.250 mm, made square by interpolation"\n',
    );
    assert.equal(
      await Deno.readTextFile(join(first, "studies.csv")),
      "study,label,IPH,IVH,SDH,EDH,SAH,age,sex,slices\n" +
        "CQ500-CT-0,1,0,0,0,1,0,,,4\nCQ500-CT-1,0,0,0,0,0,0,,,4\nCQ500-CT-2,0,0,0,0,0,0,,,0\n",
    );
    assert.equal(
      await Deno.readTextFile(join(first, "rejected.csv")),
      'file,reason\nodd.txt,"not a DICOM file: expected ""DICM"" at byte 128"\n' +
        "reads.csv,line 4: no DICOM files of study CQ500-CT-2\n",
    );
  });
});

Deno.test("a cohort that is not there whole is refused with what is missing", async () => {
  await withTree(tree(), async (root) => {
    const directory = join(root, "out");
    await writeCohort(await readCohort(root), directory);
    await Deno.remove(join(directory, "series.csv"));
    await assert.rejects(openCohort(directory, root), (error: Error) => {
      assert(error instanceof CohortError);
      assert.match(error.message, /series\.csv/);
      return true;
    });
  });
});

Deno.test("a file that is no cohort is refused with what is wrong", async () => {
  const column = (name: string, type: "STRING" | "INT32" | "DOUBLE", value: unknown) => ({
    name,
    type,
    data: [value] as unknown[],
  });
  const good = [
    ...["subject", "study", "series", "file", "sex"].map((name) => column(name, "STRING", "a")),
    ...["slice", "frame", "label", "IPH", "IVH", "SDH", "EDH", "SAH"].map((name) =>
      column(name, "INT32", 1)
    ),
    ...["position", "age"].map((name) => column(name, "DOUBLE", 1)),
  ];
  const write = (columnData: typeof good) => new Uint8Array(parquetWriteBuffer({ columnData }));
  const files = {
    "good.parquet": write(good),
    "missing.parquet": write(good.filter(({ name }) => name !== "subject")),
    "label.parquet": write(good.map((c) => c.name === "label" ? column("label", "INT32", 2) : c)),
    "null.parquet": write(good.map((c) => c.name === "file" ? column("file", "STRING", null) : c)),
    "text.parquet": "not Parquet",
  };
  await withTree(files, async (root) => {
    const refuses = (name: string, message: RegExp) =>
      assert.rejects(readCohortParquet(join(root, name)), (error: Error) => {
        assert(error instanceof CohortError, String(error.stack));
        assert.match(error.message, message);
        return true;
      });
    assert.equal((await readCohortParquet(join(root, "good.parquet"))).length, 1);
    await refuses("missing.parquet", /subject/);
    await refuses("label.parquet", /row 1, column label: expected 0 or 1 but found 2/);
    await refuses("null.parquet", /row 1, column file: expected text but found null/);
    await refuses("text.parquet", /text\.parquet: not readable as a cohort/);
    await refuses("none.parquet", /none\.parquet: expected a cohort but there is none/);
  });
});
