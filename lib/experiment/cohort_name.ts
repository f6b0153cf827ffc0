import { DATASETS } from "../cohort/labels/dataset_name.ts";

/** The data that the paper's comparison is made on: synthetic, or one of the known data sets. */
export const COHORT_NAMES = ["phantom", ...DATASETS] as const;

/** One of {@linkcode COHORT_NAMES}. */
export type CohortName = typeof COHORT_NAMES[number];

/** What the reader sees the data called, unless they were given a title. */
export const COHORT_TITLES: Readonly<Record<CohortName, string>> = {
  phantom: "phantom",
  cq500: "CQ500",
  bhx: "CQ500 with BHX",
  rsna2019: "RSNA 2019",
  physionet: "PhysioNet CT-ICH",
  slices: "the cohort of slices.csv",
};
