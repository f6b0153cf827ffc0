import type { CohortOptions } from "../cohort/cohort.ts";
import { LABEL_UNITS } from "../cohort/labels/label_table.ts";
import { oneOf, type OptionRules, TEXT } from "../options.ts";

/** How a cohort's images and labels are to be read, as in `readCohort`, where that is left open. */
export interface CohortReading extends Pick<CohortOptions, "finding"> {
  /**
   * What labels are of: `study`, the default, as in the paper, whatever the table labels by itself, so
   * that all slices of a study have its label; or `slice`.
   */
  labelUnit?: "study" | "slice";
}

/** What these may be. */
export const READING_RULES: OptionRules<CohortReading> = {
  labelUnit: oneOf(LABEL_UNITS),
  finding: TEXT,
};

/** What of some options says how a cohort is read; what is as it would be without is left out. */
export function readingOf({ labelUnit, finding }: CohortReading): CohortReading {
  return {
    ...labelUnit === "slice" && { labelUnit },
    ...finding !== undefined && { finding },
  };
}
