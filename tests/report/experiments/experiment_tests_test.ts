import assert from "node:assert/strict";
import { gridTests, gridTestsTable } from "hemoleak/report/experiments/experiment_tests.ts";

Deno.test("the tests of a grid are adjusted over its experiments, not within them", () => {
  const tests = gridTests([
    {
      name: "ladder",
      tests: [{ question: "identity", p: 0.001 }, { question: "inflation", p: 0.02 }],
    },
    { name: "dose", tests: [{ question: "dose 1", p: null }] },
    { name: "repeated", tests: [{ question: "networks", p: 0.03 }] },
  ]);
  assert.deepEqual(tests.map(({ experiment, holm }) => [experiment, holm]), [
    ["ladder", 0.003],
    ["ladder", 0.04],
    ["dose", null],
    ["repeated", 0.04],
  ]);
  const { markdown } = gridTestsTable(tests);
  assert.match(markdown, /\| ladder +\| inflation +\| +p = 0\.020 \| +p = 0\.040 \|/);
  assert.match(markdown, /\| dose +\| dose 1 +\| +none \| +none \|/);
});
