import assert from "node:assert/strict";
import { loadedBy } from "../../cli/module_graph.ts";

/** The packages among modules, without their versions. */
function packagesOf(modules: Iterable<string>): string[] {
  const names = [...modules].flatMap((module) => module.match(/^npm:\/?(@?[^@]+)@/)?.[1] ?? []);
  return [...new Set(names)].sort();
}

Deno.test("the command line parses with nothing loaded but its parser and what it offers", async () => {
  const loaded = [...(await loadedBy("cli/main.ts")).keys()].sort();
  assert.deepEqual(packagesOf(loaded), ["commander"]);
  assert.deepEqual(loaded.filter((module) => module.startsWith("cli/actions/")), []);
  // Each file more is read at each start. Here are choices and defaults of options, and folders that
  // a command may touch.
  assert.deepEqual(loaded.filter((module) => module.startsWith("lib/")), [
    "lib/cohort/labels/dataset_name.ts",
    "lib/cohort/labels/label_table.ts",
    "lib/cohort/labels/readers.ts",
    "lib/cohort/pixel_reading.ts",
    "lib/cohort/slice_row.ts",
    "lib/elementary.ts",
    "lib/error.ts",
    "lib/evaluate/study_scores.ts",
    "lib/experiment/cell.ts",
    "lib/experiment/cohort_name.ts",
    "lib/experiment/experiments.ts",
    "lib/experiment/grid/grid_file.ts",
    "lib/experiment/profile.ts",
    "lib/experiment/reading_options.ts",
    "lib/experiment/reproduction_folders.ts",
    "lib/experiment/slurm/installed_programs.ts",
    "lib/experiment/slurm/task_outcome.ts",
    "lib/fault.ts",
    "lib/files/standard_input.ts",
    "lib/model/networks.ts",
    "lib/options.ts",
    "lib/phantom/identity.ts",
    "lib/phantom/options.ts",
    "lib/precision.ts",
    "lib/predictions/prediction_columns.ts",
    "lib/preprocess/chain/options.ts",
    "lib/provenance.ts",
    "lib/split/split.ts",
    "lib/statistics/logistic.ts",
    "lib/tensorflow/library/library.ts",
    "lib/text/closest.ts",
    "lib/text/column_names.ts",
    "lib/text/finding.ts",
    "lib/text/printable.ts",
    "lib/text/shell.ts",
    "lib/train/training_options.ts",
  ]);
});

Deno.test("a command loads what it always needs, and no engine, figures or Parquet beyond", async (t) => {
  const cases: [action: string, packages: string[]][] = [
    ["actions/audit.ts", []],
    ["audit_reports.ts", []],
    ["actions/split.ts", []],
    ["actions/evaluate.ts", []],
    ["actions/decode.ts", ["dicom-parser", "ndarray"]],
  ];
  for (const [action, packages] of cases) {
    await t.step(action, async () => {
      assert.deepEqual(packagesOf((await loadedBy(`cli/${action}`)).keys()), packages);
    });
  }
});
