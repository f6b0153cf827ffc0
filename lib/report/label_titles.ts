import type { LabelKind } from "../leakage/trial.ts";

/** What the labels are called in figures and tables. */
export const LABEL_TITLES: Readonly<Record<LabelKind, string>> = {
  true: "true labels",
  permuted: "permuted labels",
};
