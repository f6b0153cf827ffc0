import { type CellStatus, Grid } from "hemoleak/experiment/grid/grid.ts";
import { isTablePlan } from "hemoleak/experiment/grid/grid_file.ts";
import { type CellOutcome, runPool } from "hemoleak/experiment/grid/grid_pool.ts";
import type { Progress } from "hemoleak/progress.ts";
import { libraryVariant } from "hemoleak/tensorflow/library/library.ts";
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
}

/**
 * Runs all unfinished cells, each in a process of its own. Ends this process with status 1 if one
 * failed; a signal ends the cells' processes, which resume when they are run again.
 */
export async function runGrid(
  folder: string,
  { permissions, workers }: RunGridOptions,
): Promise<void> {
  const grid = new Grid(folder);
  const open = (await grid.statuses()).filter(({ state }) => state !== "finished");
  const processes = new CellProcesses(folder, permissions);
  const stop = new AbortController();
  for (const signal of SIGNALS) {
    Deno.addSignalListener(signal, () => {
      stop.abort();
      processes.end();
    });
  }
  const failures: { name: string; why: string }[] = [];
  for (const line of describeCommands(grid.plan)) console.error(line);
  const steps = open.every(({ of }) => of === null) ? "cells" : "epochs";
  await withBars(async (bar) => {
    const watch = watchCells(grid, open, bar(`Running the grid's ${steps}`));
    await runPool(open, {
      workers: workers ?? defaultWorkers(grid),
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
    const args = ["grid", "run-cell", this.#folder, name, ...mayWait ? [] : ["--no-wait"]];
    const pipes = { stdin: "null", stdout: "null", stderr: "piped" } as const;
    const child = (await confinedCommand(args, this.#permissions, pipes)).spawn();
    this.#running.add(child);
    if (this.#isEnding) this.end();
    const words = await lastWords(child.stderr);
    const { code, signal, success } = await child.status;
    this.#running.delete(child);
    if (success) return { outcome: "finished", words };
    if (code === BUSY) return { outcome: "busy", words };
    return { outcome: "failed", words: signal ? `ended by ${signal}. ${words}` : words };
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
