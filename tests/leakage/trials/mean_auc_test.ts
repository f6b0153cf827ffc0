import assert from "node:assert/strict";
import fc from "fast-check";
import { PredictionsError } from "hemoleak/error.ts";
import { auc } from "hemoleak/evaluate/auc/auc.ts";
import { clusteredAuc } from "hemoleak/evaluate/auc/obuchowski.ts";
import { meanAuc } from "hemoleak/leakage/trials/mean_auc.ts";
import { meanDifference } from "hemoleak/leakage/trials/mean_difference.ts";
import type { Trial } from "hemoleak/leakage/trials/trial.ts";
import { trialAuc } from "hemoleak/leakage/trials/trial_auc.ts";
import { twoWayVariance } from "hemoleak/leakage/trials/two_way_variance.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { Random } from "hemoleak/random.ts";
import { normalCdf } from "hemoleak/statistics/normal.ts";
import { scoreInterval } from "hemoleak/statistics/score_interval.ts";
import { near } from "../../evaluate/near.ts";
import { simulatedTrial } from "./simulated_trials.ts";

/** A test slice a row, the study named as the subject. */
function trialOf(seed: number, rows: readonly (readonly [string, 0 | 1, number])[]): Trial {
  const predictions = rows.map(([subject, label, score], i): Prediction => ({
    subject,
    study: subject,
    slice: String(i),
    set: "test",
    label,
    score,
  }));
  return { cell: { seed }, predictions };
}

/** Six of seven subjects with two or three slices each, and ties. */
function smallTrial(seed: number, bonus: number): Trial {
  const rows: [string, 0 | 1, number][] = [];
  for (let subject = 0; subject < 7; subject++) {
    if (subject === seed - 1) continue;
    const label = subject % 2 === 1 ? 1 : 0;
    for (let slice = 0; slice < 2 + label; slice++) {
      const score = (subject * 7 + slice * 3 + seed * 5) % 11 + bonus * label;
      rows.push([`S${subject}`, label, score]);
    }
  }
  return trialOf(seed, rows);
}

/** As trained on so many other subjects. */
function trainedOn(subjects: number, { cell, predictions }: Trial): Trial {
  const others = Array.from({ length: subjects }, (_, i) => `other ${i}`);
  return { cell, predictions: [...predictions, ...trainingRows(others)] };
}

function trainingRows(subjects: readonly string[]): Prediction[] {
  return subjects.map((subject, i) => ({
    ...{ subject, study: subject, slice: `trained ${i}` },
    ...{ set: "train", label: 0, score: NaN },
  }));
}

const SEEDS = [1, 2, 3];

// Python: placements by brute force over all pairs (NumPy), s^2 / J and the sum of squared influences,
// each subject's part scaled by k / (k - 1); Satterthwaite's degrees of seeds, and of positives and negatives
// by the matrix of Bell and McCaffrey's quadratic form; scipy.stats.t.ppf and .sf.
Deno.test("mean AUC: as computed by NumPy and SciPy over all pairs", () => {
  const { mean, aucs, subjects, ci, unit, method } = meanAuc(
    SEEDS.map((seed) => smallTrial(seed, 3)),
  );
  [0.8888888888888888, 0.65625, 0.7314814814814815].forEach((value, i) =>
    near(aucs[i]!, value, 1e-12)
  );
  near(mean, 0.7588734567901234, 1e-12);
  near(ci[0], 0.46692369474502055, 1e-10);
  near(ci[1], 0.9187531227856579, 1e-10);
  assert.deepEqual([subjects, unit, method], [7, "seed and subject", "two-way-logit"]);
});

// By the same script: the variance over subjects times 1 + tested / trained subjects, here 7 / 2 and 6 / 20.
Deno.test("subjects that were trained on and not tested add to the variance, where seeds do not show it", () => {
  const cases = [
    [SEEDS, 2, [0.4285330582812977, 0.9296198901873549]],
    [SEEDS, 20, [0.46692369474502055, 0.9187531227856579]],
    [[1], 20, [0.44537075746920946, 0.9876085028612068]],
  ] as const;
  for (const [seeds, trained, [low, high]] of cases) {
    const found = meanAuc(seeds.map((seed) => trainedOn(trained, smallTrial(seed, 3))));
    near(found.ci[0], low, 1e-10);
    near(found.ci[1], high, 1e-10);
  }
  // Who is tested as well is in its own influence.
  const both = smallTrial(1, 3), tested = both.predictions.map(({ subject }) => subject);
  const known = { ...both, predictions: [...both.predictions, ...trainingRows(tested)] };
  assert.deepEqual(meanAuc([known]), meanAuc([both]));
});

