import type { LabelKind, SplitUnit } from "./split.ts";

/** What a split is called in figures and tables. */
export const SPLIT_TITLES: Readonly<Record<SplitUnit, string>> = {
  slice: "split by slice",
  subject: "split by subject",
};

/** What the labels are called in figures and tables. */
export const LABEL_TITLES: Readonly<Record<LabelKind, string>> = {
  true: "true labels",
  permuted: "permuted labels",
};
