import type { Design } from "../../tests/evaluate/simulated.ts";

/** A design with all that may be varied. */
export type FullDesign = Required<Design>;

const FACTORS = {
  subjects: [8, 20, 74, 200],
  prevalence: [0.1, 0.3, 0.5],
  labels: ["by subject", "mixed"],
  sizes: ["equal", "10-40", "lognormal"],
  auc: [0.6, 0.75, 0.9, 0.99],
  correlation: [0.2, 0.5, 0.95],
} as const;

/** All 864 designs, those of few subjects, which take the least time, first. */
export const DESIGNS: readonly FullDesign[] = FACTORS.subjects.flatMap((subjects) =>
  FACTORS.prevalence.flatMap((prevalence) =>
    FACTORS.labels.flatMap((labels) =>
      FACTORS.sizes.flatMap((sizes) =>
        FACTORS.auc.flatMap((auc) =>
          FACTORS.correlation.map((correlation) => ({
            subjects,
            prevalence,
            labels,
            sizes,
            auc,
            correlation,
          }))
        )
      )
    )
  )
);

/** A design's name, for its file and its random numbers. */
export function designName(design: FullDesign): string {
  const { subjects, prevalence, labels, sizes, auc, correlation } = design;
  return [subjects, prevalence, labels.replace(" ", "-"), sizes, auc, correlation].join("_");
}
