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
  assert.match(TABLE.html, /<th scope="rowgroup" rowspan="2"[^>]*>scans &lt;all&gt;<\/th>/);
  assert.match(TABLE.html, /<th scope="colgroup" colspan="2"[^>]*>Count<\/th>/);
  assert.match(TABLE.html, /<p[^>]*>A note\.<\/p>/);
  assert.deepEqual(TABLE[JUPYTER_DISPLAY](), {
    "text/html": TABLE.html,
    "text/plain": TABLE.markdown,
    "text/csv": TABLE.csv,
  });
});

Deno.test("a table's CSV has full headings, and a row's heading that is empty is the one above", () => {
  // Quoted as RFC 4180 says.
  assert.equal(TABLE.csv, "What,Count: here,Count: paper\nscans <all>,48,491\nscans <all>,7,a|b\n");
  const quoted = new Table({ title: "T", columns: [{ title: "a" }], rows: [['1,2 "x"']] });
  assert.equal(quoted.csv, 'a\n"1,2 ""x"""\n');
});

Deno.test("a table's HTML has no heading without words, and no cell under another", () => {
  assert.doesNotMatch(TABLE.html, /<th[^>]*><\/th>/);
  const unnamed = new Table({
    title: "T",
    columns: [{ title: "" }, { title: "x" }],
    rows: [["", "1"], ["a", "2"], ["", "3"], ["b", "4"]],
  }).html;
  assert.doesNotMatch(unnamed, /<th[^>]*><\/th>/);
  const cells = unnamed.match(/<tbody>(.*)<\/tbody>/s)![1]!.trim().split("\n")
    .map((row) => row.match(/<t[hd]/g)!.length);
  assert.deepEqual(cells, [2, 2, 1, 2]);
});

Deno.test("a row with another number of cells than columns is refused", () => {
  assert.throws(
    () => new Table({ title: "T", columns: [{ title: "a" }], rows: [["1"], ["1", "2"]] }),
    { name: "RangeError", message: 'Expected 1 cells in row 1 of "T" but found 2' },
  );
});
