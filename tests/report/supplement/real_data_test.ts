import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { dataNote, limitsNote } from "hemoleak";
import type { Provenance } from "hemoleak/provenance.ts";
import { type Displayable, JUPYTER_DISPLAY } from "hemoleak/report/media/displayable.ts";
import { pageFiles, supplement, supplementTitle } from "hemoleak/report/supplement/supplement.ts";
import { listNotebooks, renderNotebooks } from "../../../jupyter/notebooks.ts";
import { withFolder } from "../../fixtures/with_folder.ts";
import { exampleAuditedRun } from "../audited_examples.ts";
import { EXAMPLE_RUNS } from "../example_runs.ts";

const CT_ICH: Provenance = {
  cohort: "PhysioNet CT-ICH",
  synthetic: false,
  profile: "quick",
  seed: 1,
};
const OCT: Provenance = {
  ...CT_ICH,
  cohort: "OCT of a clinic",
  finding: "drusen",
  images: "other",
  labelUnit: "slice",
};

/** A cell of a notebook, as far as it matters here. */
interface NotebookCell {
  cell_type: string;
  source: string[];
  outputs?: unknown[];
}

/** The project's notebooks with no output but the notes that say what some data are. */
async function notebooksOf(provenance: Provenance, folder: string): Promise<string[]> {
  const notes = { dataNote, limitsNote };
  const shown = (note: Displayable) => ({
    output_type: "display_data",
    data: note[JUPYTER_DISPLAY](),
    metadata: {},
  });
  return Promise.all((await listNotebooks()).map(async (path) => {
    const notebook: { cells: NotebookCell[] } = JSON.parse(await Deno.readTextFile(path));
    for (const cell of notebook.cells) {
      if (cell.outputs === undefined) continue;
      const source = cell.source.join("");
      cell.outputs = Object.entries(notes)
        .filter(([name]) => source.includes(`show(${name}(`))
        .map(([, note]) => shown(note(provenance)));
    }
    const copy = join(folder, basename(path));
    await Deno.writeTextFile(copy, JSON.stringify(notebook));
    return copy;
  }));
}

async function supplementOf(provenance: Provenance): Promise<{ name: string; text: string }[]> {
  return await withFolder(async (folder) => {
    const notebooks = await renderNotebooks(await notebooksOf(provenance, folder));
    const audits = [exampleAuditedRun("slice"), exampleAuditedRun("subject")];
    const parts = { runs: EXAMPLE_RUNS, provenance, audits, notebooks };
    const { pages, files } = await supplement(parts);
    return [...pageFiles(pages), ...files];
  });
}

function assertSaysNothingOf(what: RegExp, text: string, name: string) {
  const { index } = what.exec(text) ?? {};
  if (index === undefined) return;
  assert.fail(`${name} says: ${text.slice(Math.max(0, index - 60), index + 60)}`);
}

Deno.test("a supplement of real data says of nothing that it is synthetic", async () => {
  const files = await supplementOf(CT_ICH);
  const names = files.map(({ name }) => name);
  for (const page of ["index.html", "1_cohort.html", "5_leakage.html", "info_sheet.html"]) {
    assert.ok(names.includes(page), page);
  }
  for (const { name, text } of files) {
    const said = text.replaceAll('"synthetic": false', "");
    assertSaysNothingOf(/synthetic|phantom|generated/i, said, name);
  }
  const page = (name: string) => files.find((file) => file.name === name)!.text;
  assert.match(page("1_cohort.html"), /The data here are PhysioNet CT-ICH: CT of the head\./);
  assert.match(
    page("5_leakage.html"),
    /The numbers here are of one collection, PhysioNet CT-ICH\./,
  );
});

Deno.test("of other images than CT of the head, no hemorrhage is spoken of but the paper's", async () => {
  const files = await supplementOf(OCT);
  const page = (name: string) => files.find((file) => file.name === name)!.text;
  assert.match(page("1_cohort.html"), /Where the text speaks of hemorrhages .* of the paper/);
  const index = page("index.html");
  assert.match(index, /<h1[^>]*>Slice classifiers for drusen: disease or identity\?/);
  assert.match(index, /learn to tell slices with the finding “drusen” from slices without/);
  assert.match(index, /neighbors mostly have the\nsame label/);
  // What is left is the paper's title.
  const own = index.replaceAll(/for detection intracranial hemorrhage in CT images/g, "");
  const words = own.replaceAll(/<style>.*?<\/style>|<[^>]+>/gs, " ");
  assertSaysNothingOf(/hemorrhage|blood|\bheads?\b|\bCT\b|synthetic/i, words, "index.html");
  assert.match(page("info_sheet.md"), /Labels of slices: drusen/);
});

Deno.test("supplementTitle: by the finding", () => {
  const finding = "SDH";
  assert.match(supplementTitle({ ...CT_ICH, finding }), /for subdural hemorrhage: disease/);
  assert.match(supplementTitle(CT_ICH), /for intracranial hemorrhage: disease/);
  const { finding: _, ...unnamed } = OCT;
  assert.match(supplementTitle(unnamed), /for a finding: disease/);
});
