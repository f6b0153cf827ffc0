import assert from "node:assert/strict";
import fc from "fast-check";
import { CohortError, DicomError, HemoleakError, reasonOf } from "../lib/error.ts";
import { type Fault, faultText, reasonText } from "../lib/fault.ts";

Deno.test("a fault is worded with its place first and what to do last", () => {
  const whole = {
    file: "reads.csv",
    line: 3,
    column: "R1:ICH",
    expected: "0 or 1",
    found: '"x"',
    hint: "mend the table",
  };
  assert.equal(
    faultText(whole),
    'reads.csv, line 3, column R1:ICH: expected 0 or 1 but found "x"; mend the table',
  );
  assert.equal(faultText({ file: "a.npy", problem: "it is cut off" }), "a.npy: it is cut off");
  assert.equal(
    faultText({ file: "a", row: 2, expected: "one image", problem: "two lie there" }),
    "a, row 2: expected one image but two lie there",
  );
  assert.equal(
    faultText({ file: "a", expected: "x,y", problem: "y is missing", found: "x" }),
    "a: expected x,y but y is missing; found x",
  );
  assert.equal(faultText({ expected: "a dose", found: 3 }), "Expected a dose but found 3");
  assert.equal(faultText({ problem: "no head" }), "no head");
});

Deno.test("a reason says all that the message does but the file", () => {
  const words = fc.stringMatching(/^[a-z]{1,9}$/);
  const faults = fc.record({
    file: fc.constant("FILE"),
    line: fc.nat(),
    column: words,
    expected: words,
    found: fc.oneof(words, fc.nat()),
    problem: words,
    hint: words,
  }, { requiredKeys: ["file", "problem"] });
  fc.assert(fc.property(faults, (fault) => {
    const reason = reasonText(fault as Fault);
    assert(!reason.includes("FILE"));
    const text = faultText(fault as Fault);
    assert(text === `FILE: ${reason}` || text === `FILE, ${reason}`);
  }));
});

Deno.test("an error carries its faults, and a line of its message is one of them", () => {
  const fault = { file: "a.dcm", expected: "DICM", found: "GIF8" };
  const error = new DicomError(fault);
  assert.deepEqual(error.faults, [fault]);
  assert.equal(error.message, "a.dcm: expected DICM but found GIF8");
  assert.equal(reasonOf(error), "expected DICM but found GIF8");
  const two = new CohortError([{ file: "t", line: 1, problem: "odd" }, { problem: "and more" }]);
  assert.equal(two.message, "t, line 1: odd\nand more");
  assert.equal(two.fault.line, 1);
  const cause = new TypeError("deep");
  assert.equal(new HemoleakError("in words", { cause }).cause, cause);
  assert.deepEqual(new HemoleakError("in words").faults, [{ problem: "in words" }]);
  assert.equal(reasonOf(cause), "deep");
  assert.equal(reasonOf("thrown text"), "thrown text");
});
