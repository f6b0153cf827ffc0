import assert from "node:assert/strict";
import { join } from "node:path";
import { cq500Reads, cq500Study } from "../fixtures/cq500.ts";
import { ctSlice, withTree } from "../fixtures/dicom_writer.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");

/** Runs `hemoleak ingest`, reading one folder and writing another and with no other permission. */
async function ingest(root: string, out: string, ...more: string[]) {
  const program = `
    import { Command } from "commander";
    import { ingestCommand } from "${PROJECT}/cli/ingest.ts";
    const program = new Command().addCommand(ingestCommand());
    await program.parseAsync(Deno.args, { from: "user" }).catch((error) => {
      console.error(error.name, error.message);
      Deno.exit(1);
    });`;
  const main = join(root, "..", "main.ts");
  await Deno.writeTextFile(main, program);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--no-check", `--config=${PROJECT}/deno.json`],
      ...[`--allow-read=${root},${out},${PROJECT}`, `--allow-write=${out}`],
      ...[main, "ingest", root, "--out", out, ...more],
    ],
    cwd: PROJECT,
    clearEnv: true,
    env: { NO_COLOR: "1", PATH: Deno.env.get("PATH") ?? "", HOME: Deno.env.get("HOME") ?? "" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr) };
}

const TREE = {
  ...cq500Study(0, ["CT PLAIN THIN", "CT BONE"]),
  ...cq500Study(3),
  ...cq500Study(300),
  "remarks.txt": "no image",
  "reads.csv": cq500Reads(),
};

/** A folder with a data set and room for what is written. */
function withRoot(
  files: Record<string, Uint8Array | string>,
  test: (root: string, out: string) => Promise<void>,
) {
  const inRoot = Object.entries(files).map(([path, content]) => [`root/${path}`, content]);
  return withTree(Object.fromEntries(inRoot), (folder) => {
    return test(join(folder, "root"), join(folder, "out"));
  });
}

Deno.test("ingest prints Table 1 beside the paper's, its slips marked, and what became of all", async () => {
  await withRoot(TREE, async (root, out) => {
    const { code, out: text, err } = await ingest(root, out);
    assert.equal(code, 0, err);
    assert.match(text, /Table 1 +Label table +Here +The paper/);
    assert.match(text, /Scans +491 +3 +491/);
    assert.match(text, /Slices +– +15 +193,317/);
    assert.match(text, /Mean age ¹ +– +– +22\.43/);
    assert.match(
      text,
      /Intracranial hemorrhage ² +205 \(41\.75 %\) +2 \(66\.67 %\) +205 \(41\.17 %\)/,
    );
    assert.match(text, /Intracerebral as the paper counts ³ +162 \(32\.99 %\)/);
    assert.match(text, /² 205 of 491 is 41\.75 %; the paper prints 41\.17\./);
    assert.match(text, /Series: 3 kept, 1 dropped/);
    assert.match(text, /dropped +1 +with a bone or lung kernel \(5 slices\)/);
    assert.match(text, /could not be used: 489/);
    assert.match(text, /out\/cohort\.parquet: 15 slices of 3 studies/);
    const written = [...Deno.readDirSync(out)].map(({ name }) => name).sort();
    assert.deepEqual(written, [
      ...["cohort.json", "cohort.parquet", "rejected.csv", "series.csv", "studies.csv"],
    ]);
    assert.equal((await Deno.readTextFile(join(out, "studies.csv"))).split("\n").length, 493);
  });
});

Deno.test("--json prints one object and nothing else on standard output", async () => {
  await withRoot(TREE, async (root, out) => {
    const { code, out: text, err } = await ingest(root, out, "--json", "--series", "all");
    assert.equal(code, 0, err);
    const summary = JSON.parse(text);
    assert.deepEqual([summary.studies, summary.slices, summary.rejected], [3, 20, 489]);
    assert.equal(summary.table1[3].tableValue, 205);
    assert.deepEqual(summary.series.kept.map((count: { series: number }) => count.series), [4]);
    assert.deepEqual(summary.series.dropped, []);
    assert.equal(summary.files.slices, join(out, "cohort.parquet"));
  });
});

