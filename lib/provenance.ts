/** The profiles there are: how large the experiments are made. See `PROFILES` of `lib/experiment`. */
export const PROFILE_NAMES = ["quick", "desk", "paper"] as const;

/** One of {@linkcode PROFILE_NAMES}. */
export type ProfileName = typeof PROFILE_NAMES[number];

/** Where an experiment's numbers come from, so that no page or file shows them without it. */
export interface Provenance {
  /** The cohort's name for the reader, such as `phantom` or `CQ500`. */
  cohort: string;
  /** Whether the images were generated rather than scanned from patients. */
  synthetic: boolean;
  /** The profile's name: `quick`, `desk` or `paper`. */
  profile: string;
  /** Seeds splits, initial weights and batches. */
  seed: number;
  /** Given where labels are of slices; without it they are of studies, as in the paper. */
  labelUnit?: "slice";
}

/** One sentence for the reader who sees nothing but a table or a figure. */
export function provenanceText(
  { cohort, synthetic, profile, seed, labelUnit }: Provenance,
): string {
  const data = synthetic
    ? `SYNTHETIC data: ${cohort}, generated images, no patient was scanned`
    : `Data: ${cohort}`;
  const labels = labelUnit === undefined ? "" : ` Labels of ${labelUnit}s.`;
  return `${data}.${labels} Profile "${profile}", seed ${seed}.`;
}
