import assert from "node:assert/strict";
import { formatSplit, parseSplit, type SplitRow } from "hemoleak/split/split_csv.ts";

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
  assert.deepEqual(parseSplit(text, "split.csv"), ROWS);
});

Deno.test("split.csv: a set of another name, a missing column", () => {
  assert.throws(() => parseSplit("subject,study,slice,set\nA,A,0,test\nA,A,1,val\n", "s.csv"), {
    name: "SplitError",
    message: 's.csv, line 3, column set: expected train, validation, test but found "val"',
  });
  assert.throws(() => parseSplit("subject,slice,set\nA,0,test\n", "s.csv"), /study is missing/);
});