Deno.test("with a salt nothing is printed or written under its name", async () => {
  await withRoot(TREE, async (root, out) => {
    const { code, out: text, err } = await ingest(root, out, "--pseudonymise", "a long secret");
    assert.equal(code, 0, err);
    let all = (text + err).replaceAll(root, "").replaceAll(out, "");
    for (const { name } of Deno.readDirSync(out)) {
      all += new TextDecoder("latin1").decode(await Deno.readFile(join(out, name)));
    }
    assert.doesNotMatch(all, /CQ500-?CT|PLAIN|remarks/);
    const short = await ingest(root, out, "--pseudonymise", "short");
    assert.equal(short.code, 1);
    assert.match(short.err, /CohortError Expected a salt of at least 8 characters/);
  });
});

Deno.test("if nothing is left, the reasons are written before the error", async () => {
  await withRoot({ ...cq500Study(999), "reads.csv": cq500Reads() }, async (root, out) => {
    await Deno.mkdir(out);
    await Deno.writeTextFile(join(out, "cohort.parquet"), "of an earlier run");
    const { code, out: text, err } = await ingest(root, out, "--json");
    assert.equal(code, 1);
    assert.equal(text, "");
    assert.match(
      err,
      /CohortError .*: nothing is left, .*no row for them \(PatientID CQ500-CT-999\)/,
    );
    const rejected = await Deno.readTextFile(join(out, "rejected.csv"));
    assert.match(rejected, /no row for them/);
    assert.match(await Deno.readTextFile(join(out, "series.csv")), /^study,series,/);
    await assert.rejects(Deno.stat(join(out, "cohort.parquet")), Deno.errors.NotFound);
  });
});

Deno.test("names that would steer a terminal are printed as text", async () => {
  const reads = cq500Reads().replace("CQ500-CT-0,", "\u001b[2J\u009b2Js,");
  const image = Object.values(cq500Study(999))[0]!;
  await withRoot({ "2J2Js/plain/0.dcm": image, "reads.csv": reads }, async (root, out) => {
    const { code, out: text, err } = await ingest(root, out);
    assert.equal(code, 1);
    assert.match(err, /\\u001b\[2J\\u009b2Js, plain: 1 slice; a series needs at least 3/);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(text + err.replaceAll("\n", ""), /[\u0000-\u001f\u007f-\u009f]/);
  });
});

Deno.test("--thickness decides between equals, as --spacing did, which no help names", async () => {
  const tree: Record<string, Uint8Array | string> = { "reads.csv": cq500Reads() };
  for (const [series, thickness] of [5, 2].entries()) {
    for (let i = 0; i <= 100 / thickness; i++) {
      tree[`CQ500CT0/Unknown Study/CT ${thickness}mm/${i}.dcm`] = ctSlice({
        patientId: "CQ500-CT-0",
        series,
        instance: `${series}.${i}`,
        position: [-125, -120.5, thickness * i],
        changes: { "0020000d": ["UI", "2.25.7.0"], "00180050": ["DS", `${thickness}`] },
      });
    }
  }
  await withRoot(tree, async (root, out) => {
    const kept = async (...more: string[]) => {
      const { code, err } = await ingest(root, out, ...more);
      assert.equal(code, 0, err);
      return /,(CT \dmm),kept,/.exec(await Deno.readTextFile(join(out, "series.csv")))?.[1];
    };
    assert.equal(await kept(), "CT 5mm");
    assert.equal(await kept("--thickness", "2"), "CT 2mm");
    assert.equal(await kept("--spacing", "2"), "CT 2mm");
    const { out: help } = await ingest(root, out, "--help");
    assert.match(help, /--thickness <mm>/);
    assert.doesNotMatch(help, /--spacing/);
  });
});

Deno.test("options that make no sense are refused", async () => {
  await withRoot(TREE, async (root, out) => {
    for (
      const bad of [["--thickness", "0"], ["--spacing", "0"], ["--dataset", "x"], [
        "--label-unit",
        "patient",
      ]]
    ) {
      const { code, err } = await ingest(root, out, ...bad);
      assert.equal(code, 1, bad.join(" "));
      assert.match(err, /invalid/);
    }
    const { code, err } = await ingest(root, out, "--label-unit", "slice");
    assert.equal(code, 1);
    assert.match(err, /Expected labels of slices but reads\.csv labels studies/);
  });
});
