/** A cell of TypeScript in a notebook. */
export interface CodeCell {
  /** Its number among the notebook's code cells, from 1: the number that Jupyter shows beside it. */
  number: number;
  source: string;
  /** What it showed when it was last run. */
  outputs: readonly { output_type: string }[];
}

/** The code cells of a notebook file, without empty ones, which Jupyter does not run. */
export async function readCodeCells(path: string): Promise<CodeCell[]> {
  const notebook = JSON.parse(await Deno.readTextFile(path)) as {
    cells: {
      cell_type: string;
      source: string | string[];
      outputs?: CodeCell["outputs"];
    }[];
  };
  return notebook.cells
    .filter(({ cell_type }) => cell_type === "code")
    .map(({ source, outputs = [] }) => ({ source: [source].flat().join(""), outputs }))
    .filter(({ source }) => source.trim() !== "")
    .map((cell, at) => ({ number: at + 1, ...cell }));
}
