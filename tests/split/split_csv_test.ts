import assert from "node:assert/strict";
import { SplitError } from "hemoleak/error.ts";
import { parseCsv } from "hemoleak/files/csv.ts";
import { formatSplit, type SplitRow } from "hemoleak/split/split_csv.ts";

const ROWS: SplitRow[] = [
  { subject: "CQ500-CT-0", study: "CQ500-CT-0", slice: "0", set: "test" },
  { subject: 'A "quoted", name', study: "B", slice: "12", set: "train" },
];

Deno.test("split.csv: text as documented, read back the same", () => {
  const text = formatSplit(ROWS);
  assert.equal(
    text,
    "subject,study,slice,set\n" +
      "CQ500-CT-0,CQ500-CT-0,0,test\n" +
      '"A ""quoted"", name",B,12,train\n',
  );
  const rows = parseCsv(text, "split.csv", ["subject", "study", "slice", "set"], SplitError);
  assert.deepEqual(rows.map(({ values }) => values), ROWS);
});
