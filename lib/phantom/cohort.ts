import { join } from "node:path";
import { CohortError } from "../error.ts";
import { formatCsv } from "../files/csv.ts";
import { storageError } from "../files/storage_error.ts";
import { writeAtomically } from "../files/write_atomically.ts";
import type { Progress } from "../progress.ts";
import { Random } from "../random.ts";
import { formatBoxes } from "./boxes_csv.ts";
import { phantomIdentity } from "./identity.ts";
import { type PhantomOptions, phantomOptions } from "./options.ts";
import { READS_COLUMNS, readsRow } from "./readers.ts";
import { BOXES_FILE } from "./study.ts";
import { phantomLabels, planSubject } from "./subject.ts";
import { subjectFolder, type SubjectResult, type SubjectTask } from "./subject_folder.ts";

/**
 * Written last: the cohort is whole. Before that, the same text stands in the other file. Hidden, as
 * they are no part of the data.
 */
const FINISHED = ".phantom.json";
const UNFINISHED = ".phantom.unfinished.json";

/** The table of boxes, named as the one of BHX that has a box on each slice of one series a study. */
export const BOXES_TABLE = "3_Extrapolation_to_Selected_Series.csv";

/** How the work is done; no influence on what is written. */
export interface PhantomRuntime {
  /** How many subjects are made at a time; by default as many as there are processors, 8 at most. */
  workers?: number;
}

/**
 * Writes a synthetic cohort of head CT in CQ500's layout: one folder per subject with DICOM files,
 * `reads.csv` with three readers' votes, and {@linkcode BOXES_TABLE} with boxes around all blood, in
 * the columns of BHX. The same options give the same bytes, whatever the number
 * of workers. A finished cohort is left as it is; an unfinished one is completed.
 *
 * @param root Folder of the cohort, made if it is not there.
 * @param progress Called after each subject.
 * @throws {CohortError} The options are out of range, or the folder holds another phantom.
 * @throws {StorageError} The disk is full; the subjects that are finished are kept.
 */
export async function writePhantom(
  root: string,
  options: Partial<PhantomOptions> = {},
  progress?: Progress,
  runtime: PhantomRuntime = {},
): Promise<void> {
  const full = phantomOptions(options);
  const identity = phantomIdentity(full);
  if (await isFinished(root, identity)) {
    progress?.(full.subjects, full.subjects, "already there");
    return;
  }
  await writeAtomically(join(root, UNFINISHED), identity);
  await writeSubjects(root, full, progress, runtime);
  await writeAtomically(join(root, "reads.csv"), formatReads(full));
  await writeAtomically(join(root, BOXES_TABLE), await joinBoxes(root, full));
  await writeAtomically(join(root, FINISHED), identity);
  await Deno.remove(join(root, UNFINISHED));
}

/** The text of `reads.csv` for a cohort, with CRLF line ends as in CQ500. */
export function formatReads(options: PhantomOptions): string {
  const rows = phantomLabels(options).map((label, index) =>
    readsRow(planSubject(index, label, options), new Random(options.seed, "readers", index))
  );
  return formatCsv(rows, READS_COLUMNS, "\r\n");
}

/** The boxes of all subjects, under one header. */
async function joinBoxes(root: string, { subjects }: PhantomOptions): Promise<string> {
  let joined = formatBoxes([]);
  for (let index = 0; index < subjects; index++) {
    const table = await Deno.readTextFile(join(subjectFolder(root, index), BOXES_FILE));
    joined += table.slice(table.indexOf("\n") + 1);
  }
  return joined;
}

/** Whether the cohort is there whole. Any phantom that is there must have the same options. */
async function isFinished(root: string, identity: string): Promise<boolean> {
  const finished = await readIfThere(join(root, FINISHED));
  const found = finished ?? await readIfThere(join(root, UNFINISHED));
  if (found === null ? await isFolder(subjectFolder(root, 0)) : found !== identity) {
    throw new CohortError({
      file: root,
      problem: "holds a phantom cohort made with other options or by another version",
      hint: "remove the folder or choose another",
    });
  }
  return finished !== null;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Writes the subjects that are not there yet, several at a time. */
async function writeSubjects(
  root: string,
  options: PhantomOptions,
  progress: Progress | undefined,
  { workers = Math.min(8, navigator.hardwareConcurrency) }: PhantomRuntime,
): Promise<void> {
  const queue: SubjectTask[] = [];
  for (const [index, label] of phantomLabels(options).entries()) {
    if (!await isFolder(subjectFolder(root, index))) queue.push({ root, index, label, options });
  }
  let done = options.subjects - queue.length;
  progress?.(done, options.subjects);
  const told = (task: SubjectTask) => {
    progress?.(++done, options.subjects, `PHANTOM-CT-${task.index}`);
  };
  const pool = Array.from({ length: Math.min(workers, queue.length) }, () => startWorker());
  try {
    await Promise.all(pool.map(async (worker) => {
      for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
        await runTask(worker, task);
        told(task);
      }
    }));
  } finally {
    for (const worker of pool) worker.terminate();
  }
}

function startWorker(): Worker {
  return new Worker(new URL("./phantom_worker.ts", import.meta.url), { type: "module" });
}

function runTask(worker: Worker, task: SubjectTask): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<SubjectResult>) => {
      if (data.error === null) resolve();
      else reject(storageError(task.root, data.error, data.code));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage(task);
  });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
