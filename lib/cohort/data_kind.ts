import { type DataKind, findingWords } from "../text/finding.ts";
import type { CohortReading } from "./cohort_reading.ts";

/**
 * What words depend on. The known data sets are CT of the head, and so is CT that is labeled for
 * hemorrhages; of other CT and other images nothing is known but what their labels are called.
 */
export function dataKindOf(
  { dataset, finding, modality = "CT" }: Partial<CohortReading>,
): DataKind {
  const named = finding === undefined ? {} : { finding };
  if (dataset !== "slices" || (modality === "CT" && findingWords(named).isHemorrhage)) return named;
  return { ...named, images: modality === "CT" ? "ct" : "other" };
}
