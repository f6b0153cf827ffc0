import type { RocPoint } from "hemoleak/evaluate/curves/roc.ts";
import { alwaysPositive } from "hemoleak/evaluate/thresholds/confusion.ts";
import type { Provenance } from "hemoleak/provenance.ts";
import type { JudgedRun } from "hemoleak/report/paper/judged_run.ts";

/** A smooth ROC curve of the family TPR = FPR^((1 - a) / a), whose area is a. */
function powerRoc(auc: number): RocPoint[] {
  return Array.from({ length: 26 }, (_, step) => {
    const fpr = (step / 25) ** 2;
    return { fpr, tpr: fpr ** ((1 - auc) / auc), threshold: step === 0 ? null : 1 - fpr };
  });
}

function run(
  model: "cnn4" | "vgg16",
  split: "slice" | "subject",
  auc: number,
  ci: [low: number, high: number],
): JudgedRun {
  const bySlice = split === "slice";
  return {
    cell: { model, split },
    title: model === "cnn4" ? "CNN4" : "VGG16 × 0.25",
    metrics: {
      slices: bySlice ? 144 : 140,
      subjects: bySlice ? 47 : 7,
      accuracy: bySlice ? 0.93 : 0.64,
      recall: bySlice ? 0.945 : 0.57,
      f1: bySlice ? 0.931 : 0.615,
      auc,
      clustered: { ci },
      roc: powerRoc(auc),
      alwaysPositive: alwaysPositive(0.5),
    },
    learning: { outcome: "learned" },
  };
}

/** Made-up results of four runs, of about the size that the phantom gives. */
export const EXAMPLE_RUNS: readonly JudgedRun[] = [
  run("cnn4", "slice", 0.985, [0.968, 0.996]),
  run("cnn4", "subject", 0.717, [0.452, 0.951]),
  run("vgg16", "slice", 0.939, [0.9, 0.971]),
  run("vgg16", "subject", 0.66, [0.38, 0.9]),
];

/** Where the made-up results would come from. */
export const EXAMPLE_PROVENANCE: Provenance = {
  cohort: "phantom",
  synthetic: true,
  profile: "quick",
  seed: 1,
};
