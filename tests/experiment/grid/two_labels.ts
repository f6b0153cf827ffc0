import assert from "node:assert/strict";
import { type AnyRun, isClassRun, type Run } from "hemoleak/experiment/run.ts";

/** A grid's run that has to be one of two labels. */
export function ofTwoLabels(run: AnyRun<string> | null): Run<string> {
  assert.ok(run !== null && !isClassRun(run));
  return run;
}
