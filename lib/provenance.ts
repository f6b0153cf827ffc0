import { type DataKind, findingWords } from "./text/finding.ts";

/** The profiles there are: how large the experiments are made. See `PROFILES` of `lib/experiment`. */
export const PROFILE_NAMES = ["quick", "desk", "paper"] as const;

/** One of {@linkcode PROFILE_NAMES}. */
export type ProfileName = typeof PROFILE_NAMES[number];

/**
 * Where an experiment's numbers come from, so that no page or file shows them without it. What is left
 * out is as in the paper.
 */
export interface Provenance extends DataKind {
  /** The cohort's name for the reader, such as `phantom` or `CQ500`. */
  cohort: string;
  /** Whether the images were generated rather than scanned from patients. */
  synthetic: boolean;
  /** The profile's name: `quick`, `desk` or `paper`. */
  profile: string;
  /** Seeds splits, initial weights and batches. */
  seed: number;
  /** Given where networks were trained in bfloat16; without it, all was computed in 32 bits. */
  precision?: "mixed";
  /** Given where labels are of slices; without it they are of studies, as in the paper. */
  labelUnit?: "slice";
}

/** One sentence for the reader who sees nothing but a table or a figure. */
export function provenanceText(provenance: Provenance): string {
  const { cohort, synthetic, profile, seed, precision } = provenance;
  const trained = precision === undefined ? "" : ", trained in mixed precision";
  const data = synthetic
    ? `SYNTHETIC data: ${cohort}, generated images, no patient was scanned`
    : `Data: ${cohort}`;
  return `${data}.${labelsText(provenance)} Profile "${profile}"${trained}, seed ${seed}.`;
}

/** What a title ends with where the data is synthetic. */
export function syntheticMark(synthetic: boolean): string {
  return synthetic ? " (synthetic data)" : "";
}

/** What the labels are, where that is not what the paper has. */
function labelsText(provenance: Provenance): string {
  const { finding = "ICH", labelUnit } = provenance;
  if (finding === "ICH") return labelUnit === undefined ? "" : " Labels of slices.";
  const of = labelUnit === undefined ? "studies" : "slices";
  return ` Labels of ${of}: ${findingWords(provenance).name}.`;
}
