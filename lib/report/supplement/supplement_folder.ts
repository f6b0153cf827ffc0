import { join } from "node:path";
import { writeAtomically } from "../../files/write_atomically.ts";
import { gapFigure } from "../paper/gap_figure.ts";
import { table2Csv, table2Json } from "../paper/table2.ts";
import { auditFiles } from "./audit_supplement.ts";
import { overviewHtml, type SupplementParts } from "./supplement.ts";

/**
 * Writes the overview `index.html`, which needs no other file to be read, with `table2.csv`,
 * `table2.json`, its figure `gap.svg`, the audits and the info sheet ({@linkcode auditFiles}) beside it.
 * The notebooks' pages that it links to are written by whoever renders the notebooks.
 *
 * @param directory Where to; made if it is not there.
 */
export async function writeSupplement(directory: string, parts: SupplementParts): Promise<void> {
  const { runs, provenance, audits = [] } = parts;
  await writeAtomically(join(directory, "table2.csv"), table2Csv(runs));
  await writeAtomically(join(directory, "table2.json"), table2Json(runs, provenance));
  await writeAtomically(join(directory, "gap.svg"), (await gapFigure(runs, provenance)).svg);
  for (const { name, text } of await auditFiles(audits, provenance)) {
    await writeAtomically(join(directory, name), text);
  }
  await writeAtomically(join(directory, "index.html"), await overviewHtml(parts));
}
