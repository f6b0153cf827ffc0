import { Command } from "commander";
import { BUSY, STALLED, SUSPENDED } from "./exit_status.ts";
import { cellPermissions, withPrograms } from "./grid_permissions.ts";
import { confined } from "./permissions.ts";
import { wholeNumber } from "./whole_number.ts";

const FOLDER = ["<grid>", "the folder that the grid was planned in"] as const;
/** Seconds before the end: saving takes seconds, and a step of the largest network some more. */
const SIGNAL = 120;

const HELP = `
Writes GRID/slurm/1/, 2/ ...: tasks.txt (the cells of each task), array.sbatch, collect.sbatch, and
shows them; --submit hands them to Slurm, and this process ends. Cells that are finished, or in a
task that waits or runs, are left out. A task whose time is nearly up keeps its state within the
epoch and goes into the queue again, as often as it takes; one that got nowhere does not.
docs/cluster.md has all of it on one page.`;

/** `hemoleak grid slurm`: the cells as an array of jobs. */
export function slurmCommand(): Command {
  return new Command("slurm")
    .description("Train the unfinished cells as an array of Slurm's jobs.")
    .argument(...FOLDER)
    .option("--account <name>", "who pays")
    .option("--partition <names>", "which nodes")
    .option("--time <limit>", "of a task, as sbatch takes it: 60 (minutes), 2-12:00:00")
    .option("--mem <size>", "of a task, as sbatch takes it: 6G")
    .option("--cpus <n>", "cores of a task (default: the threads that were planned)", wholeNumber)
    .option("--gpus <n>", "GPUs of a task", wholeNumber)
    .option("--at-most <n>", "so many tasks of an array at a time", wholeNumber)
    .option("--pack <k>", "cells of a task, one after the other", wholeNumber, 1)
    .option(
      "--signal <s>",
      "tell a task so many seconds before its time is up",
      wholeNumber,
      SIGNAL,
    )
    .option("--setup <shell>", 'lines that a task begins with, such as "module load cuda"')
    .option("--sbatch <options>", 'further options of sbatch, such as "--qos=long"')
    .option("--failed", "only cells that have failed, or whose task has")
    .option("--no-estimate", "do not measure how long a cell will take")
    .option("--submit", "hand it to Slurm")
    .addHelpText("after", HELP)
    .action(
      confined(
        async () => (await import("./actions/grid_slurm.ts")).slurm,
        (folder) => {
          const permissions = { ...cellPermissions(folder), write: [folder] };
          return withPrograms(permissions, "sbatch", "scontrol", "squeue", "sacct");
        },
      ),
    );
}

/** `hemoleak grid run-task`: what a task of the array does. */
export function runTaskCommand(): Command {
  return new Command("run-task")
    .description("Train the cells of a task; array.sbatch calls it.")
    .argument(...FOLDER)
    .argument("<submission>", "the number of its folder in GRID/slurm")
    .argument("<task>", "the task's number, from 0 on")
    .addHelpText(
      "after",
      `
On SIGUSR2 or SIGTERM it keeps its state within the epoch and ends.

Exit status:
  0    its cells are finished
  1    one has failed; the others are finished
  ${BUSY}   another process is training one; the others are finished
  ${STALLED}   told to end by SIGUSR2, without having trained a batch
  ${SUSPENDED}   told to end by SIGUSR2; it goes on from here when it is run again
  143  told to end by SIGTERM`,
    )
    .action(
      confined(
        async () => (await import("./actions/grid_task.ts")).runTask,
        (folder) => withPrograms(cellPermissions(folder), "squeue"),
      ),
    );
}
