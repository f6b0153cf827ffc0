import assert from "node:assert/strict";
import { JUPYTER_DISPLAY } from "hemoleak/report/media/displayable.ts";
import { Table } from "hemoleak/report/media/table.ts";

const TABLE = new Table({
  title: "Counts & shares",
  columns: [
    { title: "What" },
    { title: "here", group: "Count", align: "right" },
    { title: "paper", group: "Count", align: "right" },
  ],
  rows: [["scans <all>", "48", "491"], ["", "7", "a|b"]],
  notes: ["A note."],
});

Deno.test("a table's Markdown lines up as plain text", () => {
  assert.equal(
    TABLE.markdown,
    `Counts & shares

| What        | Count: here | Count: paper |
| ----------- | ----------: | -----------: |
| scans <all> |          48 |          491 |
|             |           7 |         a\\|b |

A note.`,
  );
});

Deno.test("a table's HTML escapes its cells and spans its column groups", () => {
  assert.match(TABLE.html, /<caption[^>]*>Counts &amp; shares<\/caption>/);
  assert.match(TABLE.html, /<td[^>]*>scans &lt;all&gt;<\/td>/);
  assert.match(TABLE.html, /<th colspan="2"[^>]*>Count<\/th>/);
  assert.match(TABLE.html, /<p[^>]*>A note\.<\/p>/);
  assert.deepEqual(TABLE[JUPYTER_DISPLAY](), {
    "text/html": TABLE.html,
    "text/plain": TABLE.markdown,
  });
});

Deno.test("a row with another number of cells than columns is refused", () => {
  assert.throws(
    () => new Table({ title: "T", columns: [{ title: "a" }], rows: [["1"], ["1", "2"]] }),
    { name: "RangeError", message: 'Expected 1 cells in row 1 of "T" but found 2' },
  );
});
