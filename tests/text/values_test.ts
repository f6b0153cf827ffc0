import assert from "node:assert/strict";
import { valueForm } from "hemoleak/text/values.ts";

Deno.test("valueForm: case, blanks and the kind of number do not count, signs do", () => {
  for (
    const [one, other] of [["Site-A", "site a"], ["GE", "ge "], ["01", "1.0"], ["ﬁ", "fi"]] as const
  ) {
    assert.equal(valueForm(one), valueForm(other));
  }
  for (const [one, other] of [["<50", ">50"], ["-1", "1"], ["a b", "ab"]] as const) {
    assert.notEqual(valueForm(one), valueForm(other));
  }
});
