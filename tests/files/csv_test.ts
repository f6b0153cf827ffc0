import assert from "node:assert/strict";
import { CohortError } from "hemoleak/error.ts";
import { formatCsv, parseCsv } from "hemoleak/files/csv.ts";

Deno.test("rows carry their line, CRLF and a byte-order mark are no trouble", () => {
  const rows = parseCsv('\ufeffname,vote\r\nA,1\r\n\r\nB,"0"\r\n', "x.csv", ["name"], CohortError);
  assert.deepEqual(rows, [
    { line: 2, values: { name: "A", vote: "1" } },
    { line: 4, values: { name: "B", vote: "0" } },
  ]);
});

Deno.test("a missing column is named with what was found instead", () => {
  assert.throws(
    () => parseCsv("a,b\n1,2\n", "x.csv", ["a", "c", "d"], CohortError),
    { name: "CohortError", message: /x\.csv: expected .* a,c,d but c, d are missing; found a,b/ },
  );
  assert.throws(() => parseCsv("", "x.csv", ["a"], CohortError), { message: /found nothing/ });
});

Deno.test("a row of another length is refused with its line", () => {
  assert.throws(
    () => parseCsv("a,b\n1,2\n3\n", "x.csv", ["a"], CohortError),
    { name: "CohortError", message: /x\.csv.*line 3/s },
  );
});

Deno.test("what is formatted parses back, quotes and commas included", () => {
  const rows = [{ file: 'a,"b"\nc', reason: "x" }, { file: "", reason: "y" }];
  const text = formatCsv(rows, ["file", "reason"]);
  assert.deepEqual(
    parseCsv(text, "x.csv", ["file"], CohortError).map((row) => row.values),
    rows,
  );
});
