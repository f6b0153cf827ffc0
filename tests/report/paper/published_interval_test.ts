import assert from "node:assert/strict";
import { hanleyMcNeilError, publishedInterval } from "hemoleak/report/paper/published_interval.ts";

Deno.test("standard error of Hanley and McNeil's worked example", () => {
  // Hanley and McNeil (1982), Table III and text: 51 abnormal and 58 normal CT images rated by one
  // radiologist have an area of 0.893 with a standard error of 0.032.
  assert.equal(Math.floor(hanleyMcNeilError(0.893, 51, 58) * 1000), 32);
});

Deno.test("a published interval lies about the AUC, within 0 and 1, narrower with more cases", () => {
  const few = publishedInterval(0.95, { positive: 5, negative: 5 });
  const many = publishedInterval(0.95, { positive: 500, negative: 500 });
  assert.equal(few[1], 1);
  assert.ok(few[0] < many[0] && many[0] < 0.95 && 0.95 < many[1] && many[1] < 1);
});
