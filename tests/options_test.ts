import assert from "node:assert/strict";
import { cnn4 } from "hemoleak/model/cnn4.ts";
import { vgg16 } from "hemoleak/model/vgg16.ts";
import { readCohort } from "hemoleak/cohort/cohort.ts";
import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import { planGrid } from "hemoleak/experiment/grid/grid_plan.ts";
import { Reproduction, type ReproductionOptions } from "hemoleak/experiment/reproduction.ts";
import {
  checkOptions,
  FLAG,
  numberAbove,
  numberFrom,
  oneOf,
  PART,
  SHARE,
  TEXT,
  wholeFrom,
} from "hemoleak/options.ts";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import { phantomOptions } from "hemoleak/phantom/options.ts";
import { completeOptions } from "hemoleak/preprocess/chain/options.ts";
import { Random } from "hemoleak/random.ts";
import { splitByGap } from "hemoleak/split/by_gap.ts";
import { splitBySlice } from "hemoleak/split/by_slice.ts";
import { splitBySubject } from "hemoleak/split/by_subject.ts";
import { splitBy } from "hemoleak/split/split_by.ts";

const RULES = { seed: wholeFrom(0), cohort: oneOf(["phantom", "cq500"]) };

const refused = (options: Record<string, unknown>) => () =>
  checkOptions("a reproduction", options as { seed: number; cohort: string }, RULES);

Deno.test("a misspelled option is refused, with what was meant and what there is", () => {
  assert.throws(refused({ sede: 7 }), {
    name: "OptionsError",
    message:
      "Expected an option of a reproduction (seed, cohort) but found sede; did you mean seed?",
  });
  assert.throws(refused({ toString: 1 }), /but found toString$/);
});

Deno.test("a value that an option cannot have is refused, with what was meant", () => {
  assert.throws(refused({ cohort: "CQ500" }), {
    message: 'Expected cohort of a reproduction to be one of phantom, cq500 but found "CQ500"; ' +
      "did you mean cq500?",
  });
  assert.throws(refused({ seed: "1" }), {
    message: 'Expected seed of a reproduction to be a whole number of at least 0 but found "1"',
  });
  assert.throws(refused({ seed: null }), /but found null$/);
});

Deno.test("an option that is there but undefined is refused: a misspelled import gives that", () => {
  assert.throws(refused({ seed: undefined }), {
    message:
      "Expected seed of a reproduction to be a whole number of at least 0 but found undefined; " +
      "is the name that it is given spelled as where it comes from? Without a value, leave it out",
  });
});

Deno.test("each rule allows what it says", () => {
  const cases = [
    [oneOf([1, 3]), [1, 3], [2, "1", null]],
    [wholeFrom(1), [1, 2 ** 53 - 1], [0, 1.5, 2 ** 53, NaN, Infinity, "1", true]],
    [numberAbove(0), [1e-9, 1e300], [0, -1, NaN, Infinity, "1"]],
    [numberFrom(0), [0, 2.5], [-1e-9, NaN, "0"]],
    [SHARE, [0, 0.5, 1], [-0.1, 1.1, NaN, "0.5"]],
    [FLAG, [true, false], [0, 1, "true", null]],
    [TEXT, ["a"], ["", 1, null]],
    [PART, [{}, () => {}], [null, 1, "a"]],
  ] as const;
  for (const [rule, right, wrong] of cases) {
    for (const value of right) assert.ok(rule.allows(value), `${rule.expected}: ${value}`);
    for (const value of wrong) assert.ok(!rule.allows(value), `${rule.expected}: ${value}`);
  }
});

Deno.test("no options object of the library takes a misspelled name in silence", async () => {
  const misspelled = { sede: 1 } as never;
  const random = new Random(1, "options");
  const slices = Array.from({ length: 40 }, (_, i) => ({
    subject: `S${i % 20}`,
    study: `S${i % 20}`,
    series: "1",
    slice: i,
    label: i % 2 as 0 | 1,
  }));
  const wrong = { random, tset: 0.2 } as never;
  const attempts: (() => unknown)[] = [
    () => new Reproduction(misspelled),
    () => splitBySlice(slices, wrong),
    () => splitBySubject(slices, wrong),
    () => splitByGap(slices, wrong),
    () => splitBy("patient" as never, slices, { random }),
    () => completeOptions(misspelled),
    () => phantomOptions(misspelled),
    () => evaluate([], misspelled),
    () => audit([], misspelled),
    () => cnn4({ size: 64, random, filter: [8, 16] } as never),
    () => vgg16({ size: 64, random, widht: 0.5 } as never),
  ];
  for (const attempt of attempts) {
    assert.throws(attempt, { name: "OptionsError" }, String(attempt));
  }
  await assert.rejects(readCohort("nowhere", misspelled), { name: "OptionsError" });
  await assert.rejects(planGrid("nowhere", { experiments: ["lader"] as never }), {
    name: "OptionsError",
    message: /but found "lader"; did you mean ladder\?$/,
  });
});

Deno.test("a run of a network, a split or labels that there are not is refused before anything is done", async () => {
  const data = await Deno.makeTempDir();
  try {
    const reproduction = new Reproduction({ data });
    const run = (cell: Record<string, unknown>) => reproduction.run(cell as never);
    const cell = { model: "cnn4", split: "slice" };
    for (
      const [given, meant] of [
        [{ ...cell, split: "patient" }, null],
        [{ ...cell, split: "Subject" }, "subject"],
        [{ ...cell, labels: "premuted" }, "permuted"],
        [{ ...cell, doze: 0.5 }, "dose"],
      ] as const
    ) {
      await assert.rejects(run(given), (error: Error) => {
        assert.equal(error.name, "OptionsError");
        assert.equal(/did you mean (\w+)\?$/.exec(error.message)?.[1] ?? null, meant);
        return true;
      });
    }
    assert.deepEqual(await Array.fromAsync(Deno.readDir(data)), []);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
});

Deno.test("a profile of one's own is checked as well", () => {
  const profile = (changed: object): ReproductionOptions => ({
    profile: { ...new Reproduction({}).profile, ...changed },
  });
  assert.equal(new Reproduction(profile({ size: 32 })).profile.size, 32);
  assert.throws(() => new Reproduction(profile({ batchsize: 8 })), /did you mean batchSize\?$/);
  assert.throws(() => new Reproduction(profile({ learningRate: -1 })), /a number of at least 0/);
  assert.throws(() => new Reproduction({ profile: "Quick" as never }), /did you mean quick\?$/);
});
