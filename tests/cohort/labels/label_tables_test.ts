import assert from "node:assert/strict";
import { join } from "node:path";
import { readCohort } from "hemoleak/cohort/cohort.ts";
import { openLabels } from "hemoleak/cohort/labels/label_tables.ts";
import { CohortError } from "hemoleak/error.ts";
import { cq500Study } from "../../fixtures/cq500.ts";
import { withTree } from "../../fixtures/dicom_writer.ts";
import { readsCsv } from "../../fixtures/reads.ts";

const TABLES = {
  "reads.csv": readsCsv({ A: ["ICH"], B: [] }),
  "3_Extrapolation_to_Selected_Series.csv":
    "SOPInstanceUID,SeriesInstanceUID,labelName,x,y,width,height\n1.2,1.1,Subdural,1,2,3,4\n",
  "stage_2_train.csv": "ID,Label\nID_a_any,0\n",
  "hemorrhage_diagnosis_raw_ct.csv":
    "PatientNumber,SliceNumber,Intraventricular,Intraparenchymal,Subarachnoid,Epidural,Subdural," +
    "No_Hemorrhage,Fracture_Yes_No\n49,1,0,0,0,0,0,1,0\n",
  "slices.csv": "path,subject,study,label\na,p,s,0\n",
};

Deno.test("the data set is told by its table's name in the root, and by its columns elsewhere", async () => {
  const expected = { cq500: 0, rsna2019: 2, physionet: 3, slices: 4 };
  for (const [dataset, index] of Object.entries(expected)) {
    const [name, text] = Object.entries(TABLES)[index]!;
    await withTree(
      { [`root/${name}`]: text, "elsewhere/t.csv": `\ufeff${text}` },
      async (folder) => {
        assert.equal((await openLabels(join(folder, "root"), {})).dataset, dataset);
        const labels = join(folder, "elsewhere/t.csv");
        assert.equal((await openLabels(folder, { labels })).dataset, dataset);
      },
    );
  }
});

Deno.test("boxes of BHX are the labels if slices are to have their own", async () => {
  await withTree(TABLES, async (root) => {
    const { "reads.csv": reads, "3_Extrapolation_to_Selected_Series.csv": boxes } = TABLES;
    const folder = join(root, "sub");
    await Deno.mkdir(folder);
    await Deno.writeTextFile(join(folder, "reads.csv"), reads);
    await Deno.writeTextFile(join(folder, "2_Extrapolation_to_All_Series.csv"), boxes);
    assert.equal((await openLabels(folder, {})).dataset, "cq500");
    assert.equal((await openLabels(folder, { labelUnit: "slice" })).dataset, "bhx");
    const { table } = await openLabels(folder, { dataset: "bhx" });
    assert.equal(table.file, "2_Extrapolation_to_All_Series.csv");
  });
});

Deno.test("no table, several tables, and labels of another kind are refused", async () => {
  const refuses = (
    files: Record<string, string>,
    options: Parameters<typeof openLabels>[1],
    message: RegExp,
  ) =>
    withTree(files, (root) =>
      assert.rejects(openLabels(root, options), (error: Error) => {
        assert(error instanceof CohortError, String(error.stack));
        assert.match(error.message, message);
        return true;
      }));
  const { "reads.csv": reads, "slices.csv": slices, "stage_2_train.csv": rsna } = TABLES;
  await refuses(
    {},
    {},
    /: expected a label table, one of reads\.csv, .*slices\.csv, but there is none/,
  );
  await refuses(
    {},
    { dataset: "rsna2019" },
    /\/stage_2_train\.csv: expected the label table but there is none/,
  );
  await refuses(
    {},
    { labels: "/no/such.csv" },
    /^\/no\/such\.csv: expected a label table but there is none/,
  );
  await refuses(
    { "slices.csv": slices, "stage_2_train.csv": rsna },
    {},
    /one label table but found/,
  );
  await refuses({ "reads.csv": reads }, { labelUnit: "slice" }, /labels of slices but reads\.csv/);
  await refuses(
    { "reads.csv": reads },
    { finding: "Edema" },
    /reads\.csv: expected a finding that it votes on/,
  );
  await refuses({ "slices.csv": slices }, { labels: "/dev/null" }, /columns of a label table/);
});

Deno.test("each reader's votes, each finding and the side of the blood can be asked for", async () => {
  const header = ["ICH", "IPH", "IVH", "SDH", "EDH", "SAH", "MidlineShift"];
  const columns = ["R1", "R2", "R3"].flatMap((reader) => header.map((name) => `${reader}:${name}`));
  const votes = ["1101001", "1000001", "0000000"].flatMap((three) => [...three]);
  const text = `name,Category,${columns.join(",")}\r\nA,B1,${votes.join(",")}\r\n`;
  await withTree({ "reads.csv": text }, async (root) => {
    const labels = async (options: Parameters<typeof openLabels>[1]) => {
      const { label, IPH, SDH } = (await openLabels(root, options)).table.studies.get("A")!;
      return [label, IPH, SDH];
    };
    assert.deepEqual(await labels({}), [1, 0, 0]);
    assert.deepEqual(await labels({ reader: "R1" }), [1, 1, 1]);
    assert.deepEqual(await labels({ reader: "R3" }), [0, 0, 0]);
    assert.deepEqual(await labels({ finding: "MidlineShift" }), [1, 0, 0]);
    assert.deepEqual(await labels({ reader: "R2", finding: "IPH" }), [0, 0, 0]);
    await assert.rejects(labels({ finding: "Fracture" }), CohortError);
  });
});

Deno.test("where the table names images, even one alone is taken", async () => {
  const table = "path,subject,study,label\na.dcm,P,S,1\n";
  const image = Object.values(cq500Study(7))[0]!;
  await withTree(
    { "a.dcm": image, "slices.csv": table.replace("P", "CQ500-CT-7") },
    async (root) => {
      const { slices } = await readCohort(root);
      assert.deepEqual(slices.map(({ file, label }) => [file, label]), [["a.dcm", 1]]);
      await assert.rejects(readCohort(root, { minimumSlices: 3 }), /1 slice; a series needs/);
    },
  );
});
