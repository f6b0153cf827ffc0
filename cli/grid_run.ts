import { poolSeconds } from "hemoleak/experiment/grid/estimate.ts";
import { type CellStatus, Grid } from "hemoleak/experiment/grid/grid.ts";
import { isTablePlan } from "hemoleak/experiment/grid/grid_file.ts";
import { type CellOutcome, runPool } from "hemoleak/experiment/grid/grid_pool.ts";
import type { Progress } from "hemoleak/progress.ts";
import { libraryVariant } from "hemoleak/tensorflow/library/library.ts";
import { countOf } from "hemoleak/text/numbers.ts";
import type { CellSeconds } from "./actions/grid.ts";
import { aboutText, describeCells, networkCells, sized, tookText } from "./estimate_text.ts";
import { BUSY, INTERRUPTED } from "./exit_status.ts";
import { describeCommands, describeFailures } from "./grid_text.ts";
import { confinedCommand, type Permissions } from "./permissions.ts";
import { withBars } from "./progress.ts";

/** How often the epochs are counted, in ms. */
const POLL = 1000;
/** How much of what a process said is kept, in characters: its last words. */
const LAST_WORDS = 2000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** How a grid's cells are run. */
export interface RunGridOptions {
  /** Of each cell's process. */
  permissions: Permissions;
  /** How many cells at a time. Default: as many as the cores have room for; one on a GPU. */
  workers?: number;
  /** Only says how long it would take. */
  dryRun?: true;
}

/**
 * Runs all unfinished cells, each in a process of its own, and says beforehand how long that will take.
 * Ends this process with status 1 if one failed; a signal ends the cells' processes, which resume when
 * they are run again.
 */
export async function runGrid(
  folder: string,
  { permissions, dryRun, ...options }: RunGridOptions,
): Promise<void> {
  const grid = new Grid(folder), workers = options.workers ?? defaultWorkers(grid);
  const open = (await grid.statuses()).filter(({ state }) => state !== "finished");
  const processes = new CellProcesses(folder, permissions);
  const stop = new AbortController();
  for (const signal of SIGNALS) {
    Deno.addSignalListener(signal, () => {
      stop.abort();
      processes.end();
    });
  }
  const estimate = await estimateRun(grid, open, processes, Math.min(workers, open.length));
  if (stop.signal.aborted) Deno.exit(INTERRUPTED);
  const words = [estimate.text, ...describeCommands(grid.plan)].join("\n");
  if (dryRun && estimate.seconds !== null) return console.log(words);
  console.error(words);
  if (dryRun) Deno.exit(1);
  const begin = performance.now();
  const failures: { name: string; why: string }[] = [];
  const steps = open.every(({ of }) => of === null) ? "cells" : "epochs";
  await withBars(async (bar) => {
    const watch = watchCells(grid, open, bar(`Running the grid's ${steps}`));
    await runPool(open, {
      workers,
      signal: stop.signal,
      work: async (cell, mayWait) => {
        watch.begun(cell.name);
        const { outcome, words } = await processes.run(cell.name, mayWait);
        watch.left(cell.name);
        if (outcome === "failed" && !stop.signal.aborted) {
          failures.push({ name: cell.name, why: (await grid.status(cell)).why ?? words });
        }
        return outcome;
      },
      ended: ({ name }, outcome) => watch.ended(name, outcome),
    });
    await watch.stop();
  });
  if (stop.signal.aborted) Deno.exit(INTERRUPTED);
  for (const line of describeFailures(failures)) console.error(line);
  const finished = grid.plan.cells.length - failures.length;
  console.log(`${finished} of ${grid.plan.cells.length} cells are finished`);
  if (failures.length > 0) {
    console.log(`${failures.length} failed; the same command tries them again`);
    Deno.exit(1);
  }
  if (estimate.seconds) console.error(tookText(begin, estimate.seconds));
}

/** How long the cells will take, in seconds, null if that cannot be said, and in words. */
async function estimateRun(
  { plan }: Grid,
  left: readonly CellStatus[],
  processes: CellProcesses,
  workers: number,
): Promise<{ seconds: number | null; text: string }> {
  const open = networkCells(left);
  if (open.length === 0) return { seconds: 0, text: "No cell is left to train" };
  if (isTablePlan(plan)) {
    const cells = countOf(open.length, "cell");
    return { seconds: null, text: `${cells} to train; how long a command takes, only a run tells` };
  }
  const { profile, threads } = plan;
  console.error("Measuring how long the cells will take ...");
  // As many at a time as will train: they share memory and, on many processors, cores.
  const measured = await Promise.all(Array.from({ length: workers }, () => processes.measure()));
  const failed = measured.find(({ cells }) => cells === null);
  if (failed) return { seconds: null, text: `No estimate: ${failed.words}` };
  const each = open.map(({ name }) => mean(measured.map(({ cells }) => cells![name] ?? null)));
  const seconds = poolSeconds(sized(each), workers);
  const pool = `${countOf(workers, "cell")} at a time with ${countOf(threads, "thread")} each`;
  const failing = open.length - sized(each).length;
  const lines = [
    `${countOf(open.length, "cell")} to train:`,
    ...describeCells(open, each, profile).map((line) => `  ${line}`),
    ...failing > 0 ? [`  ${countOf(failing, "cell")} will fail: too few subjects`] : [],
    ...seconds > 0 ? [`  in all ${aboutText(profile, seconds)}, ${pool}`] : [],
  ];
  return { seconds, text: lines.join("\n") };
}

