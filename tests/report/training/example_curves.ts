import type { LossCurve } from "hemoleak/report/training/loss_figure.ts";

/** Made-up learning curves: by slice the validation loss follows, by subject it turns. */
export function exampleCurve(split: "slice" | "subject", epochs: number): LossCurve {
  const overfit = split === "slice" ? 0.003 : 0.04;
  return {
    split,
    epochs: Array.from({ length: epochs }, (_, i) => ({
      epoch: i + 1,
      loss: 0.66 / (1 + i / 3) + 0.03,
      validationLoss: 0.62 / (1 + i / 3) + 0.08 + overfit * i,
      validationAccuracy: 0.9,
      validationSpread: 4,
    })),
  };
}
