import assert from "node:assert/strict";
import { join } from "node:path";
import { isHemoleakError } from "hemoleak/error.ts";
import { parseCsv } from "hemoleak/files/csv.ts";
import { StorageError } from "hemoleak/error.ts";
import { Random } from "hemoleak/random.ts";
import { benchmarkPython } from "../../bench/python_environment.ts";
import { writeTrainerTable } from "../../bench/trainer_table.ts";
import config from "../../deno.json" with { type: "json" };
import { near } from "../evaluate/near.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");

/** The interpreter with scikit-learn, which the first test run installs; null where it cannot be had. */
async function scikitLearn(): Promise<string | null> {
  try {
    return await benchmarkPython("statistics");
  } catch (error) {
    if (!isHemoleakError(error)) throw error;
    console.log(`Left out, for want of scikit-learn: the ladder of its example (${error.message})`);
    return null;
  }
}

const PYTHON = await scikitLearn();

async function run(program: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd: PROJECT,
    env: { NO_COLOR: "1" },
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert.ok(success, `${args.join(" ")}\n${out}${err}`);
  return out!;
}

const hemoleak = (...args: string[]) =>
  run(Deno.execPath(), [...config.tasks.hemoleak.command.split(" ").slice(1), ...args]);

Deno.test({
  name: "the ladder of scikit_learn_ladder.py by --trainer is scikit-learn's own, to 1e-9",
  ignore: PYTHON === null,
  fn: () =>
    withFolder(async (folder) => {
      const { store, table } = await writeTrainerTable(folder);
      const grid = join(folder, "grid");
      const example = join("examples", "scikit_learn_ladder.py");
      await hemoleak(
        ...["grid", "plan", "--table", table, "--experiments", "ladder", "--seeds", "2"],
        ...["--trainer", `forest='${PYTHON}' ${example} '${store}' {split} {predictions} {seed}`],
        ...["--out", grid],
      );
      await hemoleak("grid", "run", grid);
      await hemoleak("grid", "collect", grid);
      const cells = parseCsv(
        await Deno.readTextFile(join(grid, "cells.csv")),
        "cells.csv",
        ["split", "labels", "auc", "run"],
        StorageError,
      ).map(({ values }) => values);
      assert.equal(cells.length, 8);
      const runs = cells.map((cell) => join(grid, "runs", cell["run"]!));
      const script = join(import.meta.dirname!, "ladder_alone.py");
      const alone: Record<string, number> = JSON.parse(
        await run(PYTHON!, [script, store, table, ...runs]),
      );
      for (const cell of cells) near(Number(cell["auc"]), alone[cell["run"]!]!, 1e-9);
      const { result: { auc } } = JSON.parse(await Deno.readTextFile(join(grid, "ladder.json")));
      for (const split of ["slice", "subject"]) {
        for (const labels of ["true", "permuted"]) {
          const own = cells.filter((cell) => cell["split"] === split && cell["labels"] === labels)
            .map((cell) => alone[cell["run"]!]!);
          near(
            auc[split][labels].mean,
            own.reduce((sum, each) => sum + each / own.length, 0),
            1e-9,
          );
        }
      }
    }),
});

const CLASSES = ["EDH", "SDH", "none"];

/** Stacks of 24 subjects of three classes, with two features: who a subject is, and a little of its class. */
async function writeClasses(path: string): Promise<void> {
  const random = new Random(1, "classes");
  const rows = Array.from({ length: 24 }, (_, i) => i).flatMap((subject) => {
    const label = CLASSES[subject % 3]!, [mu, sd] = [random.normal(), random.normal()];
    return Array.from({ length: 10 + subject % 7 }, (_, slice) => {
      const features = [mu + (label === "EDH" ? 1 : 0), sd - (label === "SDH" ? 1 : 0)]
        .map((mean) => mean + 0.2 * random.normal());
      return `s${subject},${slice},${label},${features.join(",")}\n`;
    });
  });
  await Deno.writeTextFile(path, `subject,slice,label,mu,sd\n${rows.join("")}`);
}

Deno.test({
  name: "the ladder of three classes by --trainer is scikit-learn's own, to 1e-9",
  ignore: PYTHON === null,
  fn: () =>
    withFolder(async (folder) => {
      const table = join(folder, "slices.csv"), grid = join(folder, "grid");
      await writeClasses(table);
      const trainer = join("tests", "examples", "class_trainer.py");
      const planned = await hemoleak(
        ...["grid", "plan", "--table", table, "--experiments", "ladder", "--seeds", "2"],
        ...["--classes", CLASSES.join(","), "--out", grid],
        ...["--trainer", `softmax='${PYTHON}' ${trainer} {split} {predictions} {seed}`],
      );
      assert.match(planned, /8 cells for ladder/);
      assert.match(await hemoleak("grid", "run", grid), /8 of 8 cells are finished/);
      const collected = await hemoleak("grid", "collect", grid);
      assert.match(collected, /softmax: the permutation ladder.*\n\n\| Class/);
      const columns = ["macro_auc", ...CLASSES.map((name) => `auc_${name}`)];
      const cells = parseCsv(
        await Deno.readTextFile(join(grid, "cells.csv")),
        "cells.csv",
        ["split", "labels", "run", ...columns],
        StorageError,
      ).map(({ values }) => values);
      assert.equal(cells.length, 8);
      const runs = cells.map((cell) => join(grid, "runs", cell["run"]!));
      const script = join(import.meta.dirname!, "class_ladder_alone.py");
      const alone: Record<string, Record<string, number>> = JSON.parse(
        await run(PYTHON!, [script, table, ...runs]),
      );
      for (const cell of cells) {
        for (const column of columns) {
          near(Number(cell[column]), alone[cell["run"]!]![column]!, 1e-9);
        }
      }
      const { result } = JSON.parse(await Deno.readTextFile(join(grid, "ladder.json")));
      const ladders = [
        ["macro_auc", result],
        ...result.classes.map((one: { name: string }) => {
          return [`auc_${one.name}`, one];
        }),
      ];
      for (const [column, { auc, identity, disease, inflation }] of ladders) {
        const mean = (split: string, labels: string) => {
          const own = cells.filter((cell) => cell["split"] === split && cell["labels"] === labels);
          return own.reduce((sum, cell) => sum + alone[cell["run"]!]![column]! / own.length, 0);
        };
        for (const split of ["slice", "subject"]) {
          for (const labels of ["true", "permuted"]) {
            near(auc[split][labels].mean, mean(split, labels), 1e-9);
          }
        }
        near(identity.value, mean("slice", "permuted") - identity.null.mean, 1e-9);
        near(disease.value, mean("subject", "true") - 0.5, 1e-9);
        near(inflation.difference, mean("slice", "true") - mean("subject", "true"), 1e-9);
      }
      assert.ok(result.identity.null.draws === 999 && result.identity.p <= 1);
      const [first] = runs;
      const judged = await hemoleak("evaluate", join(first!, "predictions.csv"));
      assert.match(judged, /3 classes[^]*macro AUC/);
    }),
});
