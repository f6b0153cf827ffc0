/**
 * Type-checks and lints the cells of notebooks, which Deno's own commands pass over.
 *
 * @module
 */

import { basename, join } from "node:path";
import { PROJECT } from "../setup/set_up.ts";
import { type CodeCell, readCodeCells } from "./code_cells.ts";

/** A notebook's cells as one module. */
export interface JoinedCells {
  text: string;
  /** For each line of the text, from 0: the cell it is from and its line in that cell, from 1. */
  origins: { cell: number; line: number }[];
}

/**
 * Finds cells that show the value of their last expression. The kernel says that a cell has ended before it
 * sends that value, so that "Run All" may put it below the next cell.
 *
 * @param notebooks Paths of executed `.ipynb` files.
 * @returns What there is to complain of; empty if nothing.
 */
export async function checkOutputs(notebooks: readonly string[]): Promise<string> {
  const complaints = await Promise.all(notebooks.map(async (notebook) => {
    const cells = await readCodeCells(notebook);
    return cells
      .filter(({ outputs }) => outputs.some((one) => one.output_type === "execute_result"))
      .map(({ number }) =>
        `${basename(notebook)}, cell ${number}: shows the value of its last expression; ` +
        "end it with `await show(...)`."
      );
  }));
  return complaints.flat().join("\n");
}

/** Joins cells in the order in which they run, so that a later one sees what a former declared. */
export function joinCells(cells: readonly Pick<CodeCell, "number" | "source">[]): JoinedCells {
  const lines: string[] = [];
  const origins: JoinedCells["origins"] = [];
  for (const { number, source } of cells) {
    source.split("\n").forEach((text, at) => {
      lines.push(text);
      origins.push({ cell: number, line: at + 1 });
    });
  }
  return { text: [...lines, "export {};", ""].join("\n"), origins };
}

/**
 * Runs `deno check` and `deno lint` on the cells of each notebook.
 *
 * @param notebooks Paths of `.ipynb` files of different names.
 * @returns What the two complain of, with places in the notebooks; empty if nothing.
 */
export async function checkNotebooks(notebooks: readonly string[]): Promise<string> {
  if (notebooks.length === 0) return "";
  const parent = join(PROJECT, ".check");
  await Deno.mkdir(parent, { recursive: true });
  const folder = await Deno.makeTempDir({ dir: parent });
  try {
    const joined = new Map<string, { notebook: string; origins: JoinedCells["origins"] }>();
    for (const notebook of notebooks) {
      const { text, origins } = joinCells(await readCodeCells(notebook));
      const module = join(folder, `${basename(notebook, ".ipynb")}.ts`);
      await Deno.writeTextFile(module, text);
      joined.set(module, { notebook: basename(notebook), origins });
    }
    const complaints = [
      await complaintsOf(["check", "--quiet", ...joined.keys()]),
      await complaintsOf(["lint", "--quiet", "--compact", ...joined.keys()]),
    ];
    return complaints.filter((text) => text !== "").map((text) => {
      for (const [module, { notebook, origins }] of joined) {
        text = placeInNotebook(text, module, notebook, origins);
      }
      return text;
    }).join("\n\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Replaces places in a module by places in the notebook that it was made from. */
export function placeInNotebook(
  text: string,
  module: string,
  notebook: string,
  origins: JoinedCells["origins"],
): string {
  const pieces = text.replaceAll(`file://${module}`, module).split(module);
  const place = /^(?::(\d+):(\d+)|: line (\d+), col (\d+))/;
  return pieces.map((piece, at) => {
    if (at === 0) return piece;
    const match = place.exec(piece);
    const origin = match && origins[Number(match[1] ?? match[3]) - 1];
    if (!match || !origin) return notebook + piece;
    const column = match[2] ?? match[4];
    const rest = piece.slice(match[0].length);
    return `${notebook}, cell ${origin.cell}, line ${origin.line}, column ${column}${rest}`;
  }).join("");
}

async function complaintsOf(args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: PROJECT,
    env: { NO_COLOR: "1" },
  }).output();
  if (success) return "";
  const decoder = new TextDecoder();
  return `${decoder.decode(stdout)}${decoder.decode(stderr)}`.trim();
}
