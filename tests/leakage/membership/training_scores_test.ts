import assert from "node:assert/strict";
import { trainingScores } from "hemoleak/leakage/membership/training_scores.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { tableOf } from "hemoleak/predictions/prediction_table.ts";
import { Random } from "hemoleak/random.ts";
import { near } from "../../evaluate/near.ts";

/** Subjects of four slices, half of each set diseased; training scores lean to their labels by so much. */
function drawn(seed: number, { subjects = 40, known = 0, toScore = (x: number) => x } = {}) {
  const random = new Random(seed, "training scores");
  return tableOf(
    Array.from({ length: 2 * subjects }, (_, subject): Prediction[] => {
      const label = subject % 2 === 0 ? 0 : 1, isMember = subject < subjects;
      const effect = random.normal(0, 1);
      return Array.from({ length: 4 }, (_, slice) => ({
        subject: `S${subject}`,
        study: "1",
        slice: String(slice),
        set: isMember ? "train" : "test",
        label,
        score: toScore(
          (label === 1 ? 1 : -1) * (0.5 + (isMember ? known : 0)) + effect + random.normal(0, 0.5),
        ),
      }));
    }).flat(),
  );
}

const probability = (x: number) => 1 / (1 + Math.exp(-x));

Deno.test("a classifier that knows nobody has a membership of 0.5, its interval holding it 95 times in 100", () => {
  let sum = 0, held = 0;
  for (let seed = 0; seed < 200; seed++) {
    const { membership, lessUnseen } = trainingScores(drawn(seed, { toScore: probability }))!;
    sum += membership!.auc;
    held += membership!.ci[0] <= 0.5 && 0.5 <= membership!.ci[1] ? 1 : 0;
    assert.equal(membership!.loss, "log");
    assert.ok(lessUnseen!.ci[0] <= lessUnseen!.difference);
  }
  // A standard error of 0.065 a draw; of 200, a coverage of 95 % is below 180 once in 500 times.
  near(sum / 200, 0.5, 0.02);
  assert.ok(held >= 180, `${held} of 200`);
});

Deno.test("a classifier that fits its subjects is told by either loss", () => {
  for (const toScore of [probability, (x: number) => 7 * x]) {
    const found = trainingScores(drawn(1, { known: 2, toScore }))!;
    assert.ok(found.auc.auc > 0.97, `${found.auc.auc}`);
    assert.ok(found.lessUnseen!.ci[0] > 0);
    assert.ok(found.membership!.auc > 0.8 && found.membership!.ci[0] > 0.5);
    assert.deepEqual([found.membership!.members, found.membership!.others], [40, 40]);
  }
});

Deno.test("membership by hand: the subject trained on has the smaller loss in three of four pairs", () => {
  const row = (
    subject: string,
    set: "train" | "test",
    label: 0 | 1,
    score: number,
  ): Prediction => ({
    ...{ subject, study: "", slice: "1", set, label, score },
  });
  const { membership } = trainingScores(tableOf([
    row("A", "train", 1, 0.9),
    row("B", "train", 0, 0.4),
    row("C", "test", 1, 0.5),
    row("D", "test", 0, 0.3),
  ]))!;
  // Losses -ln of 0.9, 0.6, 0.5, 0.7 less the mean of their label: A -0.29, B +0.08, C +0.29, D -0.08.
  near(membership!.auc, 0.75, 1e-12);
});

Deno.test("without training scores, or of one label, or with no subject that is new", () => {
  const table = drawn(2);
  const blank = {
    ...table,
    scores: table.scores.map((score, row) => table.sets[row] === 0 ? NaN : score),
  };
  assert.equal(trainingScores(blank), null);
  const known = { ...table, subjectOf: table.subjectOf.map((subject) => subject % 40) };
  const { membership, lessUnseen } = trainingScores(known)!;
  assert.deepEqual([membership, lessUnseen], [null, null]);
});
