import assert from "node:assert/strict";
import { printableLines } from "hemoleak/text/printable.ts";

Deno.test("printableLines: line feeds stay, all else that is no text is written out", () => {
  assert.equal(printableLines("a\u001b[2J\nb\r\u202ec"), "a\\u001b[2J\nb\\u000d\\u202ec");
});
