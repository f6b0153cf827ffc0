import assert from "node:assert/strict";
import { join } from "node:path";
import { COLORS, DARK_COLORS } from "hemoleak/report/media/theme.ts";

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

/** Relative luminance and contrast as WCAG 2.2 defines them, https://www.w3.org/TR/WCAG22/. */
function luminance(color: string): number {
  const hex = color === "white" ? "#ffffff" : color;
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

Deno.test("contrast: black on white is 21, and WCAG's example gray #767676 is 4.54", () => {
  assert.equal(contrast("#000000", "white"), 21);
  assert.equal(contrast("#767676", "white").toFixed(2), "4.54");
});

Deno.test("text of every color has a contrast of 4.5, light and dark, on paper and on shade", () => {
  for (const colors of [COLORS, { ...COLORS, ...DARK_COLORS }]) {
    for (const name of ["ink", "quiet", "slice", "subject", "warning", "link"] as const) {
      for (const ground of ["paper", "shade"] as const) {
        const found = contrast(colors[name], colors[ground]);
        assert.ok(found >= 4.5, `${name} ${colors[name]} on ${ground}: ${found.toFixed(2)}`);
      }
    }
  }
});
