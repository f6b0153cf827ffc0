import { Command, InvalidArgumentError, Option } from "commander";
import { COHORT_NAMES } from "hemoleak/experiment/cohort_name.ts";
import { type ExperimentName, EXPERIMENTS, SEED_COUNTS } from "hemoleak/experiment/experiments.ts";
import { reproductionFolders } from "hemoleak/experiment/reproduction_folders.ts";
import { PREDICTION_COLUMNS } from "hemoleak/predictions/prediction_columns.ts";
import { PROFILE_NAMES } from "hemoleak/provenance.ts";
import { classesOption, columnsOption, positiveOption } from "./columns_option.ts";
import { BUSY, SUSPENDED } from "./exit_status.ts";
import { cellPermissions, ENVIRONMENT, foldersOf, withPrograms } from "./grid_permissions.ts";
import { runTaskCommand, slurmCommand } from "./grid_slurm.ts";
import { confined, HOST } from "./permissions.ts";
import { addReadingOptions } from "./reading_options.ts";
import { precisionOption, TITLE_OPTION, WARM_UP_HELP } from "./reproduce.ts";
import { wholeNumber } from "./whole_number.ts";

const FOLDER = ["<grid>", "the folder that the grid was planned in"] as const;

/** `hemoleak grid`: experiments of many cells, by a pool of processes here or an array of jobs. */
export function gridCommand(): Command {
  return new Command("grid")
    .description(
      "Run experiments of many trainings, the project's or your own: plan | run, or slurm | status | collect.",
    )
    .addCommand(planCommand())
    .addCommand(runCommand())
    .addCommand(runCellCommand())
    .addCommand(estimateCommand(), { hidden: true })
    .addCommand(slurmCommand())
    .addCommand(runTaskCommand())
    .addCommand(statusCommand())
    .addCommand(collectCommand());
}

const TRAINER_HELP = `
Any framework: with --table, every experiment is made of somebody else's training. For each cell the command
is run once: it reads {split}, a CSV with all columns of the table and with row, subject, label (of this cell)
and set (train, validation, test), and writes {predictions}, a CSV with row, label and score of each test row;
of more than two classes, score_NAME of each.

  hemoleak grid plan --table slices.csv --trainer 'python train.py {split} {predictions} {seed}'

The command runs with your rights. docs/trainers.md has all of it on one page.`;

function planCommand(): Command {
  const seeds = PROFILE_NAMES.map((name) => `${name} ${SEED_COUNTS[name]}`).join(", ");
  const command = new Command("plan")
    .description("Prepare the data and write down what is to be trained.")
    .addOption(
      new Option("--cohort <name>", "the data (default: phantom)").choices(COHORT_NAMES),
    )
    .option("--root <folder>", "the data's folder, with its label table")
    .option(...TITLE_OPTION)
    .addOption(
      new Option("--profile <name>", "how thoroughly (default: quick for the phantom, else paper)")
        .choices(PROFILE_NAMES),
    )
    .addOption(
      new Option("--experiments <names>", `some of ${EXPERIMENTS.join(",")} (default: all)`)
        .argParser(experimentNames),
    )
    .option("--seeds <n>", `how many seeds repeat an experiment (default: ${seeds})`, wholeNumber)
    .option("--seed <n>", "the first of them", wholeNumber, 1)
    .option(
      "--patience <epochs>",
      "end a training after this many epochs without gain",
      wholeNumber,
    )
    .option("--warm-up <steps>", WARM_UP_HELP, wholeNumber)
    .addOption(precisionOption())
    .option("--threads <n>", "threads of a training (default: the cores, 4 at most)", wholeNumber)
    .option("--data <folder>", "where data and runs go (default: data/ in the project)")
    .option("--out <folder>", "where the grid goes", "grid")
    .option("--table <file>", "a table with subject and label, on which --trainer trains")
    .option(
      "--trainer <command>",
      "what trains on it, with {split}, {predictions}, {seed}, {threads}, {folder}; NAME=COMMAND names it",
      (text: string, before: string[] = []) => [...before, text],
    )
    .option("--timeout <seconds>", "end a training after so long", seconds)
    .addOption(columnsOption(PREDICTION_COLUMNS, "subject=PatientID,label=ich"))
    .addOption(positiveOption())
    .addOption(classesOption("where the labels do not show them by themselves"))
    .option("--synthetic", "say wherever numbers appear that the table is of generated data")
    .addHelpText("after", TRAINER_HELP);
  return addReadingOptions(command).action(
    confined(
      async () => (await import("./actions/grid.ts")).plan,
      (options) => {
        if (options.table !== undefined) {
          return { read: [options.table], write: [options.out], more: [...ENVIRONMENT, HOST] };
        }
        const { root, folder } = reproductionFolders(options);
        return { read: [root], write: [options.out, folder], more: [...ENVIRONMENT, HOST] };
      },
    ),
  );
}

