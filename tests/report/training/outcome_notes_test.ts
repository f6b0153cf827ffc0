import assert from "node:assert/strict";
import { ladderFigure } from "hemoleak/report/experiments/ladder_figure.ts";
import { ladderTable } from "hemoleak/report/experiments/ladder_table.ts";
import { deadSubtitle, outcomeNotes } from "hemoleak/report/training/outcome_notes.ts";
import { ALL_LEARNED, EXAMPLE_LADDER } from "../experiments/example_means.ts";

const cell = (seed: number, more: object = {}) => ({
  ...{ model: "cnn4", split: "slice", labels: "true", seed },
  ...more,
});
const OUTCOMES = {
  dead: [cell(2, { dose: 0.25 })],
  notLearned: [3, 1, 2].map((seed) => cell(seed, { split: "subject", labels: "permuted" }))
    .concat(cell(1, { gap: 4, subjects: 20 })),
};

Deno.test("what became of runs, by condition", () => {
  assert.deepEqual(outcomeNotes(OUTCOMES), [
    "Left out, because the network died in training and has no result: by slice, true labels, dose " +
    "25 %: seed 2. Train it with another seed, a longer warm-up or a lower learning rate.",
    "Counted, though the network has not learned by its validation loss (not below that of a " +
    "constant guess): by subject, permuted labels: seeds 1–3; by slice, true labels, gap 4, 20 " +
    "subjects: seed 1.",
  ]);
  assert.deepEqual(deadSubtitle(OUTCOMES), ["Left out: 1 run whose network died in training."]);
  const two = { ...OUTCOMES, dead: [cell(1), cell(2)] };
  assert.deepEqual(deadSubtitle(two), ["Left out: 2 runs whose network died in training."]);
});

Deno.test("what became of runs of several networks, by network", () => {
  const notLearned = ["vgg16", "cnn4"].map((model) => cell(3, { model, split: "subject" }));
  const titles = new Map([["vgg16", "VGG16 × 0.25"], ["cnn4", "CNN4"]]);
  assert.deepEqual(outcomeNotes({ dead: [], notLearned }, titles), [
    "Counted, though the network has not learned by its validation loss (not below that of a " +
    "constant guess): VGG16 × 0.25, by subject, true labels: seed 3; CNN4, by subject, true labels: seed 3.",
  ]);
});

Deno.test("what became of folds, by condition and fold", () => {
  const notLearned = [[1, 2], [1, 3], [2, 1], [2, 2]].map(([seed, fold]) =>
    cell(seed!, { split: "subject", folds: 5, fold })
  );
  assert.deepEqual(outcomeNotes({ dead: [], notLearned }), [
    "Counted, though the network has not learned by its validation loss (not below that of a " +
    "constant guess): by subject, true labels: fold 1 of seed 2, fold 2 of " +
    "seeds 1, 2, fold 3 of seed 1.",
  ]);
});

Deno.test("where all learned nothing is said", () => {
  assert.deepEqual([outcomeNotes(ALL_LEARNED), deadSubtitle(ALL_LEARNED)], [[], []]);
});

Deno.test("an analysis says below its table and in its figure what it left out", async () => {
  const ladder = { ...EXAMPLE_LADDER, outcomes: OUTCOMES };
  const options = { network: "CNN4", synthetic: true };
  assert.deepEqual(ladderTable(ladder, options).notes.slice(-2), outcomeNotes(OUTCOMES));
  const { svg, text } = await ladderFigure(ladder, options);
  assert.match(svg, />Left out: 1 run whose network died in training\.</);
  assert.ok(text.endsWith(outcomeNotes(OUTCOMES).join(" ")));
});
