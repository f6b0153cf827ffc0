import { groupBy } from "../../groups.ts";
import type { GuidelineItem } from "./item.ts";

/** A type of leakage, and the question of the model info sheet that asks for it. */
export function infoSheetType(type: string, question: string): GuidelineItem {
  return { guideline: "model info sheet", item: `${type}, ${question}` };
}

/** An item of REFORMS. */
export function reforms(item: string): GuidelineItem {
  return { guideline: "REFORMS", item };
}

/** An item of CLAIM 2024. */
export function claim(item: string): GuidelineItem {
  return { guideline: "CLAIM 2024", item };
}

/** What a sheet's item answers, for the reader: `L3.2, Q11; REFORMS 6b; CLAIM 2024 item 20`. */
export function guidelineText(sources: readonly GuidelineItem[]): string {
  const groups = groupBy(sources, ({ guideline }) => guideline);
  return [...groups].map(([guideline, items]) => {
    const numbers = items.map(({ item }) => item).join(", ");
    if (guideline === "model info sheet") return numbers;
    return guideline === "REFORMS"
      ? `REFORMS ${numbers}`
      : `CLAIM item${items.length === 1 ? "" : "s"} ${numbers}`;
  }).join("; ");
}

/** Where the guidelines are published. */
export const GUIDELINE_CITATIONS: readonly string[] = [
  "L and Q: types of leakage and questions of the model info sheet, Kapoor and Narayanan (2023), " +
  "Leakage and the reproducibility crisis in machine-learning-based science, Patterns 4:100804; " +
  "question numbers as in its preprint's appendix (arXiv:2207.07048v1).",
  "REFORMS: Kapoor et al. (2024), REFORMS: Consensus-based recommendations for " +
  "machine-learning-based science, Science Advances 10:eadk3452.",
  "CLAIM: Tejani et al. (2024), Checklist for artificial intelligence in medical imaging (CLAIM): " +
  "2024 update, Radiology: Artificial Intelligence 6:e240300.",
];