function mean(values: readonly (number | null)[]): number | null {
  const known = sized(values);
  return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0) / known.length;
}

function defaultWorkers({ plan }: Grid): number {
  const { threads } = plan;
  if (!isTablePlan(plan) && libraryVariant() === "gpu") return 1;
  return Math.max(1, Math.floor(navigator.hardwareConcurrency / threads));
}

/** The processes that train cells. */
class CellProcesses {
  readonly #folder: string;
  readonly #permissions: Permissions;
  readonly #running = new Set<Deno.ChildProcess>();
  #isEnding = false;

  constructor(folder: string, permissions: Permissions) {
    this.#folder = folder;
    this.#permissions = permissions;
  }

  /** Trains a cell; of a failed one, gives the last that its process said. */
  async run(name: string, mayWait: boolean): Promise<{ outcome: CellOutcome; words: string }> {
    const args = ["run-cell", this.#folder, name, ...mayWait ? [] : ["--no-wait"]];
    const { words, code, signal, success } = await this.#run(args);
    if (success) return { outcome: "finished", words };
    if (code === BUSY) return { outcome: "busy", words };
    return { outcome: "failed", words: signal ? `ended by ${signal}. ${words}` : words };
  }

  /** Measures how long the unfinished cells will take; null, and its last words, if it failed. */
  async measure(): Promise<{ cells: CellSeconds | null; words: string }> {
    const { output, success, words } = await this.#run(["estimate", this.#folder]);
    return { cells: success ? JSON.parse(output) as CellSeconds : null, words };
  }

  async #run(args: readonly string[]) {
    const pipes = { stdin: "null", stdout: "piped", stderr: "piped" } as const;
    const command = await confinedCommand(["grid", ...args], this.#permissions, pipes);
    const child = command.spawn();
    this.#running.add(child);
    if (this.#isEnding) this.end();
    const [output, words] = await Promise.all([
      new Response(child.stdout).text(),
      lastWords(child.stderr),
    ]);
    const status = await child.status;
    this.#running.delete(child);
    return { ...status, output, words };
  }

  /** Ends all that are running, and all that are begun from now on. */
  end(): void {
    this.#isEnding = true;
    for (const child of this.#running) {
      try {
        child.kill("SIGTERM");
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // It has ended by itself.
      }
    }
  }
}

async function lastWords(stream: ReadableStream<Uint8Array>): Promise<string> {
  let words = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    words = (words + text).slice(-LAST_WORDS);
  }
  return words.trim();
}

/** Shows how many epochs are finished, and of which cells. */
function watchCells(grid: Grid, cells: readonly CellStatus[], progress: Progress) {
  const epochsOf = new Map(
    // Where no epochs are told of, a cell is one step.
    cells.map(({ name, of }) => [name, of ?? 1]),
  );
  const total = [...epochsOf.values()].reduce((sum, epochs) => sum + epochs, 0);
  const done = new Map(cells.map(({ name, epochs }) => [name, epochs]));
  const running = new Set<string>();
  let ended = 0, failed = 0;
  const show = () => {
    const epochs = [...done.values()].reduce((sum, epochs) => sum + epochs, 0);
    const states = `${ended} of ${cells.length} cells${failed > 0 ? `, ${failed} failed` : ""}`;
    progress(epochs, total, [states, ...running].join("; "));
  };
  const count = async () => {
    for (const cell of cells.filter(({ name }) => running.has(name))) {
      const epochs = await grid.epochs(cell), all = epochsOf.get(cell.name)!;
      // After its last epoch, a cell still scores its slices.
      if (running.has(cell.name)) done.set(cell.name, Math.min(epochs, all - 1));
    }
    show();
  };
  let counting = Promise.resolve();
  const timer = setInterval(() => counting = counting.then(count), POLL);
  show();
  return {
    begun: (name: string) => void running.add(name),
    left: (name: string) => void running.delete(name),
    ended: (name: string, outcome: "finished" | "failed") => {
      done.set(name, epochsOf.get(name)!);
      ended++;
      if (outcome === "failed") failed++;
      show();
    },
    stop: async () => {
      clearInterval(timer);
      await counting;
    },
  };
}