Deno.test("difference of means: as computed by NumPy and SciPy over all pairs", () => {
  const found = meanDifference(
    SEEDS.map((seed) => smallTrial(seed, 3)),
    SEEDS.map((seed) => smallTrial(seed, 1)),
  );
  near(found.difference, 0.1373456790123457, 1e-12);
  near(found.ci[0], 0.06497584919720596, 1e-10);
  near(found.ci[1], 0.20971550882748546, 1e-10);
  near(found.p, 0.003692043389749446, 1e-10);
  // With 14 trained subjects, and with those that are tested: all of them teach what the two differ by.
  const trained = meanDifference(
    SEEDS.map((seed) => trainedOn(14, smallTrial(seed, 3))),
    SEEDS.map((seed) => trainedOn(14, smallTrial(seed, 1))),
  );
  near(trained.ci[0], 0.050919864060174375, 1e-10);
  near(trained.ci[1], 0.22377149396451704, 1e-10);
  near(trained.p, 0.011619306795479342, 1e-10);
  const onTested = (bonus: number) =>
    SEEDS.map((seed) => {
      const { cell, predictions } = smallTrial(seed, bonus);
      const rows = trainingRows(predictions.map(({ subject }) => subject));
      return { cell, predictions: [...predictions, ...rows] };
    });
  assert.ok(meanDifference(onTested(3), onTested(1)).ci[0] < trained.ci[0]);
});

Deno.test("where subjects have one label, a single seed's variance is Obuchowski's", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const trial = simulatedTrial({ seed }, { shift: 1, tested: 12 });
      const tested = trial.predictions.filter(({ set }) => set === "test");
      const scored = {
        scores: tested.map(({ score }) => score),
        labels: tested.map(({ label }) => label),
        subjects: tested.map(({ subject }) => subject),
      };
      const { auc: area, influence } = trialAuc(trial);
      near(area, auc(scored), 1e-12);
      const { variance, degrees } = twoWayVariance([{ value: area, influence, taught: 0 }]);
      near(variance, clusteredAuc(scored).variance!, 1e-12);
      near(degrees, 11, 1e-9);
      assert.equal(meanAuc([trial]).unit, "subject");
    }),
    { numRuns: 20 },
  );
});

Deno.test("the interval lies in [0, 1], holds the mean, and no order matters", () => {
  fc.assert(
    fc.property(fc.integer(), fc.float({ min: -1, max: 4, noNaN: true }), (key, shift) => {
      const random = new Random(key);
      const trials = SEEDS.map((seed) => simulatedTrial({ seed }, { shift, tested: 8 }));
      const found = meanAuc(trials);
      const { mean, ci: [low, high] } = found;
      assert.ok(0 <= low && low <= mean && mean <= high && high <= 1, `${mean} ${low} ${high}`);
      const shuffled = random.shuffled(trials).map(({ cell, predictions }) => ({
        cell,
        predictions: random.shuffled(predictions),
      }));
      const again = meanAuc(shuffled);
      assert.deepEqual(again.aucs, found.aucs);
      near(again.ci[0], low, 1e-9);
      near(again.ci[1], high, 1e-9);
    }),
    { numRuns: 30 },
  );
});

Deno.test("a difference changes its sign with the order, and is nothing for equal scores", () => {
  const first = SEEDS.map((seed) => simulatedTrial({ seed }, { shift: 2 }));
  const second = SEEDS.map((seed) => simulatedTrial({ seed }, { shift: 1 }));
  const there = meanDifference(first, second), back = meanDifference(second, first);
  near(there.difference, -back.difference, 1e-12);
  near(there.ci[0], -back.ci[1], 1e-12);
  assert.ok(there.ci[0] > 0 && there.p! < 0.05);
  const same = meanDifference(first, first);
  assert.deepEqual([same.difference, same.ci, same.p], [0, [0, 0], 1]);
});

Deno.test("on other slices the difference is made from the two means' intervals, and p fits it", () => {
  const first = SEEDS.map((seed) => simulatedTrial({ seed }, { shift: 3 }));
  const second = SEEDS.map((seed) => simulatedTrial({ seed }, { shift: 0.5, tested: 12 }));
  const { difference, ci, p, method } = meanDifference(first, second);
  const a = meanAuc(first), b = meanAuc(second);
  near(difference, a.mean - b.mean, 1e-14);
  near(ci[0], difference - Math.hypot(a.mean - a.ci[0], b.ci[1] - b.mean), 1e-12);
  near(ci[1], difference + Math.hypot(a.ci[1] - a.mean, b.mean - b.ci[0]), 1e-12);
  assert.equal(method, "mover");
  const edge = meanDifference(first, second, { level: 1 - p! }).ci;
  near(Math.min(...edge.map(Math.abs)), 0, 1e-4);
  // Perfect against chance: the means' intervals have a width where a standard error has none.
  const perfect = meanDifference(
    SEEDS.map((seed) => simulatedTrial({ seed }, { shift: 50 })),
    second,
  );
  assert.ok(perfect.ci[0] > 0 && perfect.ci[1] < 1 && perfect.p! < 0.05);
});

Deno.test("perfect but different runs on the same slices cannot be compared", () => {
  const perfect = (shift: number) => SEEDS.map((seed) => simulatedTrial({ seed }, { shift }));
  const squared = perfect(50).map(({ cell, predictions }) => ({
    cell,
    predictions: predictions.map((row) => ({ ...row, score: row.score * (row.score - 4) })),
  }));
  const { difference, ci, p } = meanDifference(perfect(50), squared);
  assert.deepEqual([difference, ci, p], [0, [-1, 1], null]);
});

