import { join } from "node:path";
import { GridError } from "../../error.ts";
import { writeAtomically } from "../../files/write_atomically.ts";

/** One array of jobs. */
export interface SubmittedArray {
  /** Its number in Slurm. */
  job: string;
  /** The number of the task that is its first. */
  first: number;
  /** How many tasks it has. */
  count: number;
}

/** What was handed to Slurm at one time: `<grid>/slurm/<number>/`. */
export interface Submission {
  /** 1, 2, ... */
  number: number;
  /** Its folder. */
  folder: string;
  /** The cells of each task, by their names; a line of `tasks.txt` each. */
  tasks: string[][];
  /** Its arrays: `jobs.json`; none where it was written and not submitted. */
  arrays: SubmittedArray[];
}

/** What a task's script has left of it. */
export interface TaskTrace {
  /** The task's name in Slurm: `12_3`. */
  id: string;
  /** The number of its array. */
  job: string;
  node: string;
  /** The status that it ended with; null while it runs, or where it could not say. */
  status: number | null;
}

/** By which a submission is known: the last of its files that is written. */
export const TASKS_FILE = "tasks.txt";

/** Where the submissions of a grid lie. */
export function submissionsFolder(grid: string): string {
  return join(grid, "slurm");
}

/**
 * All submissions of a grid, in their order.
 *
 * @throws {GridError} One cannot be read.
 */
export async function readSubmissions(grid: string): Promise<Submission[]> {
  const numbers: number[] = [];
  try {
    for await (const { name } of Deno.readDir(submissionsFolder(grid))) {
      if (/^[1-9]\d*$/.test(name)) numbers.push(Number(name));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const all = numbers.sort((a, b) => a - b).map((number) => submissionAt(grid, number));
  // One that was interrupted before it was all written was never known to Slurm.
  return (await Promise.all(all)).filter((submission) => submission !== null);
}

/**
 * One submission of a grid.
 *
 * @throws {GridError} There is none of this number, or it cannot be read.
 */
export async function readSubmission(grid: string, number: number): Promise<Submission> {
  const submission = await submissionAt(grid, number);
  if (submission !== null) return submission;
  throw new GridError({
    file: join(submissionsFolder(grid), String(number), TASKS_FILE),
    expected: "the cells of each task",
    problem: "there is no such file",
    hint: "`hemoleak grid slurm` writes it",
  });
}

async function submissionAt(grid: string, number: number): Promise<Submission | null> {
  const folder = join(submissionsFolder(grid), String(number));
  const text = await readText(join(folder, TASKS_FILE));
  if (text === null) return null;
  const tasks = text.split("\n").filter((line) => line !== "").map((line) => line.split(" "));
  return { number, folder, tasks, arrays: await readArrays(join(folder, "jobs.json")) };
}

/** Writes down which jobs Slurm has made of a submission. */
export async function writeJobs(
  { folder }: Pick<Submission, "folder">,
  arrays: readonly SubmittedArray[],
  collect: string | null,
): Promise<void> {
  const text = JSON.stringify({ arrays, collect }, null, 2) + "\n";
  await writeAtomically(join(folder, "jobs.json"), text);
}

/** What the script of a task has left; null if it has never begun. */
export async function readTrace(
  { folder }: Pick<Submission, "folder">,
  task: number,
): Promise<TaskTrace | null> {
  const begun = await readText(join(folder, `task-${task}.begun`));
  const ended = await readText(join(folder, `task-${task}.ended`));
  const [job, index, node, status] = (ended || begun || "").trim().split(" ");
  if (!job || index === undefined || node === undefined) return null;
  const code = status === undefined ? null : Number(status);
  return { id: `${job}_${index}`, job, node, status: code };
}

async function readArrays(path: string): Promise<SubmittedArray[]> {
  const text = await readText(path);
  if (text === null) return [];
  try {
    return (JSON.parse(text) as { arrays: SubmittedArray[] }).arrays.map((array) => ({ ...array }));
  } catch {
    throw new GridError({
      file: path,
      expected: "the jobs of a submission",
      problem: "it is damaged",
      hint: "`squeue` and `sacct` still know them; delete the file once they have ended",
    });
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
