import assert from "node:assert/strict";
import { join } from "node:path";
import type { Progress } from "hemoleak/progress.ts";
import { Numbering } from "hemoleak/report/media/numbering.ts";
import { notebookPage } from "hemoleak/report/supplement/notebook_page.ts";
import {
  executeNotebooks,
  listNotebooks,
  NotebookError,
  renderNotebooks,
} from "../../jupyter/notebooks.ts";

interface Output {
  output_type: string;
  name?: string;
  text?: string[];
  data?: Record<string, string[]>;
  ename?: string;
  evalue?: string;
}

interface Cell {
  cell_type: string;
  execution_count?: number;
  outputs?: Output[];
}

const notebook = (name: string) => join(import.meta.dirname!, `${name}.ipynb`);

const temporary = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(temporary, { recursive: true }));

async function codeCells(path: string): Promise<Cell[]> {
  const { cells } = JSON.parse(await Deno.readTextFile(path)) as { cells: Cell[] };
  return cells.filter(({ cell_type }) => cell_type === "code");
}

const textOf = ({ data, text }: Output) => (text ?? data?.["text/plain"] ?? []).join("");

Deno.test("running a notebook", async (t) => {
  const folders = ["first", "second"].map((name) => join(temporary, name));
  const told: Parameters<Progress>[] = [];
  await Promise.all([
    executeNotebooks([notebook("outputs")], {
      to: folders[0]!,
      progress: (...values) => told.push(values),
    }),
    executeNotebooks([notebook("outputs")], { to: folders[1]! }),
  ]);
  const [first, second] = folders.map((folder) => join(folder, "outputs.ipynb"));
  const cells = await codeCells(first!);
  const outputs = cells.map((cell) => cell.outputs ?? []);

  await t.step("keeps all that is written, in one piece a stream", () => {
    const lines = Array.from({ length: 1000 }, (_, line) => `line ${line}\n`).join("");
    assert.deepEqual(
      outputs[0]!.map((output) => [output.name, textOf(output)]),
      [["stdout", lines], ["stderr", "a warning\n"]],
    );
  });

  await t.step("keeps displays and writings in their order", () => {
    assert.deepEqual(outputs[1]!.map(({ output_type }) => output_type), [
      "display_data",
      "stream",
      "display_data",
    ]);
  });

  await t.step("keeps displays that the cell does not wait for, and its result after them", () => {
    const shown = outputs[2]!.slice(0, -1).map(textOf);
    assert.deepEqual(shown, Array.from({ length: 200 }, (_, number) => `not awaited ${number}`));
    assert.match(textOf(outputs[2]!.at(-1)!), /comes last/);
  });

  await t.step("keeps the last state of a display that a later cell updates", () => {
    assert.equal(textOf(outputs[1]![0]!), "last state");
    assert.deepEqual(outputs[3], []);
  });

  await t.step("keeps the error of a cell that is marked as raising one, and goes on", () => {
    assert.deepEqual(outputs[4]!.map(({ ename, evalue }) => [ename, evalue]), [
      ["RangeError", "Expected 3 but found 4"],
    ]);
    assert.match(textOf(outputs[5]![0]!), /false/);
  });

  await t.step("numbers the cells from 1", () => {
    assert.deepEqual(cells.map((cell) => cell.execution_count), [1, 2, 3, 4, 5, 6]);
  });

  await t.step("gives the same bytes again", async () => {
    const [text, again] = await Promise.all(
      [first, second].map((path) => Deno.readTextFile(path!)),
    );
    assert.ok(text === again, "the two notebooks differ");
  });

  await t.step("tells how far it is and what the cell says", () => {
    assert.deepEqual(told[0], [0, 6, "outputs, cell 1 of 6"]);
    assert.ok(
      told.some(([done, , detail]) => done === 3 && detail === "outputs, cell 4 of 6: last state"),
    );
    assert.deepEqual(told.at(-1), [6, 6]);
  });

  await t.step("renders it as a page that fetches nothing and leads to other pages", async () => {
    const render = () => renderNotebooks([first!, notebook("fails")]);
    const [rendered, again] = [await render(), await render()];
    assert.deepEqual(rendered, again);
    assert.deepEqual(rendered.map(({ file, title }) => [file, title]), [
      ["outputs.html", "Every kind of output"],
      ["fails.html", "A notebook with a cell that fails"],
    ]);
    const page = notebookPage(rendered[0]!, new Numbering()).body;
    const expected = [
      '<math display="inline"',
      "<mfrac><mrow><mn>1</mn></mrow>",
      '<a href="outputs.html#next">this notebook</a>',
      'alt="A white square"',
    ];
    assert.deepEqual(expected.filter((piece) => !page.includes(piece)), []);
    assert.deepEqual(page.match(/<script|<link|<img src="(?!data:)/g), null);
  });
});

Deno.test("figures and tables are handed on in their order, and the text before each refers to it", async () => {
  const [rendered] = await renderNotebooks([notebook("shown")]);
  const { body, shown } = rendered!;
  assert.deepEqual(shown.map((bundle) => bundle["text/plain"]), ["one", "two", "three"]);
  const places = body.match(/<!-- .*? -->|<h1|An introduction|A second text|not numbered/g);
  assert.deepEqual(places, [
    "<h1",
    "An introduction",
    "<!-- refer 0 1 -->",
    "<!-- shown 0 -->",
    "not numbered",
    "<!-- shown 1 -->",
    "A second text",
    "<!-- refer 2 -->",
    "<!-- shown 2 -->",
  ]);
  const { body: page } = notebookPage(rendered!, new Numbering({ prefix: "S" }));
  assert.match(
    page,
    /An introduction\. See <a href="#figure-S1">Figure S1<\/a> and <a [^>]*>Table S1</,
  );
  assert.match(page, /<figcaption><strong>Figure S1\.<\/strong> The first\.<\/figcaption>/);
  assert.match(page, /<div id="table-S1"[^>]*>.*<caption>Table S1\. Counts\./s);
  assert.match(page, /<\/ul>\s*<p>See <a href="#figure-S2">Figure S2<\/a>\.<\/p>/);
  assert.match(page, /<th scope="col">Word<\/th>/);
});

Deno.test("a line of a million characters is kept, in time that grows with it alone", async () => {
  const long = join(temporary, "long.ipynb");
  const source = 'console.log("x".repeat(1e6));';
  const cell = { cell_type: "code", id: "long", metadata: {}, outputs: [], source };
  await Deno.writeTextFile(
    long,
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }),
  );
  await executeNotebooks([long]);
  const [{ outputs = [] }] = await codeCells(long) as [Cell];
  assert.equal(textOf(outputs[0]!).trim().length, 1e6);
});

