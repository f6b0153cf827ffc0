import assert from "node:assert/strict";
import { join } from "node:path";
import { isHemoleakError } from "hemoleak/error.ts";
import { parseCsv } from "hemoleak/files/csv.ts";
import { StorageError } from "hemoleak/error.ts";
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
