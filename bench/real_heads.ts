/**
 * CNN4 at the paper's size on real heads: some epochs of the paper's protocol on CT-ICH 1.0.0 (82
 * patients, CC BY 4.0, not part of this project), split by slice and by subject, one seed. Prints a
 * Markdown table: the losses, what became of the network, and the AUC with its interval over subjects.
 *
 *     deno task bench:real-heads --ct-ich FOLDER [--epochs 6]
 *
 * FOLDER holds `Patients_CT` and `hemorrhage_diagnosis.csv`. Volumes in HU go to `data/ct-ich-volumes`;
 * other benchmarks take that folder by `--cohort slices --root data/ct-ich-volumes`.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { SetupError } from "hemoleak/error.ts";
import { PROFILES, Reproduction } from "hemoleak/experiment";
import { decimalText, intervalText } from "hemoleak/text/numbers.ts";
import { runCommand } from "../setup/command.ts";
import { tellWhatIsMissing } from "./missing.ts";
import { benchmarkPython } from "./python_environment.ts";

tellWhatIsMissing();

const HERE = import.meta.dirname!;
const VOLUMES = join(HERE, "..", "data", "ct-ich-volumes");

const { values: options } = parseArgs({
  options: { "ct-ich": { type: "string" }, epochs: { type: "string", default: "6" } },
});
const source = options["ct-ich"];
if (source === undefined) throw new SetupError("Give the folder of CT-ICH 1.0.0 with --ct-ich");

const script = join(HERE, "python", "ct_ich_volumes.py");
const made = await runCommand(await benchmarkPython("real_heads"), [script, source, VOLUMES]);
if (!made.success) throw new SetupError(`${script} failed: ${made.stderr}`);

const epochs = Number(options.epochs);
const reproduction = new Reproduction({
  cohort: "slices",
  root: VOLUMES,
  profile: { ...PROFILES.paper, epochs: { cnn4: epochs, vgg16: epochs } },
});
console.log(
  "| split | training loss by epoch | validation loss (constant) | outcome | AUC | test |",
);
console.log("| --- | --- | --- | --- | --- | --- |");
for (const split of ["slice", "subject"] as const) {
  const { history, learning, metrics } = await reproduction.run({ model: "cnn4", split });
  const losses = history.rows.map(({ loss }) => decimalText(loss)).join(", ");
  console.log(
    `| ${split} | ${losses} | ${decimalText(learning.validationLoss)} ` +
      `(${decimalText(learning.constantLoss)}) | ${learning.outcome} | ` +
      `${intervalText(metrics.auc, metrics.clustered.ci)} | ` +
      `${metrics.slices} slices of ${metrics.subjects} |`,
  );
}
