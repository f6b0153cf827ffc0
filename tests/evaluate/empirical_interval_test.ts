import assert from "node:assert/strict";
import fc from "fast-check";
import { clusteredAuc, clusteredTest } from "hemoleak/evaluate/auc/obuchowski.ts";
import { clusteredProportion } from "hemoleak/evaluate/thresholds/proportion.ts";
import { Random } from "hemoleak/random.ts";
import { scoreInterval, wilsonInterval } from "hemoleak/statistics/score_interval.ts";
import { effectiveSubjects } from "hemoleak/statistics/weighted_subjects.ts";
import { near } from "./near.ts";
import { type Design, simulated } from "./simulated.ts";

const SLICES = 20;

/** So many subjects of either label, of which the first positive ones score below all negatives. */
function withWrong(subjects: number, wrong: number) {
  const scores: number[] = [], labels: number[] = [], names: number[] = [];
  for (let subject = 0; subject < 2 * subjects; subject++) {
    const label = subject < subjects ? 1 : 0;
    // A part of a subject is that part of its slices, the same in all.
    const share = Math.min(1, Math.max(0, wrong - subject));
    for (let slice = 0; slice < SLICES; slice++) {
      scores.push(label === 0 ? 0.3 : slice < share * SLICES ? 0.1 : 0.8);
      labels.push(label);
      names.push(subject);
    }
  }
  return { scores, labels, subjects: names };
}

Deno.test("one wrong subject of n has about the score interval of n - 1 of n", () => {
  for (const subjects of [10, 50, 200]) {
    const { auc, ci } = clusteredAuc(withWrong(subjects, 1));
    near(auc, 1 - 1 / subjects, 1e-12);
    wilsonInterval(auc, subjects).forEach((bound, i) =>
      near(ci[i]!, bound, subjects === 10 ? 0.07 : 0.02)
    );
  }
});

Deno.test("a perfect score has Newcombe's score interval, with subjects for cases", () => {
  for (const subjects of [4, 10, 50, 200]) {
    const { ci } = clusteredAuc(withWrong(subjects, 0));
    scoreInterval(1, subjects, subjects).forEach((bound, i) => near(ci[i]!, bound, 1e-9));
  }
});

Deno.test("no subject that gets worse in any way raises a bound", () => {
  const designs: Design[] = [];
  for (const labels of ["by subject", "mixed"] as const) {
    for (const sizes of ["equal", "10-40", "lognormal"] as const) {
      for (const auc of [0.6, 0.9, 0.999, 0.999999]) {
        designs.push({ subjects: 24, auc, correlation: 0.4, labels, sizes, prevalence: 0.4 });
      }
    }
  }
  fc.assert(fc.property(
    fc.constantFrom(...designs),
    fc.integer({ min: 0, max: 1e6 }),
    fc.array(
      fc.record({
        subject: fc.integer({ min: 0, max: 23 }),
        by: fc.constantFrom(0.05, 0.5, 2, 100),
        only: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    (design, seed, worsenings) => {
      const { scores, labels, subjects } = simulated(new Random(seed), design);
      // Of fewer, a minimum may be missed (empiricalBounds says so), and a caution stands beside the interval.
      const effective = (label: 0 | 1) => {
        const slices = new Float64Array(design.subjects);
        subjects.forEach((subject, row) => labels[row] === label && slices[subject]!++);
        return effectiveSubjects(slices);
      };
      fc.pre(effective(1) >= 4 && effective(0) >= 4);
      let { ci } = clusteredAuc({ scores, labels, subjects });
      for (const { subject, by, only } of worsenings) {
        // All of its slices, or the first.
        const rows = subjects.flatMap((each, row) => each === subject ? [row] : []);
        for (const row of only ? rows.slice(0, 1) : rows) {
          scores[row] = scores[row]! + (labels[row] === 1 ? -by : by);
        }
        const worse = clusteredAuc({ scores, labels, subjects }).ci;
        assert.ok(worse[0] <= ci[0] + 1e-8, `lower bound from ${ci[0]} to ${worse[0]}`);
        assert.ok(worse[1] <= ci[1] + 1e-8, `upper bound from ${ci[1]} to ${worse[1]}`);
        ci = worse;
      }
    },
  ));
});

Deno.test("the worse a subject, or the more are wrong, the lower both bounds", () => {
  fc.assert(fc.property(
    fc.integer({ min: 5, max: 60 }),
    fc.integer({ min: 0, max: 80 }),
    fc.integer({ min: 1, max: 40 }),
    (subjects, start, more) => {
      // In steps of a slice, up to half of the subjects.
      const step = 1 / SLICES, most = subjects / 2;
      const better = clusteredAuc(withWrong(subjects, Math.min(most, start * step))).ci;
      const worse = clusteredAuc(withWrong(subjects, Math.min(most, (start + more) * step))).ci;
      assert.ok(worse[0] <= better[0] + 1e-6, `lower bound from ${better[0]} to ${worse[0]}`);
      assert.ok(worse[1] <= better[1] + 1e-6, `upper bound from ${better[1]} to ${worse[1]}`);
    },
  ));
});

Deno.test("no success that is taken away raises a bound of a rate", () => {
  fc.assert(fc.property(
    fc.array(
      fc.record({
        trials: fc.integer({ min: 1, max: 50 }),
        rate: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      {
        minLength: 3,
        maxLength: 20,
      },
    ),
    fc.array(fc.tuple(fc.nat(19), fc.integer({ min: 1, max: 50 })), { minLength: 1, maxLength: 5 }),
    (subjects, losses) => {
      const trials = Float64Array.from(subjects, (subject) => subject.trials);
      const successes = Float64Array.from(
        subjects,
        ({ trials, rate }) => Math.round(trials * rate),
      );
      let last = clusteredProportion(successes, trials).ci;
      for (const [at, loss] of losses) {
        const subject = at % trials.length;
        successes[subject] = Math.max(0, successes[subject]! - loss);
        const { ci } = clusteredProportion(successes, trials);
        assert.ok(ci[0] <= last[0] + 1e-8 && ci[1] <= last[1] + 1e-8, `${last} to ${ci}`);
        last = ci;
      }
    },
  ));
});

Deno.test("perfect but different classifiers cannot be compared; equal rankings differ by nothing", () => {
  const first = withWrong(4, 0);
  const other = { ...first, scores: first.scores.map((score, row) => score + row / 1e4) };
  const test = clusteredTest(first, other);
  assert.deepEqual([test.difference, test.statistic, test.p], [0, null, null]);
  assert.deepEqual([test.ci, test.method], [[-1, 1], "none"]);
  const same = clusteredTest(first, { ...first, scores: first.scores.map((score) => 7 * score) });
  assert.deepEqual([same.statistic, same.p, same.ci], [0, 1, [0, 0]]);
});

Deno.test("p is below 0.05 just where the interval leaves out 0", () => {
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
      minLength: 24,
      maxLength: 24,
    }),
    (pairs) => {
      const labels = pairs.map((_, row) => row % 2), subjects = pairs.map((_, row) => row >> 1);
      const scored = { scores: pairs.map(([a], row) => a + 4 * labels[row]!), labels, subjects };
      const test = clusteredTest(scored, { scores: pairs.map(([, b]) => b), labels });
      if (test.p === null) return assert.deepEqual(test.ci, [-1, 1]);
      assert.equal(test.p < 0.05, test.ci[0] > 0 || test.ci[1] < 0);
    },
  ));
});
