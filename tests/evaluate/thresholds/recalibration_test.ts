import assert from "node:assert/strict";
import fc from "fast-check";
import { recalibration } from "hemoleak/evaluate/thresholds/recalibration.ts";
import { Random } from "hemoleak/random.ts";
import { near } from "../near.ts";

Deno.test("calibration intercept and slope are scikit-learn's, their intervals NumPy's", () => {
  // Twelve subjects of four slices. LogisticRegression(C=inf) of scikit-learn 1.9.1 on the logit has the
  // slope; NumPy Satterthwaite's degrees of freedom from Bell and McCaffrey's matrices, and the scores, their
  // bounds found by halving; Student's density summed up.
  const scores: number[] = [], labels: number[] = [], subjects: number[] = [];
  for (let subject = 0; subject < 12; subject++) {
    for (let slice = 0; slice < 4; slice++) {
      const step = (subject * 5 + slice * 3) % 7;
      scores.push((1 + step) / 9);
      labels.push((subject * 7 + slice * 5 + (step > 3 ? 4 : 0)) % 10 >= 5 ? 1 : 0);
      subjects.push(subject);
    }
  }
  assert.equal(labels.join(""), "010100000000000100001010000010000000000001010000");
  const { intercept, slope } = recalibration({ scores, labels, subjects });
  near(intercept.value, -1.648590508768875, 1e-9);
  near(intercept.ci![0], -2.8850233107, 1e-8);
  near(intercept.ci![1]!, -0.3181804655, 1e-8);
  near(slope!.value, -0.09836932749361049, 1e-9);
  near(slope!.ci![0], -0.9707518191, 1e-8);
  near(slope!.ci![1]!, 0.7564691487, 1e-8);
});

Deno.test("probabilities that are twice as extreme have half the slope, odds times e an intercept of -1", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = new Random(seed, "calibration");
      const logits = Array.from({ length: 400 }, () => random.normal(0, 0.8));
      const labels = logits.map((x) => random.bool(1 / (1 + Math.exp(-x))) ? 1 : 0);
      const subjects = logits.map((_, row) => row % 40);
      const of = (change: (logit: number) => number) =>
        recalibration({
          scores: logits.map((x) => 1 / (1 + Math.exp(-change(x)))),
          labels,
          subjects,
        });
      const right = of((x) => x), extreme = of((x) => 2 * x), high = of((x) => x + 1);
      near(extreme.slope!.value, right.slope!.value / 2, 1e-6);
      near(high.intercept.value, right.intercept.value - 1, 1e-6);
      near(high.slope!.value, right.slope!.value, 1e-6);
    }),
    { numRuns: 20 },
  );
});

Deno.test("labels told apart have no slope; what are no probabilities is refused", () => {
  const subjects = [0, 1, 2, 3], labels = [0, 0, 1, 1];
  const { intercept, slope } = recalibration({ scores: [0, 0.1, 0.9, 1], labels, subjects });
  assert.equal(slope, null);
  assert.ok(Number.isFinite(intercept.value));
  const one = recalibration({ scores: [0.2, 0.3, 0.1, 0.6], labels, subjects: [0, 0, 0, 0] });
  assert.deepEqual([one.intercept.ci, one.intercept.method], [null, "none"]);
  assert.throws(() => recalibration({ scores: [0, 1, 2, 3], labels, subjects }), {
    name: "PredictionsError",
    message: /probabilities/,
  });
});

Deno.test("a slope far above 1 is bounded by how often its probabilities expect a subject to be wrong", () => {
  // One of 20 subjects is wrong, barely: the fitted slope is large, and the right one is not left out.
  const scores: number[] = [], labels: number[] = [], subjects: number[] = [];
  for (let subject = 0; subject < 20; subject++) {
    const label = subject % 2,
      logit = (label === 1 ? 1 : -1) * (subject === 3 ? -1.5 : 1 + subject / 20);
    for (let slice = 0; slice < 10; slice++) {
      scores.push(1 / (1 + Math.exp(-logit - slice / 50)));
      labels.push(label);
      subjects.push(subject);
    }
  }
  const { slope } = recalibration({ scores, labels, subjects });
  assert.ok(slope!.value > 2, `${slope!.value}`);
  assert.equal(slope!.method, "score");
  assert.ok(slope!.ci![0] < 1.2 && slope!.ci![0] > 0, `${slope!.ci}`);
  assert.equal(slope!.caution, "few subjects make the errors (about 1.0)");
});
