/**
 * The examples of trainers in other frameworks, run as their users run them: a small phantom, `grid plan
 * --table --trainer`, `grid run`, `grid collect`, for scikit-learn, PyTorch and Keras. Prints a Markdown table
 * of each one's ladder.
 *
 *     deno task examples [--only scikit_learn,pytorch]
 *
 * The packages, exact versions, are installed into the cache by the first run (2.7 GB; scikit-learn alone
 * 300 MB).
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import config from "../deno.json" with { type: "json" };
import { benchmarkPython, type PythonBenchmark } from "./python_environment.ts";
import { type TrainerTable, writeTrainerTable } from "./trainer_table.ts";

/** What each example needs, and which of the placeholders it takes. */
const EXAMPLES: Readonly<Record<string, { packages: PythonBenchmark; takes: string }>> = {
  scikit_learn: { packages: "statistics", takes: "{split} {predictions} {seed}" },
  pytorch: { packages: "training", takes: "{split} {predictions} {seed} {threads}" },
  keras: { packages: "training", takes: "{split} {predictions} {seed}" },
};

const PROJECT = join(import.meta.dirname!, "..");
const COMMAND = config.tasks.hemoleak.command.split(" ").slice(1);
const { only = Object.keys(EXAMPLES).join(",") } = parseArgs({
  args: Deno.args,
  options: { only: { type: "string" } },
}).values;

async function hemoleak(...args: string[]): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...COMMAND, ...args],
    cwd: PROJECT,
    env: { NO_COLOR: "1" },
  }).output();
  if (success) return;
  const text = new TextDecoder();
  throw new Error(`hemoleak ${args.join(" ")}: ${text.decode(stdout)}${text.decode(stderr)}`);
}

/** The ladder of one example: its mean AUCs, and how long that took. */
async function ladderOf(name: string, folder: string, { store, table }: TrainerTable) {
  const { packages, takes } = EXAMPLES[name]!;
  const python = await benchmarkPython(packages);
  const script = join(PROJECT, "examples", `${name}_ladder.py`), grid = join(folder, name);
  const trainer = `${name}='${python}' '${script}' '${store}' ${takes}`;
  const begin = performance.now();
  await hemoleak(
    ...["grid", "plan", "--table", table, "--trainer", trainer, "--experiments", "ladder"],
    ...["--seeds", "1", "--out", grid],
  );
  await hemoleak("grid", "run", grid);
  await hemoleak("grid", "collect", grid);
  const { result: { auc } } = JSON.parse(await Deno.readTextFile(join(grid, "ladder.json")));
  return { auc, seconds: (performance.now() - begin) / 1000 };
}

const names = only.split(",");
for (const name of names) {
  if (!Object.hasOwn(EXAMPLES, name)) {
    throw new Error(`Expected --only of ${Object.keys(EXAMPLES).join(", ")} but found ${name}`);
  }
}
const folder = await Deno.makeTempDir({ prefix: "hemoleak-trainers-" });
try {
  const slices = await writeTrainerTable(folder);
  console.log("AUC, one seed, SYNTHETIC data\n");
  console.log(
    "| example | true, slice | true, subject | permuted, slice | permuted, subject | s |",
  );
  console.log("| --- | --: | --: | --: | --: | --: |");
  for (const name of names) {
    const { auc, seconds } = await ladderOf(name, folder, slices);
    const means = ["true", "permuted"].flatMap((labels) =>
      ["slice", "subject"].map((split) => auc[split][labels].mean.toFixed(3))
    );
    console.log(`| ${[`${name}_ladder.py`, ...means, seconds.toFixed(0)].join(" | ")} |`);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