function runCommand(): Command {
  return new Command("run")
    .description("Train all cells that are not finished, several at a time.")
    .argument(...FOLDER)
    .option("--workers <n>", "how many at a time (default: cores / threads)", wholeNumber)
    .option("--dry-run", "measure a step, say how long all will take, and train nothing")
    .action(async (folder: string, options: { workers?: number; dryRun?: true }) => {
      const { runGrid } = await import("./grid_run.ts");
      await runGrid(folder, { permissions: cellPermissions(folder), ...options });
    });
}

/** What `run` starts as often as it will train cells at a time. */
function estimateCommand(): Command {
  return new Command("estimate")
    .description("Measure how long each unfinished cell will take; print seconds by name, as JSON.")
    .argument(...FOLDER)
    .action(
      confined(
        async () => (await import("./actions/grid.ts")).estimate,
        (folder) => cellPermissions(folder),
      ),
    );
}

function runCellCommand(): Command {
  return new Command("run-cell")
    .description("Train a single cell.")
    .argument(...FOLDER)
    .argument("<cell>", "the cell's name, or its number from 0 on")
    .option("--no-wait", `end with status ${BUSY} if another process is training it`)
    .addHelpText(
      "after",
      `\nOn SIGTERM or SIGUSR2 it keeps its state and ends with status ${SUSPENDED}.`,
    )
    .action(
      confined(
        async () => (await import("./actions/grid.ts")).runCell,
        (folder) => cellPermissions(folder),
      ),
    );
}

function statusCommand(): Command {
  return new Command("status")
    .description("Report which cells are finished, running, pending, failed or open.")
    .argument(...FOLDER)
    .option("--cells", "name every cell, with its number")
    .option("--json", "print everything as JSON")
    .action(
      confined(
        async () => (await import("./actions/grid.ts")).status,
        (folder) => {
          const own = { read: foldersOf(folder), more: [...ENVIRONMENT, HOST] };
          return withPrograms(own, "squeue", "sacct");
        },
      ),
    );
}

function collectCommand(): Command {
  return new Command("collect")
    .description("Judge the experiments by the cells that are finished: tables, JSON, figures.")
    .argument(...FOLDER)
    .option("--out <folder>", "where they go (default: the grid's folder)")
    .option("--strict", "end with status 1 if a cell is missing")
    .option(
      "--beside <folder>",
      "other methods' predictions on the ladder's cells, as <method>/<cell>.csv",
    )
    .action(
      confined(
        async () => (await import("./actions/grid.ts")).collect,
        (folder, { out = folder, beside }) => ({
          read: [...foldersOf(folder), ...beside === undefined ? [] : [beside]],
          write: [out, ...foldersOf(folder)],
          more: [...ENVIRONMENT, HOST],
        }),
      ),
    );
}

function seconds(text: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`Expected a number of seconds above 0 but found "${text}".`);
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
