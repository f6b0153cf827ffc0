/** A cell of TypeScript in a notebook. */
export interface CodeCell {
  /** Its number among the notebook's code cells, from 1: the number that Jupyter shows beside it. */
  number: number;
  source: string;
}

/** The code cells of a notebook file, without empty ones, which Jupyter does not run. */
export async function readCodeCells(path: string): Promise<CodeCell[]> {
  const notebook = JSON.parse(await Deno.readTextFile(path)) as {
    cells: { cell_type: string; source: string | string[] }[];
  };
  return notebook.cells
    .filter(({ cell_type }) => cell_type === "code")
    .map(({ source }) => typeof source === "string" ? source : source.join(""))
    .filter((source) => source.trim() !== "")
    .map((source, at) => ({ number: at + 1, source }));
}
