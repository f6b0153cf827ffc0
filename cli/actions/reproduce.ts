import { join, resolve } from "node:path";
import { SetupError } from "hemoleak/error.ts";
import type { AuditedRun } from "hemoleak/experiment/audit_run.ts";
import { type Cell, cellTitle } from "hemoleak/experiment/cell.ts";
import { TABLE_2_CELLS } from "hemoleak/experiment/experiments.ts";
import {
  environmentOf,
  Reproduction,
  type ReproductionOptions,
} from "hemoleak/experiment/reproduction.ts";
import type { Run } from "hemoleak/experiment/run.ts";
import type { FolderOwner } from "hemoleak/files/folder_lock.ts";
import { formatPredictions } from "hemoleak/predictions/predictions_csv.ts";
import { htmlBook, type Sheets } from "hemoleak/report/media/html_page.ts";
import { table2Table } from "hemoleak/report/paper/table2.ts";
import { type SupplementParts, supplementTitle } from "hemoleak/report/supplement/supplement.ts";
import { writeSupplement } from "hemoleak/report/supplement/supplement_folder.ts";
import { SPLIT_TITLES } from "hemoleak/split/titles.ts";
import { executeNotebooks, listNotebooks, renderNotebooks } from "../../jupyter/notebooks.ts";
import { findBrowser, INSTALL_BROWSER } from "../../setup/browser.ts";
import { PROJECT } from "../../setup/set_up.ts";
import { epochListener } from "../epoch_listener.ts";
import { tookText } from "../estimate_text.ts";
import { printPdf } from "../print_pdf.ts";
import { preparedLines } from "../prepared_text.ts";
import { withBars } from "../progress.ts";
import { labelUnitNotes } from "../reading_options.ts";
import { runText, waitingText } from "../run_text.ts";
import { estimateProfiles, estimateTraining } from "../training_estimate.ts";

/** The options of `hemoleak reproduce`. */
export type ReproduceCliOptions = ReproductionOptions & { out: string; pdf?: true; dryRun?: true };

/** Prepares the data, trains, runs the notebooks and writes the supplement. */
export async function reproduce({ out, pdf, dryRun, ...options }: ReproduceCliOptions) {
  if (dryRun) return await estimateProfiles(options);
  // Before hours of training.
  const browser = pdf ? findBrowser() : null;
  if (pdf && browser === null) {
    throw new SetupError({ problem: "--pdf needs a browser that prints", hint: INSTALL_BROWSER });
  }
  const reproduction = new Reproduction(options);
  for (const note of labelUnitNotes(options)) console.error(note);
  await prepare(reproduction);
  await trainAll(reproduction, out);
  const executed = join(reproduction.folder, "notebooks");
  await withBars(async (bar) => {
    const [env, progress] = [environmentOf(options), bar("Running the notebooks")];
    await executeNotebooks(await listNotebooks(), { to: executed, env, progress });
  });
  console.error("Auditing the splits ...");
  const [runs, audited] = [await reproduction.table2(), await auditsOf(reproduction)];
  console.error("Rendering the pages ...");
  const notebooks = await renderNotebooks(await listNotebooks(executed));
  const { provenance } = reproduction;
  const auditPage = await builtPage(audited.map(({ run }) => run));
  const { pages } = await writeSupplement(out, {
    runs,
    provenance,
    audits: audited.map(({ audit }) => audit),
    notebooks,
    ...auditPage && { auditPage },
  });
  if (browser !== null) {
    console.error("Printing ...");
    const book = (sheets?: Sheets) => htmlBook(supplementTitle(provenance), pages, sheets);
    await printPdf(browser, book, join(out, "supplement.pdf"));
  }
  console.log(`\nDone. Open ${resolve(out, "index.html")} in a browser.`);
}

/**
 * Trains what is not trained yet: Table 2 first, which is shown as soon as it is there, since the
 * experiments that explain it take much longer.
 */
async function trainAll(reproduction: Reproduction, out: string): Promise<void> {
  const cells = await reproduction.cells();
  const estimated = await estimateTraining(reproduction), begin = performance.now();
  if (estimated) console.error(estimated.text);
  let isShown = false;
  for (const [i, cell] of cells.entries()) {
    if (i >= TABLE_2_CELLS.length && !isShown && !await reproduction.isFinished(cell)) {
      await showTable2(reproduction, out);
      isShown = true;
    }
    await train(reproduction, cell, `${i + 1} of ${cells.length}`);
  }
  if (estimated) console.error(tookText(begin, estimated.seconds));
}

/** Prints Table 2, and writes a supplement with what there is so far. */
async function showTable2(reproduction: Reproduction, out: string): Promise<void> {
  const runs = await reproduction.table2(), { provenance } = reproduction;
  await writeSupplement(out, { runs, provenance, pages: [] });
  console.log(`\n${table2Table(runs, provenance).markdown}\n`);
  console.error(
    `${
      resolve(out, "index.html")
    } has these first results; next, the experiments that explain them`,
  );
}

/** Both splits of the small network: one that leaks and one that does not. */
async function auditsOf(reproduction: Reproduction): Promise<{ run: Run; audit: AuditedRun }[]> {
  const audits: { run: Run; audit: AuditedRun }[] = [];
  for (const split of ["slice", "subject"] as const) {
    const run = await reproduction.run({ model: "cnn4", split });
    audits.push({ run, audit: await reproduction.audit(run) });
  }
  return audits;
}

/** A page of more is no page to mail, or to open at once. */
const MOST_CHARACTERS = 20_000_000;

/** The page that `deno task page` built, with the runs' predictions as far as it can carry them. */
async function builtPage(runs: readonly Run[]): Promise<SupplementParts["auditPage"]> {
  const file = join(PROJECT, "dist", "audit.html");
  let html: string;
  try {
    html = await Deno.readTextFile(file);
  } catch {
    console.error("The supplement has no audit.html: `deno task page` builds it beforehand.");
    return undefined;
  }
  const tables = runs.map(({ cell, title, predictions }) => ({
    file: `${cell.model}_by_${cell.split}.csv`,
    title: `${title}, ${SPLIT_TITLES[cell.split]}`,
    text: formatPredictions(predictions),
  }));
  const characters = tables.reduce((sum, { text }) => sum + text.length, 0);
  return { html, tables: characters > MOST_CHARACTERS ? [] : tables };
}

/** Brings the data up to date, and says what could not be used. */
async function prepare(reproduction: Reproduction): Promise<void> {
  const { cohort, store } = await withBars((bar) =>
    reproduction.prepare({
      phantom: bar("Writing the phantom"),
      cohort: bar("Reading headers"),
      preprocess: bar("Preprocessing slices", "slices"),
    })
  );
  const lines = preparedLines({ cohort, store, folder: reproduction.folder });
  for (const line of lines) console.error(line);
}

async function train(reproduction: Reproduction, cell: Cell, place: string): Promise<void> {
  const label = `${cellTitle(cell, reproduction.profile)} (${place})`;
  const run = await withBars((bar) => {
    const listener = epochListener(label, bar(label));
    const onWait = (owner: FolderOwner | null) => console.error(waitingText(label, owner));
    return reproduction.run(cell, { listener, onWait });
  });
  console.error(`${label}: ${runText(run)}`);
}
