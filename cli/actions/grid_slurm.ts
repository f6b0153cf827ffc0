import { createHash } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { GridError, isHemoleakError, reasonOf } from "hemoleak/error.ts";
import { Grid } from "hemoleak/experiment/grid/grid.ts";
import { type GridPlan, isTablePlan } from "hemoleak/experiment/grid/grid_file.ts";
import {
  arrayScript,
  type BatchJob,
  collectScript,
  type JobProgram,
  type JobResources,
} from "hemoleak/experiment/slurm/batch_script.ts";
import { cellTasks, withTasks } from "hemoleak/experiment/slurm/cell_tasks.ts";
import { askSlurm, endedByNow, largestArray } from "hemoleak/experiment/slurm/slurm_programs.ts";
import {
  readSubmissions,
  submissionsFolder,
  type SubmittedArray,
  TASKS_FILE,
  writeJobs,
} from "hemoleak/experiment/slurm/submission_folder.ts";
import { lockFolder } from "hemoleak/files/folder_lock.ts";
import { writeAtomically } from "hemoleak/files/write_atomically.ts";
import { libraryFolder } from "hemoleak/tensorflow/library/library.ts";
import { countOf } from "hemoleak/text/numbers.ts";
import { shellWord } from "hemoleak/text/shell.ts";
import { SUSPENDED } from "../exit_status.ts";
import { describeCommands } from "../grid_text.ts";
import { PROJECT } from "../permissions.ts";
import { describeTimes } from "../slurm_estimate.ts";

/** The options of `hemoleak grid slurm`. */
export interface SlurmOptions extends Omit<JobResources, "cpus"> {
  cpus?: number;
  atMost?: number;
  pack: number;
  failed?: true;
  estimate: boolean;
  submit?: true;
}

/** Writes the scripts of an array of jobs, shows what they come to, and may hand them to Slurm. */
export async function slurm(grid: string, options: SlurmOptions): Promise<void> {
  const folder = resolve(grid), own = new Grid(folder), { plan } = own;
  const resources = resourcesOf(plan, options);
  requireCount("--pack", options.pack);
  requireCount("--at-most", options.atMost ?? 1);
  // What is in the queue must not change between asking for it and adding to it.
  const onWait = () => console.error("Waiting for another process that submits cells of this grid");
  using _lock = await lockFolder(folder, { onWait });
  const { tasks: known, why } = await cellTasks(folder);
  if (why !== null) {
    throw new GridError({
      problem: `which of the grid's tasks are in the queue cannot be asked: ${why}`,
      hint: "a cell in two tasks would keep one of them for nothing",
    });
  }
  const cells = withTasks(await own.statuses(endedByNow()), known)
    .filter(({ state }) => state === "failed" || (state === "open" && !options.failed));
  if (cells.length === 0) {
    console.log(
      `Nothing to submit: no cell ${
        options.failed ? "has failed" : "is unfinished and not in the queue"
      }`,
    );
    return;
  }
  const number = Math.max(0, ...(await readSubmissions(folder)).map((one) => one.number)) + 1;
  const job: BatchJob = {
    name: `hemoleak-${createHash("sha256").update(folder).digest("hex").slice(0, 8)}`,
    grid: folder,
    folder: join(submissionsFolder(folder), String(number)),
    resources,
    program: program(),
  };
  const tasks = inPacks(cells.map(({ name }) => name), options.pack);
  await writeScripts(job, number, tasks);
  const most = await largestArray();
  const arrays = inPacks(tasks, most).map(({ length: count }, i) => ({ first: i * most, count }));
  console.log(describe(job, cells.length, tasks.length, arrays.length, options));
  for (const line of describeCommands(plan)) console.log(`  ${line}`);
  if (options.estimate) {
    // Where jobs are submitted there may be no GPU, and no TensorFlow.
    const noEstimate = (error: unknown) => {
      if (!isHemoleakError(error)) throw error;
      return `  no estimate: ${reasonOf(error)}`;
    };
    console.log(await describeTimes(own, cells, resources.time).catch(noEstimate));
  }
  const commands = arrays.map((array) => arrayCommand(job, array, options));
  if (options.submit) return await submit(job, arrays, commands);
  const shown = [...commands, collectCommand(job, arrays.map((_, i) => `JOB${i + 1}`))];
  console.log(
    [
      "",
      "With --submit, this is handed to Slurm:",
      ...shown.map((args) => `  sbatch ${args.map(shellWord).join(" ")}`),
    ].join("\n"),
  );
}

