/**
 * How often the 95 % interval of `foldAuc` holds the true mean, when a classifier is trained again on every
 * fold of every cohort.
 *
 *     deno run -A bench/fold_auc_coverage.ts [cohorts]
 *
 * Cohorts and classifier are those of `coverage/point_cohort.ts`, dealt into five folds, each label evenly by
 * subject, at random by slice. The true mean is that over all cohorts, so it includes that another cohort
 * would have been trained on. Beside the interval in use: that with the folds' networks given, and one
 * ranking of all folds' scores with the clustered interval.
 *
 * `docs/statistics.md` has the table.
 *
 * @module
 */
import { clusteredAuc } from "hemoleak/evaluate/auc/obuchowski.ts";
import { foldAuc, trainedFactor } from "hemoleak/evaluate/folds/fold_auc.ts";
import { Random } from "hemoleak/random.ts";
import { CoverageRow } from "./coverage/coverage_row.ts";
import { drawCohort, type PointCohort, runTrial } from "./coverage/point_cohort.ts";

const FOLDS = 5;
const SPLITS = ["slice", "subject"] as const;

/** The fold of each slice. */
function dealt({ rows }: PointCohort, split: typeof SPLITS[number], random: Random): number[] {
  if (split === "slice") return rows.map(() => random.integer(FOLDS));
  const foldOf = new Map<string, number>();
  for (const label of [0, 1]) {
    const subjects = new Set(
      rows.filter((row) => row.label === label).map(({ subject }) => subject),
    );
    random.shuffled(subjects).forEach((subject, i) => foldOf.set(subject, i % FOLDS));
  }
  return rows.map(({ subject }) => foldOf.get(subject)!);
}

const cohorts = Number(Deno.args[0] ?? 400);
console.log(`${cohorts} cohorts a row; coverage (mean width)\n`);
console.log("| cohort | split | mean | in use | networks given | one ranking |");
console.log("|---|---|---|---|---|---|");
for (const subjects of [20, 52]) {
  for (const split of SPLITS) {
    const row = new CoverageRow(`${subjects} subjects | ${split}`);
    for (let cohort = 0; cohort < cohorts; cohort++) {
      const random = new Random(cohort, subjects, split);
      const drawn = drawCohort(random, { subjects });
      const foldOf = dealt(drawn, split, random);
      const tested = Array.from({ length: FOLDS }, (_, fold) =>
        runTrial(
          drawn,
          { labels: "true" as const },
          FOLDS * cohort + fold,
          () => foldOf.map((own) => own === fold ? "test" : "train"),
        ).predictions.filter(({ set }) => set === "test"));
      const folds = tested.map((rows) => ({
        scores: rows.map(({ score }) => score),
        labels: rows.map(({ label }) => label),
        subjects: rows.map((each) => each.subject),
      }));
      const trained = split === "slice"
        ? 1
        : trainedFactor(FOLDS, subjects / FOLDS, subjects - subjects / FOLDS);
      const { auc, ci } = foldAuc(folds, { trained });
      const pooled = clusteredAuc({
        scores: folds.flatMap(({ scores }) => scores),
        labels: folds.flatMap(({ labels }) => labels),
        subjects: folds.flatMap((fold) => fold.subjects),
      });
      row.add(auc, [ci, foldAuc(folds).ci, pooled.ci]);
    }
    console.log(String(row));
  }
}