Deno.test("perfect separation: a score interval with subjects for cases", () => {
  const trials = SEEDS.map((seed) => simulatedTrial({ seed }, { shift: 50 }));
  const found = meanAuc(trials);
  assert.deepEqual([found.mean, found.method], [1, "score"]);
  assert.deepEqual(found.ci, scoreInterval(1, 15, 15));
  // One always right against one always wrong: no variance, and yet no proof.
  const wrong = SEEDS.map((seed) => simulatedTrial({ seed }, { shift: -50 }));
  const { difference, ci, p } = meanDifference(trials, wrong);
  assert.deepEqual([difference, ci, p], [1, [-1, 1], null]);
});

Deno.test("a single subject of a label tells nothing of such subjects", () => {
  const found = meanAuc(
    SEEDS.map((seed) => trialOf(seed, [["A", 1, 2], ["B", 0, 1], ["C", 0, 3]])),
  );
  assert.deepEqual([found.mean, found.ci, found.method], [0.5, [0, 1], "none"]);
  const better = meanDifference(
    [trialOf(1, [["A", 1, 9], ["B", 0, 1], ["C", 0, 3]])],
    [trialOf(1, [["A", 1, 2], ["B", 0, 1], ["C", 0, 3]])],
  );
  assert.deepEqual([better.difference, better.ci, better.p], [0.5, [-1, 1], null]);
});

Deno.test("what cannot be averaged is refused by name", () => {
  const refused = (work: () => unknown, message: RegExp) =>
    assert.throws(
      work,
      (error) => error instanceof PredictionsError && message.test(error.message),
    );
  const trial = simulatedTrial({ seed: 4 }, { shift: 1 });
  refused(() => meanAuc([]), /at least one run/);
  refused(() => meanAuc([trial, trial]), /two of seed 4/);
  refused(
    () => meanAuc([trialOf(7, [["A", 1, 2]])]),
    /test slices of both labels with seed 7/,
  );
  refused(() => meanAuc([trial], { level: 95 }), /level/);
  const other = simulatedTrial({ seed: 5 }, { shift: 1 });
  refused(() => meanDifference([trial], [other]), /4 and 5/);
  refused(() => meanDifference([trial], [trial, other]), /4 and 4, 5/);
});

// bench/mean_auc_coverage.ts is the large simulation, with trained classifiers. Here classifiers know the
// disease by so many standard deviations; a subject has a place that all seeds see, one of the seed's,
// one of the classifier's, and slices with noise.
const DEVIATION = Math.sqrt(1 + 0.25 + 0.25 + 0.09);

/** Three seeds of two classifiers on the same 40 subjects. */
function twoClassifiers(random: Random, shifts: readonly [number, number]): [Trial[], Trial[]] {
  const subjects = Array.from({ length: 40 }, () => random.normal());
  const runs = SEEDS.map((seed) => {
    const places = subjects.map((place) => place + random.normal(0, 0.5));
    return shifts.map((shift) =>
      trialOf(
        seed,
        places.flatMap((place, subject): [string, 0 | 1, number][] => {
          const label = subject % 2 === 0 ? 0 : 1;
          const seen = place + random.normal(0, 0.5) + shift * label;
          return [0, 1, 2].map(() => [`S${subject}`, label, seen + random.normal(0, 0.3)]);
        }),
      )
    );
  });
  return [runs.map(([first]) => first!), runs.map(([, second]) => second!)];
}

Deno.test("the intervals cover, Student's t over the seeds does not", () => {
  const random = new Random(1, "coverage");
  const shifts = [1.8, 1.2] as const;
  const [first, second] = shifts.map((shift) => normalCdf(shift / (DEVIATION * Math.SQRT2)));
  const samples = 300;
  const covered = { mean: 0, difference: 0, t: 0 };
  for (let sample = 0; sample < samples; sample++) {
    const [a, b] = twoClassifiers(random, shifts);
    const { mean, aucs, ci: [low, high] } = meanAuc(a);
    if (low <= first! && first! <= high) covered.mean += 1 / samples;
    const difference = meanDifference(a, b).ci, truth = first! - second!;
    if (difference[0] <= truth && truth <= difference[1]) covered.difference += 1 / samples;
    const squares = aucs.reduce((sum, area) => sum + (area - mean) ** 2, 0);
    // 4.303 is Student's t for 2 degrees of freedom.
    if (Math.abs(mean - first!) < 4.303 * Math.sqrt(squares / 6)) covered.t += 1 / samples;
  }
  assert.ok(covered.mean > 0.91 && covered.mean < 0.995, `mean: ${covered.mean}`);
  assert.ok(covered.difference > 0.91, `difference: ${covered.difference}`);
  assert.ok(covered.t < 0.85, `t: ${covered.t}`);
});
