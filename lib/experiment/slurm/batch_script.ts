import { GridError } from "../../error.ts";
import { quoted } from "../../text/shell.ts";

/** What a task asks Slurm for. What is not given is the cluster's default. */
export interface JobResources {
  /** Who pays. */
  account?: string;
  /** Which nodes. */
  partition?: string;
  /** The limit of a task's time, as `sbatch` takes it: `60` minutes, `2-12:00:00`. */
  time?: string;
  /** Memory of a task, as `sbatch` takes it: `6G`. */
  mem?: string;
  /** Cores of a task. */
  cpus: number;
  /** GPUs of a task. */
  gpus?: number;
  /** How many seconds before its time is up a task is told. */
  signal: number;
  /** Lines of shell that a task begins with: `module load cuda`. */
  setup?: string;
  /** Further options of `sbatch`: `--qos=long --constraint=avx512`. */
  sbatch?: string;
}

/** Where the program lies, which every node has to reach under these paths. */
export interface JobProgram {
  /** The project's folder. */
  checkout: string;
  /** The Deno that runs this process. */
  deno: string;
  /** Deno's cache: a node need not have the network. */
  denoCache: string;
  /** Where libtensorflow lies: `HEMOLEAK_CACHE`. */
  cache: string;
}

/** What a script is made for. */
export interface BatchJob {
  /** The job's name. */
  name: string;
  /** The grid's folder, absolute. */
  grid: string;
  /** The submission's folder, absolute. */
  folder: string;
  resources: JobResources;
  program: JobProgram;
}

/**
 * The script of an array: its task `n` runs the cells in the line `FIRST + n` of `tasks.txt`, from 0 on.
 *
 * It tells the program when Slurm tells it that its time is nearly up, and puts the task into the queue again
 * if the program says so. `task-<n>.begun` and `task-<n>.ended` hold what it was and how it ended, where
 * there is no accounting.
 *
 * @param submission The submission's number.
 * @throws {GridError} An option spans lines.
 */
export function arrayScript(job: BatchJob, submission: number, suspended: number): string {
  const { grid, folder, resources: { time, mem, gpus, signal } } = job;
  return lines([
    ...header(job, "%A_%a", {
      ...mem !== undefined && { mem },
      ...time !== undefined && { time },
      ...gpus !== undefined && { gpus: String(gpus) },
    }),
    "#SBATCH --requeue --open-mode=append",
    `#SBATCH --signal=B:USR2@${signal}`,
    ...preparation(job),
    "number=$((FIRST + SLURM_ARRAY_TASK_ID))",
    `own=${quoted(folder)}/task-$number`,
    'me="$SLURM_ARRAY_JOB_ID $SLURM_ARRAY_TASK_ID ${SLURMD_NODENAME:-$(hostname)}"',
    'rm -f "$own.ended"; echo "$me" > "$own.begun"',
    'echo "== $me: task $number, start $((${SLURM_RESTART_COUNT:-0} + 1)), $(date -Is)"',
    "task= told=",
    `trap 'told=USR2; [ -n "$task" ] && kill -USR2 "$task" 2> /dev/null' USR2`,
    `trap 'told=TERM; [ -n "$task" ] && kill -TERM "$task" 2> /dev/null' TERM`,
    `"\${hemoleak[@]}" grid run-task ${quoted(grid)} ${submission} "$number" & task=$!`,
    '[ -n "$told" ] && kill "-$told" "$task"',
    'wait "$task"; status=$?',
    "# A signal ends the waiting, not the task.",
    'while kill -0 "$task" 2> /dev/null; do wait "$task"; status=$?; done',
    'echo "$me $status" > "$own.ended"',
    'echo "== task $number ended with $status, $(date -Is)"',
    `if [ "$status" = ${suspended} ]; then`,
    '  scontrol requeue "$SLURM_JOB_ID" && sleep 300 # which ends this script',
    "fi",
    'exit "$status"',
  ]);
}

/** The script that collects what is finished, once all arrays have ended. */
export function collectScript(job: BatchJob): string {
  const resources = { cpus: 1, signal: 0 };
  const { account, partition, setup } = job.resources;
  const given = {
    ...account !== undefined && { account },
    ...partition !== undefined && { partition },
    ...setup !== undefined && { setup },
  };
  const own = { ...job, name: `${job.name}-collect`, resources: { ...resources, ...given } };
  return lines([
    ...header(own, "collect-%j", { time: "60" }),
    ...preparation(own),
    `exec "\${hemoleak[@]}" grid collect ${quoted(job.grid)}`,
  ]);
}

function header(
  { name, folder, resources: { account, partition, cpus, sbatch } }: BatchJob,
  log: string,
  more: Record<string, string>,
): string[] {
  const options = {
    "job-name": name,
    ntasks: "1",
    "cpus-per-task": String(cpus),
    ...account !== undefined && { account },
    ...partition !== undefined && { partition },
    ...more,
    // In the names of files, Slurm replaces what follows a percent sign.
    output: `${folder.replaceAll("%", "%%")}/${log}.log`,
  };
  return [
    "#!/bin/bash",
    ...Object.entries(options).map(([name, value]) => `#SBATCH --${name}=${directive(value)}`),
    ...sbatch === undefined ? [] : [`#SBATCH ${inOneLine(sbatch)}`],
  ];
}

function preparation(
  { program: { checkout, deno, denoCache, cache }, resources: { setup } }: BatchJob,
): string[] {
  const permissions = "--allow-read --allow-env --allow-run";
  return [
    `cd ${quoted(checkout)} || exit 1`,
    `export HEMOLEAK_CACHE=${quoted(cache)} DENO_DIR=${quoted(denoCache)}`,
    "export HEMOLEAK_CACHED_ONLY=1 DENO_NO_UPDATE_CHECK=1 NO_COLOR=1; unset INIT_CWD",
    ...setup === undefined ? [] : [setup],
    `hemoleak=(${quoted(deno)} run --quiet --no-prompt --cached-only ${permissions} cli/main.ts)`,
  ];
}

function lines(texts: readonly string[]): string {
  return texts.join("\n") + "\n";
}

/** A value in a line of `#SBATCH`, which takes quotes as a shell does. */
function directive(value: string): string {
  return /^[\w@%+=:,./-]*$/.test(value)
    ? value
    : `"${inOneLine(value).replaceAll(/["\\]/g, "\\$&")}"`;
}

function inOneLine(text: string): string {
  if (!/[\r\n]/.test(text)) return text;
  throw new GridError({ expected: "an option of sbatch in one line", found: JSON.stringify(text) });
}
