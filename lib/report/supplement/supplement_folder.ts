import { join } from "node:path";
import { writeAtomically } from "../../files/write_atomically.ts";
import { table2Csv, table2Json } from "../paper/table2.ts";
import {
  FIGURES_FOLDER,
  pageFiles,
  type Supplement,
  supplement,
  type SupplementParts,
} from "./supplement.ts";

/**
 * Writes the supplement: the overview `index.html`, the notebooks' pages, the audits and the info sheet,
 * none of which needs another file to be read, `table2.csv` and `table2.json`, and in `files/` each figure
 * and table by its number (`figure_S1.svg`, `figure_S1.vl.json`, `table_S1.csv`).
 *
 * @param directory Where to; made if it is not there. Figures and tables of an earlier supplement, which
 *   could have other numbers, are removed.
 * @returns What was written, so that it can be printed as well.
 */
export async function writeSupplement(
  directory: string,
  parts: SupplementParts,
): Promise<Supplement> {
  const { pages, files } = await supplement(parts);
  await removeNumbered(join(directory, FIGURES_FOLDER));
  await writeAtomically(join(directory, "table2.csv"), table2Csv(parts.runs));
  await writeAtomically(join(directory, "table2.json"), table2Json(parts.runs, parts.provenance));
  for (const { name, text } of [...files, ...pageFiles(pages).toReversed()]) {
    await writeAtomically(join(directory, name), text);
  }
  return { pages, files };
}

async function removeNumbered(folder: string): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (/^(figure|table)_S\d+\.(svg|vl\.json|csv)$/.test(name)) {
        await Deno.remove(join(folder, name));
      }
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
