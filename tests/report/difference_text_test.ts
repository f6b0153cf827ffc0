import assert from "node:assert/strict";
import { differenceText } from "hemoleak/report/difference_text.ts";

Deno.test("a difference and its interval have signs, and none for nothing", () => {
  assert.equal(differenceText(0.125, [-0.014, 0.248]), "+0.125 [−0.014, +0.248]");
  assert.equal(differenceText(-0.0001, [-0.5, 0]), "0.000 [−0.500, 0.000]");
});
