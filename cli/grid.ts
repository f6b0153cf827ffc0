import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { COHORT_NAMES, Reproduction } from "hemoleak";
import { type ExperimentName, EXPERIMENTS, SEED_COUNTS } from "hemoleak/experiment/experiments.ts";
import { CellBusy, Grid } from "hemoleak/experiment/grid/grid.ts";
import { type GridOptions, planGrid, readGridPlan } from "hemoleak/experiment/grid/grid_plan.ts";
import { PROFILE_NAMES } from "hemoleak/provenance.ts";
import { collectGrid } from "hemoleak/report/experiments/collect_grid.ts";
import { epochListener } from "./epoch_listener.ts";
import { BUSY, runGrid } from "./grid_run.ts";
import { describeGrid } from "./grid_text.ts";
import { confined, type Permissions } from "./permissions.ts";
import { wholeNumber } from "./phantom.ts";
import { WARM_UP_HELP } from "./reproduce.ts";
import { withBars } from "./progress.ts";
import { runText } from "./run_text.ts";

const FOLDER = ["<grid>", "the folder that the grid was planned in"] as const;

/** `hemoleak grid`: experiments of many cells, by a pool of processes here or an array of jobs. */
export function gridCommand(): Command {
  return new Command("grid")
    .description("Make experiments of many trainings: plan | run | status | collect.")
    .addCommand(planCommand())
    .addCommand(runCommand())
    .addCommand(runCellCommand())
    .addCommand(statusCommand())
    .addCommand(collectCommand());
}

function planCommand(): Command {
  const seeds = `quick ${SEED_COUNTS.quick}, paper ${SEED_COUNTS.paper}`;
  return new Command("plan")
    .description("Prepare the data and write down what is to be trained.")
    .addOption(new Option("--cohort <name>", "the data").choices(COHORT_NAMES).default("phantom"))
    .option("--root <folder>", "the data's folder, with its label table")
    .addOption(
      new Option("--profile <name>", "how thoroughly; the default is quick for the phantom")
        .choices(PROFILE_NAMES),
    )
    .addOption(
      new Option("--experiments <names>", `some of ${EXPERIMENTS.join(",")}`)
        .argParser(experimentNames).default([...EXPERIMENTS], "all"),
    )
    .option("--seeds <n>", `how many seeds repeat an experiment (default: ${seeds})`, wholeNumber)
    .option("--seed <n>", "the first of them", wholeNumber, 1)
    .option("--patience <epochs>", "end a training after so many epochs without gain", wholeNumber)
    .option("--warm-up <steps>", WARM_UP_HELP, wholeNumber)
    .option("--threads <n>", "threads of a training (default: the cores, 4 at most)", wholeNumber)
    .option("--data <folder>", "where data and runs go (default: data/ in the project)")
    .option("--out <folder>", "where the grid goes", "grid")
    .action(confined(plan, (options) => {
      const { root, folder } = new Reproduction(options);
      return { read: [root], write: [options.out, folder], more: ENVIRONMENT };
    }));
}

function runCommand(): Command {
  return new Command("run")
    .description("Train all cells that are not finished, several at a time.")
    .argument(...FOLDER)
    .option("--workers <n>", "how many at a time (default: cores / threads)", wholeNumber)
    .action((folder: string, { workers }: { workers?: number }) =>
      runGrid(folder, { permissions: cellPermissions(folder), ...workers && { workers } })
    );
}

function runCellCommand(): Command {
  return new Command("run-cell")
    .description("Train a single cell, as one job of an array.")
    .argument(...FOLDER)
    .argument("<cell>", "the cell's name, or its number from 0 on")
    .option("--no-wait", `end with status ${BUSY} if another process is training it`)
    .action(confined(runCell, (folder) => cellPermissions(folder)));
}

function statusCommand(): Command {
  return new Command("status")
    .description("Tell which cells are finished, running, failed or open.")
    .argument(...FOLDER)
    .option("--cells", "name every cell, with its number")
    .action(confined(status, (folder) => ({ read: foldersOf(folder), more: ENVIRONMENT })));
}

function collectCommand(): Command {
  return new Command("collect")
    .description("Judge the experiments by the cells that are finished: tables, JSON, figures.")
    .argument(...FOLDER)
    .option("--out <folder>", "where they go (default: the grid's folder)")
    .action(
      confined(
        collect,
        (folder, { out = folder }) => ({
          read: foldersOf(folder),
          write: [out, ...foldersOf(folder)],
          more: ENVIRONMENT,
        }),
      ),
    );
}

const ENVIRONMENT = ["--allow-env"];

/** TensorFlow comes by FFI. */
function cellPermissions(folder: string): Permissions {
  return {
    read: true,
    write: foldersOf(folder),
    more: [...ENVIRONMENT, "--allow-ffi", "--allow-sys=cpus,hostname,osRelease"],
  };
}

/** The grid's folder, and that of its data and runs. */
function foldersOf(folder: string): string[] {
  const { cohort, root, data } = readGridPlan(folder);
  const reproduction = new Reproduction({
    cohort,
    ...root !== null && { root },
    ...data !== null && { data },
  });
  return [folder, reproduction.folder];
}

async function plan({ out, ...options }: GridOptions & { out: string }): Promise<void> {
  const { cells, experiments, threads } = await withBars((bar) =>
    planGrid(out, options, {
      phantom: bar("Writing the phantom"),
      cohort: bar("Reading headers"),
      preprocess: bar("Preprocessing slices", "slices"),
    })
  );
  const names = experiments.map(({ name }) => name).join(", ");
  console.log(`${out}: ${cells.length} cells for ${names}; ${threads} threads each`);
}

async function runCell(folder: string, name: string, { wait }: { wait: boolean }): Promise<void> {
  const grid = new Grid(folder), cell = grid.find(name);
  const onWait = () => {
    if (!wait) throw new CellBusy();
    console.error(`${cell.name}: waiting for another process that trains it`);
  };
  try {
    const { metrics, learning } = await withBars((bar) => {
      const listener = epochListener(cell.name, bar(cell.name));
      return grid.run(cell, { onWait, listener });
    });
    console.log(`${cell.name}: ${runText({ metrics, learning })}`);
  } catch (error) {
    if (error instanceof CellBusy) Deno.exit(BUSY);
    throw error;
  }
}

async function status(folder: string, { cells }: { cells?: true }): Promise<void> {
  const grid = new Grid(folder);
  console.log(describeGrid(grid.plan, await grid.statuses(), { cells: cells === true }));
}

async function collect(folder: string, { out = folder }: { out?: string }): Promise<void> {
  const grid = new Grid(folder);
  const { finished, results, missing } = await collectGrid(grid, out);
  for (const { table } of results) console.log(`${table.markdown}\n`);
  for (const { name, why } of missing) console.error(`${name}: no result yet: ${why}`);
  console.log(`${finished} of ${grid.plan.cells.length} cells are finished; see ${resolve(out)}`);
}

function experimentNames(text: string): ExperimentName[] {
  return text.split(",").map((name) => {
    const known = EXPERIMENTS.find((one) => one === name.trim());
    if (known) return known;
    throw new InvalidArgumentError(
      `Expected some of ${EXPERIMENTS.join(", ")} but found "${name}".`,
    );
  });
}
