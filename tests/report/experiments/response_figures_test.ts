import assert from "node:assert/strict";
import { cohortSizeFigure } from "hemoleak/report/experiments/cohort_size_figure.ts";
import { distanceFigure } from "hemoleak/report/experiments/response_figures.ts";
import { doseFigure } from "hemoleak/report/experiments/response_figures.ts";
import { assertSnapshot } from "../snapshot.ts";
import { ALL_LEARNED, exampleDifference, exampleMean } from "./example_means.ts";

const OPTIONS = { network: "CNN4", synthetic: true };
const seeds = [1, 2, 3];
const outcomes = ALL_LEARNED;

const DOSES = (least: number) =>
  [0, 0.1, 0.5, 1].map((dose, i) => ({
    dose,
    auc: exampleMean(least + 0.08 * i, [least - 0.22 + 0.13 * i, least + 0.15 + 0.035 * i], 0.06),
    change: i === 0 ? null : exampleDifference(0.08 * i, [0.03 * i, 0.13 * i], 0.02 * i),
  }));

Deno.test("dose figure: AUC and change with their bands, the greatest dose in numbers", async () => {
  const { svg, text } = await doseFigure(
    { seeds, outcomes, true: DOSES(0.733), permuted: DOSES(0.52) },
    OPTIONS,
  );
  await assertSnapshot(svg, "dose_figure.svg");
  assert.match(svg, />0\.973 \[0\.903, 0\.988\]</);
  assert.match(svg, />\+0\.240 \[\+0\.090, \+0\.390\]</);
  assert.match(svg, /synthetic data/);
  assert.match(
    text,
    /permuted labels, dose 10 %: AUC 0\.600 \[0\.430, 0\.705\]; change \+0\.080 \[\+0\.030, \+0\.130\]/,
  );
});

Deno.test("dose figure: a single dose is a point with its interval", async () => {
  const { text } = await doseFigure(
    { seeds, outcomes, true: DOSES(0.733).slice(0, 1), permuted: [] },
    OPTIONS,
  );
  assert.match(text, /true labels, dose 0 %: AUC 0\.733 \[0\.513, 0\.883\]\.$/);
});

const GAPS = (shift: number) =>
  [1, 2, 4, 8].map((gap, i) => ({
    gap,
    auc: exampleMean(0.967 - shift - 0.02 * i, [0.887 - shift - 0.03 * i, 0.991 - 0.01 * i], 0.02),
    change: i === 0 ? null : exampleDifference(-0.02 * i, [-0.038 * i, -0.002 * i], 0.004 * i),
  }));

Deno.test("distance figure: true and permuted labels, told apart at their ends", async () => {
  const { svg, text } = await distanceFigure(
    { seeds, outcomes, true: GAPS(0), permuted: GAPS(0.03) },
    OPTIONS,
  );
  await assertSnapshot(svg, "distance_figure.svg");
  assert.match(text, /permuted labels, 8 or more positions: AUC 0\.877 .*; change −0\.060/);
});

Deno.test("distance figure: labels without runs have no curve", async () => {
  const { svg } = await distanceFigure({ seeds, outcomes, true: [], permuted: GAPS(0) }, OPTIONS);
  assert.doesNotMatch(svg, /true labels/);
  assert.match(svg, /permuted labels/);
});

Deno.test("cohort size figure: both splits, and the inflation between them", async () => {
  const { svg, text } = await cohortSizeFigure({
    seeds,
    outcomes,
    points: [16, 28, 40, 52].map((subjects, i) => ({
      subjects,
      slice: exampleMean(0.956 - 0.01 * i, [0.862 - 0.02 * i, 0.987], 0.02),
      subject: exampleMean(0.727 + 0.025 * i, [0.445 + 0.025 * i, 0.9 + 0.01 * i], 0.1),
      inflation: exampleDifference(0.229 - 0.035 * i, [0.02 - 0.02 * i, 0.438 - 0.05 * i], 0.06),
    })),
  }, OPTIONS);
  await assertSnapshot(svg, "cohort_size_figure.svg");
  assert.match(text, /52 subjects: by slice 0\.926 .*, by subject 0\.802 .*, inflation \+0\.124/);
});
