import assert from "node:assert/strict";
import {
  operationThreads,
  settleThreads,
  useThreads,
} from "hemoleak/tensorflow/library/threads.ts";

const VARIABLE = "TF_NUM_INTRAOP_THREADS";

function withVariable(value: string | null, work: () => void): void {
  const before = Deno.env.get(VARIABLE);
  if (value === null) Deno.env.delete(VARIABLE);
  else Deno.env.set(VARIABLE, value);
  try {
    work();
  } finally {
    if (before === undefined) Deno.env.delete(VARIABLE);
    else Deno.env.set(VARIABLE, before);
  }
}

Deno.test("as many threads as the variable says, or as there are cores", () => {
  withVariable(null, () => assert.equal(operationThreads(), navigator.hardwareConcurrency));
  withVariable("3", () => assert.equal(operationThreads(), 3));
  for (const wrong of ["0", "-1", "2.5", "many"]) {
    withVariable(wrong, () => assert.throws(operationThreads, { name: "SetupError" }));
  }
});

Deno.test("the number is set for TensorFlow until that has started", () => {
  withVariable(null, () => {
    const other = navigator.hardwareConcurrency + 1;
    useThreads(other);
    assert.equal(Deno.env.get(VARIABLE), String(other));
    useThreads(5);
    settleThreads();
    useThreads(5);
    assert.throws(() => useThreads(6), {
      name: "SetupError",
      message: "TensorFlow computes with 5 threads here, but 6 are needed: " +
        "use a process of its own.",
    });
    assert.equal(operationThreads(), 5);
  });
});
