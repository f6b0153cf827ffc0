import { join } from "node:path";
import { PredictionsError, StoppedError, StorageError, TrainingError } from "../../error.ts";
import type { FileFault } from "../../fault.ts";
import { storageError } from "../../files/storage_error.ts";
import { readTableText } from "../../files/table_file.ts";
import { writeAtomically } from "../../files/write_atomically.ts";
import { openEmbeddings } from "../../leakage/features/embeddings_file.ts";
import { countOf } from "../../text/numbers.ts";
import { printable } from "../../text/printable.ts";
import type { Label } from "../../split/split.ts";
import type { RecordedCommand } from "../run_record.ts";
import type { AnyGridTable } from "../table/grid_table.ts";
import { type CommandEnd, runCommand } from "./command_process.ts";
import { checkCommand, filledCommand, usesThreads } from "./command_text.ts";
import { returnedClassScores, returnedScores } from "./returned_scores.ts";
import type { Trainer, TrainerIdentity, TrainingTask } from "./trainer.ts";
import { writeTrainerSplit } from "./trainer_split.ts";

/** A command that trains. */
export interface CommandOptions {
  /** Its name in cells and figures. */
  name: string;
  /** What the shell runs, with `{split}`, `{predictions}` and whichever else of `CommandValues` it takes. */
  command: string;
  /** How many threads it is told to use. */
  threads: number;
  /** The folder that it is run in. */
  directory: string;
  /** Seconds until it is ended; without it, it may take as long as it likes. */
  timeout?: number;
}

/** Raised when commands are told something else than before, so that their cells are run again. */
const CONTRACT_VERSION = 1;

/**
 * A command as what trains cells, without their table: enough to find its runs. They are told from others by
 * the command's text alone: whoever changes the program that it runs says so in it, as in
 * `python train.py {split} {predictions} # 2`.
 *
 * @throws {OptionsError} It cannot be a trainer's command.
 */
export function commandIdentity(
  { name, command, threads }: Pick<CommandOptions, "name" | "command" | "threads">,
): TrainerIdentity {
  checkCommand({ name, command });
  return {
    name,
    title: name,
    epochs: null,
    record: {
      trainer: recordedCommand(command, threads),
      software: { trainer: String(CONTRACT_VERSION) },
    },
  };
}

/**
 * A command as what trains cells. For each it gets a `split.csv` of the slices that the cell uses, with its
 * labels and sets, and writes `predictions.csv`, of several classes with a column of scores for each, which is
 * checked against that row by row. It runs with the
 * user's rights. With a run stay what it said (`log.txt`), its own folder (`trainer/`) and of that
 * `embeddings.npy`, if it has one row a row of `split.csv`.
 *
 * @param table What the cells are of.
 * @throws {OptionsError} It cannot be a trainer's command. Later:
 * @throws {TrainingError} It ended with another status than 0, was out of time, or has written nothing.
 * @throws {PredictionsError} What it has written does not fit its split.
 *
 * @example A single cell, trained by awk: it scores a slice by a column of the table
 * ```ts
 * import { commandTrainer, readGridTable, runCell } from "hemoleak/experiment";
 *
 * const folder = await Deno.makeTempDir();
 * const rows = Array.from({ length: 200 }, (_, i) => `s${i % 20},${i % 2},${(i % 2) + i % 3}\n`);
 * await Deno.writeTextFile(`${folder}/slices.csv`, `subject,label,density\n${rows.join("")}`);
 * const table = await readGridTable(`${folder}/slices.csv`);
 *
 * // Its columns are row, subject, label, set, density.
 * const program = `NR == 1 { print "row,label,score" } $4 == "test" { print $1 "," $3 "," $5 }`;
 * const command = `awk -F, '${program}' {split} > {predictions}`;
 * const trainer = commandTrainer({ name: "density", command, threads: 1, directory: folder }, table);
 * const cell = { model: "density", split: "subject", labels: "true", seed: 1 } as const;
 * const { metrics } = await runCell(cell, trainer, table, `${folder}/runs`);
 * console.assert(metrics.auc! > 0.5);
 * ```
 */
export function commandTrainer(options: CommandOptions, table: AnyGridTable): Trainer {
  return {
    ...commandIdentity(options),
    train: (task) =>
      trainByCommand(options, table, task, (text, file) => {
        return returnedScores(text, file, task.rows);
      }),
    trainClasses: (task) =>
      trainByCommand(options, table, task, (text, file) => {
        return returnedClassScores(text, file, task.rows, task.classes);
      }),
  };
}

function recordedCommand(command: string, threads: number): RecordedCommand {
  return { command, ...usesThreads(command) && { threads } };
}

