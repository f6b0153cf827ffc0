/**
 * How much of CNN4's score on the phantom is identity: test AUC by slice and by subject, with the
 * readers' labels and with labels exchanged between subjects, over several split seeds; the identity
 * part, the disease part and the inflation. Runs the whole pipeline at its defaults; finished runs are
 * kept under `data/` and loaded the next time.
 *
 *     deno task bench:leakage [--seeds 5] [--data DIR]
 *
 * What the intervals are, and how often they hold the true mean: `lib/leakage/trials/mean_auc.ts`,
 * `bench/mean_auc_coverage.ts`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { Reproduction } from "hemoleak/experiment/reproduction.ts";
import type { Run } from "hemoleak/experiment/run.ts";
import { ladder } from "hemoleak/leakage/trials/ladder.ts";
import { ladderTable } from "hemoleak/report/experiments/ladder_table.ts";

const { values } = parseArgs({
  options: { seeds: { type: "string", default: "5" }, data: { type: "string" } },
});
const data = values.data === undefined ? {} : { data: values.data };

await new Reproduction({ cohort: "phantom", ...data }).prepare();
const runs: Run[] = [];
for (let seed = 1; seed <= Number(values.seeds); seed++) {
  const reproduction = new Reproduction({ cohort: "phantom", seed, ...data });
  for (const split of ["slice", "subject"] as const) {
    for (const labels of ["true", "permuted"] as const) {
      runs.push(await reproduction.run({ model: "cnn4", split, labels }));
    }
  }
}
console.log(ladderTable(ladder(runs), { network: "CNN4", synthetic: true }).markdown);