function requireCount(option: string, count: number): void {
  if (count < 1) throw new GridError({ expected: `${option} of 1 or more`, found: count });
}

function resourcesOf(
  plan: GridPlan,
  { account, partition, time, mem, cpus = plan.threads, gpus, signal, setup, sbatch }: SlurmOptions,
): JobResources {
  const { threads } = plan;
  if (cpus < threads) {
    throw new GridError({
      expected: `--cpus of ${threads} or more, for the threads that the grid was planned with,`,
      found: cpus,
      hint: "results depend on their number, so that it stays; plan another grid with --threads",
    });
  }
  if (!isTablePlan(plan) && plan.device === "gpu" && gpus === undefined) {
    throw new GridError({ expected: "--gpus, as the grid was planned for a GPU,", found: "none" });
  }
  const given = { account, partition, time, mem, gpus, setup, sbatch };
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(named) as Partial<typeof given> as Omit<JobResources, "cpus">,
    cpus,
    signal,
  };
}

/** What this process is: its tasks are the same. */
function program(): JobProgram {
  const { env } = Deno;
  const caches = env.get("XDG_CACHE_HOME") ?? join(env.get("HOME") ?? "/", ".cache");
  return {
    checkout: PROJECT,
    deno: Deno.execPath(),
    denoCache: env.get("DENO_DIR") ?? join(caches, "deno"),
    cache: dirname(libraryFolder()),
  };
}

function inPacks<Item>(items: readonly Item[], size: number): Item[][] {
  const packs = Math.ceil(items.length / size);
  return Array.from({ length: packs }, (_, i) => items.slice(i * size, (i + 1) * size));
}

async function writeScripts(
  job: BatchJob,
  number: number,
  tasks: readonly (readonly string[])[],
): Promise<void> {
  const write = (name: string, text: string) => writeAtomically(join(job.folder, name), text);
  await write("array.sbatch", arrayScript(job, number, SUSPENDED));
  await write("collect.sbatch", collectScript(job));
  await write(TASKS_FILE, tasks.map((cells) => cells.join(" ") + "\n").join(""));
}

function arrayCommand(
  { folder }: BatchJob,
  { first, count }: Omit<SubmittedArray, "job">,
  { atMost }: SlurmOptions,
): string[] {
  const limit = atMost === undefined ? "" : `%${atMost}`;
  return [
    `--array=0-${count - 1}${limit}`,
    `--export=ALL,FIRST=${first}`,
    join(folder, "array.sbatch"),
  ];
}

/** After all arrays, however they end, and after the collecting of another submission. */
function collectCommand({ folder }: BatchJob, jobs: readonly string[]): string[] {
  return [`--dependency=afterany:${jobs.join(":")},singleton`, join(folder, "collect.sbatch")];
}

async function submit(
  job: BatchJob,
  arrays: readonly Omit<SubmittedArray, "job">[],
  commands: readonly string[][],
): Promise<void> {
  const submitted: SubmittedArray[] = [];
  for (const [i, args] of commands.entries()) {
    submitted.push({ job: await sbatch(args), ...arrays[i]! });
    // At once: what is in the queue must be known, whatever happens next.
    await writeJobs(job, submitted, null);
  }
  const jobs = submitted.map((array) => array.job);
  const collect = await sbatch(collectCommand(job, jobs));
  await writeJobs(job, submitted, collect);
  console.log(`\nSubmitted as ${jobs.join(", ")}; ${collect} collects what is finished then`);
}

async function sbatch(args: readonly string[]): Promise<string> {
  const { text, why } = await askSlurm("sbatch", ["--parsable", ...args]);
  // On a cluster of several, the cluster's name follows.
  if (text !== null) return text.split(";")[0]!;
  throw new GridError({ problem: `sbatch refuses ${args.at(-1)}: ${why}` });
}

function describe(
  { folder, resources: { cpus, mem, time, gpus, signal } }: BatchJob,
  cells: number,
  tasks: number,
  arrays: number,
  { atMost }: SlurmOptions,
): string {
  const each = [
    countOf(cpus, "core"),
    ...gpus === undefined ? [] : [countOf(gpus, "GPU")],
    `memory ${mem ?? "as the cluster sets it"}`,
    `time ${time ?? "as the cluster sets it"}, told ${signal} s before`,
    ...atMost === undefined ? [] : [`${atMost} at a time at most`],
  ];
  const amount = `${countOf(cells, "cell")} in ${countOf(tasks, "task")} of ${
    countOf(arrays, "array")
  }`;
  return `${folder}: ${amount}\n  each task: ${each.join(", ")}`;
}