/** @param scoresOf What of the text of `predictions.csv` are the scores, once it is checked. */
async function trainByCommand<Scores>(
  { name, command, threads, directory, timeout }: CommandOptions,
  table: AnyGridTable,
  { cell, rows, folder, checkpoints, signal, suspend, lost }: TrainingTask<Label>,
  scoresOf: (text: string, file: string) => Scores,
): Promise<{ scores: Scores }> {
  const at = (file: string) => join(checkpoints, file);
  const split = at("split.csv"), predictions = at("predictions.csv"), log = at("log.txt");
  const own = at("trainer"), embeddings = join(own, "embeddings.npy");
  await makeFolder(own);
  // Of an attempt that was killed: it must not be taken for what this one has written.
  for (const file of [predictions, embeddings]) await removeFile(file);
  await writeTrainerSplit(split, rows, table);
  const values = { split, predictions, seed: cell.seed, threads, folder: own };
  const end = await runCommand(filledCommand(command, values), {
    ...{ directory, log, ...timeout !== undefined && { timeout } },
    // Most libraries that compute in threads follow it, and sets are in another order each time without a seed.
    defaults: { OMP_NUM_THREADS: String(threads), PYTHONHASHSEED: "0" },
    signal: AbortSignal.any([signal, suspend, lost].filter((one) => one !== undefined)),
  });
  for (const one of [lost, suspend]) one?.throwIfAborted();
  if (signal?.aborted) throw new StoppedError(`The command of ${name} was stopped`);
  await expectDone(end, { name, log, checkpoints, ...timeout !== undefined && { timeout } });
  const scores = scoresOf(await readReturned(predictions, { name, log }), predictions);
  if (await isThere(embeddings)) {
    checkEmbeddings(embeddings, rows.length);
    await Deno.rename(embeddings, join(folder, "embeddings.npy"));
  }
  await Deno.rename(log, join(folder, "log.txt"));
  if (!Deno.readDirSync(own).next().done) await Deno.rename(own, join(folder, "trainer"));
  return { scores };
}

/** A command's attempt, for messages. */
interface Attempt extends Pick<CommandOptions, "name" | "timeout"> {
  log: string;
  checkpoints: string;
}

async function expectDone(end: CommandEnd, attempt: Attempt): Promise<void> {
  if (end.how === "by itself" && end.status === 0) return;
  const { log, name, timeout, checkpoints } = attempt;
  const what = end.how === "by itself" ? endText(end.status) : "was ended";
  const fault = end.how === "timeout"
    ? {
      expected: `the command of ${name} to end within ${countOf(timeout!, "second")}`,
      problem: "it did not",
    }
    : { problem: `the command of ${name} ${what}` };
  const full = await fullDisk(checkpoints);
  const hint = lastWords(log);
  if (full !== null) {
    throw new StorageError({ ...full, problem: `the disk is full: ${fault.problem}`, ...hint });
  }
  throw new TrainingError({ file: log, ...fault, ...hint });
}

/** Signals by which programs mostly end that did not mean to, by their numbers. */
const SIGNALS = new Map([
  [2, "SIGINT"],
  [4, "SIGILL"],
  [6, "SIGABRT"],
  [7, "SIGBUS"],
  [8, "SIGFPE"],
  [9, "SIGKILL, as for want of memory"],
  [11, "SIGSEGV"],
  [15, "SIGTERM"],
  [25, "SIGXFSZ"],
]);

/** How a command ended: of a signal, the shell adds 128 to its number. */
function endText(status: number): string {
  const signal = SIGNALS.get(status - 128);
  if (signal !== undefined) return `was ended by ${signal}`;
  const why = status === 127
    ? " (there is no such program)"
    : status === 126
    ? " (it may not be run)"
    : "";
  return `ended with status ${status}${why}`;
}

/** What was found of a full disk when a command failed; null if there is room. */
async function fullDisk(folder: string): Promise<FileFault | null> {
  try {
    const probe = join(folder, "probe");
    await writeAtomically(probe, new Uint8Array(PROBE));
    await Deno.remove(probe);
    return null;
  } catch (error) {
    return error instanceof StorageError && error.fault.problem === "the disk is full"
      ? { file: folder }
      : null;
  }
}

/** With less room than so, in bytes, nothing can go on. */
const PROBE = 1 << 16;

/** So much of a log is told. */
const LAST = { bytes: 1 << 14, lines: 10, width: 300 };

/** The last lines of what a command said, to be told with what went wrong. */
function lastWords(log: string): { hint?: string } {
  const lines = endOf(log).split(/[\r\n]+/).filter((line) => line.trim() !== "").slice(-LAST.lines);
  if (lines.length === 0) return { hint: "it said nothing" };
  const shown = lines.map((line) => `\n    ${printable(line.slice(0, LAST.width))}`);
  return { hint: `it said last:${shown.join("")}` };
}

function endOf(path: string): string {
  try {
    using file = Deno.openSync(path);
    const { size } = file.statSync(), start = Math.max(0, size - LAST.bytes);
    file.seekSync(start, Deno.SeekMode.Start);
    const bytes = new Uint8Array(size - start);
    const count = file.readSync(bytes) ?? 0;
    return new TextDecoder().decode(bytes.subarray(0, count));
  } catch {
    return ""; // Where the disk is full, there may be none.
  }
}

async function readReturned(
  path: string,
  { name, log }: Pick<Attempt, "name" | "log">,
): Promise<string> {
  if (!await isThere(path)) {
    throw new TrainingError({
      file: path,
      expected: `predictions of the command of ${name}, which ended with status 0,`,
      problem: "there are none",
      ...lastWords(log),
    });
  }
  return await readTableText(path, { file: path, fail: PredictionsError, note: () => {} });
}

function checkEmbeddings(path: string, rows: number): void {
  using embeddings = openEmbeddings(path);
  if (embeddings.rows !== rows) {
    throw new StorageError({
      file: path,
      expected: `embeddings of each of the ${countOf(rows, "row")} of split.csv, in their order`,
      found: countOf(embeddings.rows, "row"),
    });
  }
  embeddings.read([rows - 1]); // It may be cut off.
}

async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (error) {
    throw storageError(path, error);
  }
}

async function removeFile(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

/** Whether there is such a file; a folder is none. */
async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isFile }) => isFile, () => false);
}
