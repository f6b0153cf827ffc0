import assert from "node:assert/strict";
import { join } from "node:path";
import { COLORS } from "hemoleak/report/media/theme.ts";

const PROJECT = join(import.meta.dirname!, "..", "..", "..");
const COLOR = /#[0-9a-f]{6}\b|#[0-9a-f]{3}\b|"(white|black)"/gi;

async function* sourcesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* sourcesBelow(path);
    else yield path;
  }
}

Deno.test("the theme has every color that reports draw with", async () => {
  for await (const path of sourcesBelow(join(PROJECT, "lib", "report"))) {
    if (path.endsWith("theme.ts")) continue;
    const found = (await Deno.readTextFile(path)).match(COLOR);
    assert.equal(found, null, `${path}: ${found}`);
  }
});

Deno.test("each color of the theme has one meaning", () => {
  assert.equal(new Set(Object.values(COLORS)).size, Object.keys(COLORS).length);
});

Deno.test("the notebooks' pages have the theme's colors", async () => {
  const path = join(PROJECT, "jupyter", "templates", "hemoleak", "page.css");
  const css = await Deno.readTextFile(path);
  const colors = Object.fromEntries(
    [...css.matchAll(/^ {2}--(\w+): (\S+);$/gm)].map(([, name, color]) => [name, color]),
  );
  const { ink, quiet, faint, paper, shade, warning, link } = COLORS;
  assert.deepEqual(colors, { ink, quiet, faint, paper, shade, warning, link });
  // Elsewhere only the terminal's colors, of a cell's output.
  const others = css.replaceAll(/^\.ansi[^}]*\}/gm, "").replace(/^:root \{[^}]*\}/, "");
  assert.equal(others.match(COLOR), null);
});
