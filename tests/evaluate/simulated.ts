import type { Random } from "hemoleak/random.ts";
import { normalQuantile } from "hemoleak/statistics/normal.ts";

/** How subjects and slices are drawn in a simulation. */
export interface Design {
  subjects: number;
  /** True AUC. */
  auc: number;
  /** Share of the variance that a subject's slices have in common. */
  correlation: number;
  /** Whether all slices of a diseased subject are positive, or 20-80 % of them. */
  labels: "by subject" | "mixed";
}

/** How far apart the normal scores of positives and negatives lie, for the design's AUC. */
export function simulatedShift({ auc }: Design): number {
  return normalQuantile(auc) * Math.SQRT2;
}

/** Normal scores of subjects with 10-40 slices each, 42 % of them diseased. */
export function simulated(random: Random, design: Design) {
  const shift = simulatedShift(design);
  const scores: number[] = [], labels: number[] = [], subjects: number[] = [];
  for (let subject = 0; subject < design.subjects; subject++) {
    const diseased = random.bool(0.42);
    const slices = 10 + random.integer(31);
    const positive = design.labels === "mixed" ? random.uniform(0.2, 0.8) : 1;
    const effect = random.normal(0, Math.sqrt(design.correlation));
    for (let slice = 0; slice < slices; slice++) {
      const label = diseased && random.bool(positive) ? 1 : 0;
      labels.push(label);
      subjects.push(subject);
      scores.push(label * shift + effect + random.normal(0, Math.sqrt(1 - design.correlation)));
    }
  }
  return { scores: Float64Array.from(scores), labels: Uint8Array.from(labels), subjects };
}
