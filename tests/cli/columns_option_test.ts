import assert from "node:assert/strict";
import { columnsOption } from "../../cli/columns_option.ts";

const parsed = (text: string, ...more: Parameters<typeof columnsOption>) =>
  columnsOption(...more).parseArg!(text, undefined);

Deno.test("columnsOption: names, with commas and equals signs in them, or none", () => {
  assert.deepEqual(parsed("subject=PatientID,score=p1"), { subject: "PatientID", score: "p1" });
  assert.deepEqual(parsed("subject=last, first,score=p=1"), {
    subject: "last, first",
    score: "p=1",
  });
  assert.deepEqual(parsed("study=,slice=,label=ICH"), { study: "", slice: "", label: "ICH" });
});

Deno.test("columnsOption: what is no column is refused; so is none, but of predictions", () => {
  assert.throws(() => parsed("who=PatientID"), /of subject, study, .* but found "who=PatientID"/);
  assert.throws(() => parsed("label=", ["path", "label"], "path=file"), /but found "label="/);
});