Deno.test("options that a cell gives go before those of the environment, which hold beside them", async () => {
  const env = { HEMOLEAK_SEED: "7", HEMOLEAK_WARM_UP: "20", HEMOLEAK_PATIENCE: "4" };
  await executeNotebooks([notebook("options")], { to: temporary, env });
  const [{ outputs = [] }] = await codeCells(join(temporary, "options.ipynb")) as [Cell];
  assert.equal(textOf(outputs[0]!).trim(), "7 3 4");
});

Deno.test("a cell that fails stops the run, is named, and leaves no notebook", async () => {
  const to = join(temporary, "fails");
  await assert.rejects(executeNotebooks([notebook("fails")], { to }), {
    name: "NotebookError",
    message: "fails, cell 2 of 2: RangeError: Expected 3 but found 4",
  });
  await assert.rejects(Deno.stat(to), Deno.errors.NotFound);
});

Deno.test("a kernel that stops is told from a cell that fails", async () => {
  await assert.rejects(executeNotebooks([notebook("dies")], { to: temporary }), {
    name: "NotebookError",
    message: /^dies, cell 1 of 1: The kernel stopped: /,
  });
});

Deno.test("a page that would need the network is refused", async () => {
  await assert.rejects(
    renderNotebooks([notebook("fetches")]),
    (error: Error) =>
      error instanceof NotebookError && /fetches\.ipynb: .*example\.org/.test(error.message),
  );
});

Deno.test("notebooks are listed in reading order", async () => {
  const folder = await Deno.makeTempDir({ dir: temporary });
  for (const name of ["2_b.ipynb", "1_a.ipynb", "notes.md"]) {
    await Deno.writeTextFile(join(folder, name), "");
  }
  assert.deepEqual(await listNotebooks(folder), [
    join(folder, "1_a.ipynb"),
    join(folder, "2_b.ipynb"),
  ]);
});
