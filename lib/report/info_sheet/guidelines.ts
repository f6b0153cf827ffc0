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

/** A signalling question of PROBAST+AI, on the evaluation of a model. */
export function probast(item: string): GuidelineItem {
  return { guideline: "PROBAST+AI", item };
}

/** An item of TRIPOD+AI. */
export function tripod(item: string): GuidelineItem {
  return { guideline: "TRIPOD+AI", item };
}

/** An item of STARD-AI. */
export function stard(item: string): GuidelineItem {
  return { guideline: "STARD-AI", item };
}

/** An item of METRICS, the methodological radiomics score. */
export function metricsScore(item: string): GuidelineItem {
  return { guideline: "METRICS", item };
}

/** What a sheet's item answers, for the reader: `L3.2, Q11; REFORMS 6b; CLAIM 2024 item 20`. */
export function guidelineText(sources: readonly GuidelineItem[]): string {
  const groups = groupBy(sources, ({ guideline }) => guideline);
  return [...groups].map(([guideline, items]) => {
    const numbers = items.map(({ item }) => item).join(", ");
    if (guideline === "model info sheet") return numbers;
    return guideline === "CLAIM 2024"
      ? `CLAIM item${items.length === 1 ? "" : "s"} ${numbers}`
      : `${guideline} ${numbers}`;
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
  "PROBAST+AI: Moons et al. (2025), an updated quality, risk of bias, and applicability assessment tool for " +
  "prediction models using regression or artificial intelligence methods, BMJ 388:e082505.",
  "TRIPOD+AI: Collins et al. (2024), updated guidance for reporting clinical prediction models that use " +
  "regression or machine learning methods, BMJ 385:e078378.",
  "STARD-AI: Sounderajah et al. (2025), The STARD-AI reporting guideline for diagnostic accuracy studies " +
  "using artificial intelligence, Nature Medicine 31.",
  "METRICS: Kocak et al. (2024), Methodological radiomics score (METRICS): a quality scoring tool for " +
  "radiomics research endorsed by EuSoMII, Insights into Imaging 15:8.",
];
