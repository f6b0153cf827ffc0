import assert from "node:assert/strict";
import { join } from "node:path";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { formatPredictions } from "hemoleak";
import { readCohort } from "hemoleak/cohort/cohort.ts";
import type { Cohort } from "hemoleak/cohort/cohort_tables.ts";
import { readDicomHeader } from "hemoleak/dicom/header.ts";
import { type DicomSlice, readDicom } from "hemoleak/dicom/read.ts";
import { preprocessCohort } from "hemoleak/preprocess/preprocess_cohort.ts";
import { exampleSlices } from "hemoleak/report/cohort/example_slices.ts";
import { examplesFigure } from "hemoleak/report/cohort/examples_figure.ts";
import { rejectedTable } from "hemoleak/report/cohort/rejected_table.ts";
import { scanFigure } from "hemoleak/report/cohort/scan_figure.ts";
import { seriesTable } from "hemoleak/report/cohort/series_table.ts";
import { table1Table } from "hemoleak/report/cohort/table1_table.ts";
import { type Displayable, JUPYTER_DISPLAY } from "hemoleak/report/media/displayable.ts";
import { stagesFigure } from "hemoleak/report/preprocess/stages_figure.ts";
import config from "../../deno.json" with { type: "json" };
import { withFolder } from "../fixtures/with_folder.ts";
import { CANARY, plantCohort, type PlantedCohort } from "./canary/planted_cohort.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");

/** The line or the surroundings in which a canary stands, or null. */
function canaryIn(text: string): string | null {
  const at = text.toUpperCase().indexOf(CANARY);
  return at < 0 ? null : text.slice(Math.max(0, at - 80), at + 80);
}

function assertNoCanary(text: string, where: string): void {
  assert.equal(canaryIn(text), null, where);
}

/** Runs the command line as its task does. */
async function hemoleak(...args: string[]) {
  const [, run, ...options] = config.tasks.hemoleak.command.split(" ");
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [run!, ...options.slice(0, -1), "cli/main.ts", ...args],
    cwd: PROJECT,
    env: { NO_COLOR: "1" },
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertNoCanary(out!, `standard output of ${args.join(" ")}`);
  assertNoCanary(err!, `standard error of ${args.join(" ")}`);
  return { code, out: out!, err: err! };
}

/** Looks through all files below a folder, and inside Parquet's pages; tells how many there were. */
async function assertNoCanaryBelow(folder: string): Promise<number> {
  let count = 0;
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    assertNoCanary(name, `names in ${folder}`);
    if (isDirectory) {
      count += await assertNoCanaryBelow(path);
      continue;
    }
    count++;
    const bytes = await Deno.readFile(path);
    assertNoCanary(new TextDecoder("latin1").decode(bytes), path);
    if (!name.endsWith(".parquet")) continue;
    const rows = await parquetReadObjects({ file: bytes.buffer });
    assertNoCanary(JSON.stringify(rows), path);
    const { key_value_metadata } = parquetMetadata(bytes.buffer);
    assertNoCanary(JSON.stringify(key_value_metadata ?? []), path);
  }
  return count;
}

