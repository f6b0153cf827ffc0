import assert from "node:assert/strict";
import { join } from "node:path";
import {
  checkNotebooks,
  checkOutputs,
  joinCells,
  placeInNotebook,
} from "../../jupyter/check_notebooks.ts";
import { executeNotebooks } from "../../jupyter/notebooks.ts";

async function withNotebook(cells: string[], use: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "example.ipynb");
    const written = cells.map((source) => ({ cell_type: "code", source: source.split(/(?<=\n)/) }));
    await Deno.writeTextFile(
      path,
      JSON.stringify({ cells: [{ cell_type: "markdown", source: "# Title" }, ...written] }),
    );
    await use(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a cell that shows its last expression's value is found, by the outputs it has", async () => {
  const outputs = join(import.meta.dirname!, "outputs.ipynb");
  const folder = await Deno.makeTempDir();
  await executeNotebooks([outputs], { to: folder });
  const complaints = await checkOutputs([join(folder, "outputs.ipynb")]);
  assert.deepEqual(
    complaints.split("\n").map((line) => line.split(":")[0]),
    ["outputs.ipynb, cell 3", "outputs.ipynb, cell 6"],
  );
  assert.match(complaints, /end it with `await show\(\.\.\.\)`/);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a place in the joined cells is a place in a cell", () => {
  const { text, origins } = joinCells([
    { number: 1, source: "const a = 1;\nconst b = 2;" },
    { number: 2, source: "a + b;" },
  ]);
  assert.equal(text, "const a = 1;\nconst b = 2;\na + b;\nexport {};\n");
  const place = (of: string) => placeInNotebook(of, "/tmp/x.ts", "x.ipynb", origins);
  assert.equal(place("at file:///tmp/x.ts:3:5 end"), "at x.ipynb, cell 2, line 1, column 5 end");
  assert.equal(place("/tmp/x.ts: line 2, col 7 - no"), "x.ipynb, cell 1, line 2, column 7 - no");
  assert.equal(place("/tmp/y.ts:3:5"), "/tmp/y.ts:3:5");
});

Deno.test("cells that use each other and Deno.jupyter pass", async () => {
  await withNotebook([
    'import { Random } from "hemoleak/random.ts";\nconst random = new Random(1);',
    'await Deno.jupyter.display({ "text/plain": String(random) }, { raw: true });',
  ], async (path) => assert.equal(await checkNotebooks([path]), ""));
});

Deno.test("a wrong type, a missing export and an unused name are found, with their cell", async () => {
  await withNotebook([
    "const fine = 1;",
    'import { nothing } from "hemoleak/random.ts";\nconst text: string = fine;',
  ], async (path) => {
    const complaints = await checkNotebooks([path]);
    assert.match(complaints, /no exported member 'nothing'[^]*example\.ipynb, cell 2, line 1/);
    assert.match(
      complaints,
      /'number' is not assignable[^]*example\.ipynb, cell 2, line 2, column 7/,
    );
    assert.match(complaints, /cell 2, line 2, column 7 - `text` is never used/);
  });
});
