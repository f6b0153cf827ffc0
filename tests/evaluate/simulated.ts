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
  /** Share of subjects that are diseased. Default 0.42. */
  prevalence?: number;
  /** Slices a subject: 25, from 10 to 40 (the default), or lognormal from 1 to 500, 20 in the median. */
  sizes?: "equal" | "10-40" | "lognormal";
}

/** How far apart the normal scores of positives and negatives lie, for the design's AUC. */
export function simulatedShift({ auc }: Pick<Design, "auc">): number {
  return normalQuantile(auc) * Math.SQRT2;
}

/** Normal scores of subjects with slices that are more or less alike. */
export function simulated(random: Random, design: Design) {
  const { correlation, prevalence = 0.42, sizes = "10-40" } = design;
  const shift = simulatedShift(design);
  const scores: number[] = [], labels: number[] = [], subjects: number[] = [];
  for (let subject = 0; subject < design.subjects; subject++) {
    const diseased = random.bool(prevalence);
    const slices = sizes === "equal"
      ? 25
      : sizes === "10-40"
      ? 10 + random.integer(31)
      : Math.max(1, Math.min(500, Math.round(20 * Math.exp(random.normal(0, 1.25)))));
    const positive = design.labels === "mixed" ? random.uniform(0.2, 0.8) : 1;
    const effect = random.normal(0, Math.sqrt(correlation));
    for (let slice = 0; slice < slices; slice++) {
      const label = diseased && random.bool(positive) ? 1 : 0;
      labels.push(label);
      subjects.push(subject);
      scores.push(label * shift + effect + random.normal(0, Math.sqrt(1 - correlation)));
    }
  }
  return { scores: Float64Array.from(scores), labels: Uint8Array.from(labels), subjects };
}