/** Everything that can be seen of a thrown value. */
function textOfError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.message}\n${error.stack}\n${error.cause && textOfError(error.cause)}`;
}

async function withPlantedCohort(
  test: (cohort: PlantedCohort, out: string) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const root = join(folder, "root");
    await test(await plantCohort(root), join(folder, "out"));
  });
}

Deno.test("the files do hold what must not be told", async () => {
  await withPlantedCohort(async ({ root, files }) => {
    assert(files.length > 190);
    for (const file of files) {
      const bytes = await Deno.readFile(join(root, file));
      assert.notEqual(canaryIn(new TextDecoder("latin1").decode(bytes)), null, file);
      assertNoCanary(file, "names of files");
    }
  });
});

Deno.test("commands tell no text of a header, in what they print and write", async (t) => {
  await withPlantedCohort(async ({ root, files }, out) => {
    await t.step("ingest", async () => {
      const { code, out: text, err } = await hemoleak("ingest", root, "--out", out);
      assert.equal(code, 0, err);
      assert.match(text, /Table 1/);
      assert.match(await Deno.readTextFile(join(out, "rejected.csv")), /P-\d+-all/);
    });
    await t.step("ingest --series all --json --pseudonymise", async () => {
      const options = ["--series", "all", "--json", "--pseudonymise", "salt and pepper"];
      const { code, out: text, err } = await hemoleak(
        ...["ingest", root, "--out", `${out}-other`, ...options],
      );
      assert.equal(code, 0, err);
      assert(JSON.parse(text).slices > 0);
    });
    await t.step("preprocess", async () => {
      const { code, err } = await hemoleak("preprocess", root, "--out", out, "--size", "32");
      assert.equal(code, 0, err);
    });
    await t.step("decode", async () => {
      const npy = join(out, "image.npy");
      const [first] = files, last = files.findLast((file) => file.includes("-all"))!;
      assert.equal((await hemoleak("decode", join(root, first!), "--npy", npy)).code, 0);
      assert.equal((await hemoleak("decode", join(root, last), "--npy", npy)).code, 1);
    });
    await t.step("evaluate", async () => {
      const predictions = [0, 1].map((label) => {
        const subject = `P-${label}`;
        return { subject, study: subject, slice: "0", set: "test" as const, label, score: label };
      });
      await Deno.writeTextFile(
        join(out, "predictions.csv"),
        formatPredictions(predictions as never),
      );
      assert.equal((await hemoleak("evaluate", join(out, "predictions.csv"))).code, 0);
    });
    await t.step("the files written", async () => {
      assert(await assertNoCanaryBelow(out) > 8);
      assert(await assertNoCanaryBelow(`${out}-other`) > 3);
    });
  });
});

Deno.test("no error of a reader quotes a header, and no patient's text leaves it", async () => {
  await withPlantedCohort(async ({ root, files }) => {
    const bytes = (file: string) => Deno.readFile(join(root, file));
    let refused = 0;
    for (const file of files) {
      const read = readDicom(await bytes(file), file).catch((error: unknown) => ({ error }));
      const slice: DicomSlice | { error: unknown } = await read;
      if (!("error" in slice)) continue;
      refused++;
      assertNoCanary(textOfError(slice.error), file);
    }
    assert(refused > 20);
    const { patientId, age, sex, ...header } = readDicomHeader(await bytes(files[1]!), files[1]!);
    assert.deepEqual([patientId, age, sex], ["P-1", 61, "F"]);
    const patientFields = Object.keys(header).filter((name) => /patient|birth|name/i.test(name));
    assert.deepEqual(patientFields, []);
  });
});

Deno.test("tables and figures of a notebook tell no text of a header", async () => {
  await withPlantedCohort(async ({ root }, out) => {
    const told: string[] = [];
    const progress = (_done: number, _total: number, detail = "") => void told.push(detail);
    const cohort: Cohort = await readCohort(root, { series: "all" }, progress);
    const store = await preprocessCohort(cohort, out, { size: 32 }, progress);
    const synthetic = { synthetic: false, cohort: "cq500", profile: "quick", seed: 1 } as const;
    const examples = await exampleSlices(cohort);
    const shown: Displayable[] = [
      table1Table(cohort, synthetic as never),
      seriesTable(cohort.series),
      rejectedTable(cohort.rejected),
      rejectedTable(store.rejected),
      examplesFigure(examples, synthetic as never),
      stagesFigure(examples[0].image, { synthetic: false }, store.options),
      await scanFigure(cohort, examples[0].row.study, synthetic),
    ];
    store.close();
    for (const [i, one] of shown.entries()) {
      assertNoCanary(JSON.stringify(one[JUPYTER_DISPLAY]()), `display ${i}`);
    }
    assertNoCanary(JSON.stringify([cohort, store.rows, store.rejected, told]), "the cohort");
  });
});
