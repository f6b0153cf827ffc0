import assert from "node:assert/strict";
import { fitStudyModel, modelStudyScores, studyScores } from "hemoleak/evaluate/study_scores.ts";
import { fitLogistic } from "hemoleak/statistics/logistic.ts";
import { near } from "./near.ts";

/** Two subjects, the second with two studies; rows out of order. */
const ROWS = {
  scores: [0.9, 0.1, 0.4, 0.2, 0.8, 0.3, 0.5],
  labels: [0, 0, 1, 0, 0, 0, 0],
  subjects: ["B", "A", "B", "A", "B", "A", "B"],
  studies: [7, 2, 5, 2, 7, 2, 5],
};

Deno.test("a study's score by hand, its label and subject", () => {
  const mean = studyScores(ROWS, "mean");
  assert.deepEqual([...mean.labels as Uint8Array], [0, 1, 0]);
  assert.deepEqual(mean.subjects, ["A", "B", "B"]);
  const expected = { mean: [0.2, 0.45, 0.85], max: [0.3, 0.5, 0.9], top: [0.25, 0.45, 0.85] };
  for (const how of ["mean", "max", "top"] as const) {
    const { scores } = studyScores(ROWS, how, { top: 2 });
    expected[how].forEach((value, i) => near(scores[i]!, value, 1e-15));
  }
  assert.throws(() => studyScores({ ...ROWS, studies: [1] }, "max"), { name: "PredictionsError" });
});

Deno.test("logistic regression is scikit-learn's", () => {
  const cases: { labels: number[]; features: number[][]; probabilities: number[] }[] = JSON.parse(
    Deno.readTextFileSync(
      new URL("../fixtures/evaluate/scikit_learn_logistic.json", import.meta.url),
    ),
  );
  for (const { labels, features, probabilities } of cases) {
    const { probability } = fitLogistic(features, labels);
    features.forEach((of, i) => near(probability(of), probabilities[i]!, 1e-8));
  }
});

Deno.test("a model of studies learns which of them are positive, even of a feature without spread", () => {
  const model = fitStudyModel(ROWS, { top: 2 });
  const { scores, labels } = modelStudyScores(ROWS, model);
  assert.equal(scores.length, 3);
  assert.ok([...scores as Float64Array].every((score) => score > 0 && score < 1));
  assert.equal(labels[1], 1);
  const flat = fitLogistic([[1, 0], [1, 1], [1, 2], [1, 3]], [0, 0, 1, 1]);
  assert.equal(flat.weights[0], 0);
  assert.ok(flat.probability([1, 3]) > 0.5 && flat.probability([1, 0]) < 0.5);
  assert.throws(() => fitLogistic([[1], [2]], [1, 1]), { name: "PredictionsError" });
});
