/**
 * Runs the notebooks and renders them, through Jupyter in the project's virtual environment.
 *
 * @module
 */

import { basename, join } from "node:path";
import { HemoleakError, SetupError } from "../lib/error.ts";
import type { Progress } from "../lib/progress.ts";
import type { RenderedNotebook } from "../lib/report/supplement/notebook_page.ts";
import { runCommand } from "../setup/command.ts";
import { ENVIRONMENT, PROJECT } from "../setup/set_up.ts";
import { pythonOf } from "../setup/virtual_environment.ts";
import { readCodeCells } from "./code_cells.ts";

/** A notebook with a cell that fails, or one that cannot be rendered. */
export class NotebookError extends HemoleakError {
  override name = "NotebookError";
}

/** How to run notebooks. */
export interface ExecuteOptions {
  /** The folder for the executed notebooks; each in place if not given. */
  to?: string;
  /** Variables added to the kernel's environment. */
  env?: Record<string, string>;
  /** Called with the cells that have run, of all notebooks together, and what the present one says. */
  progress?: Progress;
}

/** What the runner reports, one object per line. */
interface RunnerEvent {
  notebook: string;
  /** The present cell's number, from 1; 0 before the first. */
  cell: number;
  cells: number;
  detail?: string;
  error?: { name: string; message: string };
}

/** Paths of the project's notebooks, in reading order. */
export async function listNotebooks(
  folder: string = join(PROJECT, "notebooks"),
): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  return names.filter((name) => name.endsWith(".ipynb")).sort().map((name) => join(folder, name));
}

/**
 * Executes notebooks one after the other on the Deno kernel, each in its own folder and a kernel of its
 * own, and writes them with every output. The same results give the same bytes.
 *
 * @param notebooks Paths of `.ipynb` files.
 * @throws {NotebookError} A cell throws or the kernel stops; that notebook is not written.
 * @throws {SetupError} Jupyter is not installed.
 */
export async function executeNotebooks(
  notebooks: readonly string[],
  { to, env = {}, progress = () => {} }: ExecuteOptions = {},
): Promise<void> {
  const counts = await Promise.all(
    notebooks.map(async (path) => (await readCodeCells(path)).length),
  );
  const before = new Map(notebooks.map((path, at) => [nameOf(path), sum(counts.slice(0, at))]));
  await runScript(
    "run_notebooks.py",
    [
      "--attached",
      ...to === undefined ? [] : ["--to", to],
      ...notebooks,
    ],
    env,
    (line) => {
      const { notebook, cell, cells, detail, error } = JSON.parse(line) as RunnerEvent;
      const where = cell === 0 ? notebook : `${notebook}, cell ${cell} of ${cells}`;
      if (error) return new NotebookError(`${where}: ${error.name}: ${error.message}`);
      const done = before.get(notebook)! + cell - 1;
      progress(done, sum(counts), detail ? `${where}: ${detail}` : where);
      return null;
    },
  );
  progress(sum(counts), sum(counts));
}

/**
 * Renders executed notebooks as markup that shows all without a network. The same notebooks give the same
 * bytes.
 *
 * @param notebooks Paths of `.ipynb` files, in reading order.
 * @throws {NotebookError} A page would fetch something, or a formula cannot be drawn.
 * @throws {SetupError} Jupyter is not installed.
 */
export async function renderNotebooks(notebooks: readonly string[]): Promise<RenderedNotebook[]> {
  const rendered: RenderedNotebook[] = [];
  await runScript("export_html.py", notebooks, {}, (line) => {
    const found = JSON.parse(line) as RenderedNotebook | { error: string };
    if ("error" in found) return new NotebookError(found.error);
    rendered.push(found);
    return null;
  });
  return rendered;
}

/**
 * Runs one of the scripts beside this file.
 *
 * @param onLine Called with each line that it prints; returns the error that the line reports.
 */
async function runScript(
  script: string,
  args: readonly string[],
  env: Record<string, string>,
  onLine: (line: string) => NotebookError | null,
): Promise<void> {
  const python = pythonOf(ENVIRONMENT);
  await Deno.stat(python).catch(() => {
    throw new SetupError("Jupyter is not installed: run `deno task setup`.");
  });
  let failure: NotebookError | null = null;
  const path = join(import.meta.dirname!, script);
  const { success, stderr } = await runCommand(python, ["-I", path, ...args], {
    env: { ...env, JUPYTER_PREFER_ENV_PATH: "1" },
    attached: true,
    onLine: (line) => failure = onLine(line) ?? failure,
  });
  if (failure !== null) throw failure;
  if (!success) throw new Error(`${script} stopped:\n${stderr}`);
}

function nameOf(path: string): string {
  return basename(path, ".ipynb");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
