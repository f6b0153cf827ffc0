import { DATASETS } from "../cohort/labels/dataset_name.ts";
import type { Modality } from "../cohort/pixel_reading.ts";
import { type DataKind, findingWords } from "../text/finding.ts";

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

/** What of a reproduction's options says what its data are. */
export interface DataOptions {
  cohort?: CohortName;
  /** The finding that is the label; `ICH` where it is left out. */
  finding?: string;
  /** What the images are of; `CT` where it is left out. */
  modality?: Modality;
}

/**
 * What words depend on. The known data sets are CT of the head, and so is CT that is labeled for
 * hemorrhages; of other CT and other images nothing is known but what their labels are called.
 */
export function dataKindOf(
  { cohort = "phantom", finding, modality = "CT" }: DataOptions,
): DataKind {
  const named = finding === undefined ? {} : { finding };
  if (cohort !== "slices" || (modality === "CT" && findingWords(named).isHemorrhage)) return named;
  return { ...named, images: modality === "CT" ? "ct" : "other" };
}
