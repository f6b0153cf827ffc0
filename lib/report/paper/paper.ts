/**
 * What the paper prints, as data: J. S. Castro, S. Chabert, C. Saavedra and R. Salas,
 * *Convolutional neural networks for detection intracranial hemorrhage in CT images*. Its Table 1 is
 * in `lib/cohort/table1.ts`, beside the counts that it is compared with.
 *
 * @module
 */
import { type ModelName, networkOf, type PaperNetwork } from "../../model/networks.ts";
import type { SplitUnit } from "../../split/split.ts";

/** How the paper is cited below figures and tables. */
export const PAPER_CITATION =
  "Castro, Chabert, Saavedra and Salas, Convolutional neural networks " +
  "for detection intracranial hemorrhage in CT images";

/** One row of the paper's Table 2. */
export interface PaperResult {
  accuracy: number;
  recall: number;
  f1: number;
  auc: number;
}

/** The paper's Table 2: test results on CQ500, by the network's name there and split. */
export const PAPER_TABLE_2: Readonly<
  Record<PaperNetwork, Readonly<Record<SplitUnit, PaperResult>>>
> = {
  CNN4: {
    slice: { accuracy: 0.981, recall: 0.972, f1: 0.982, auc: 0.982 },
    subject: { accuracy: 0.598, recall: 0.721, f1: 0.687, auc: 0.658 },
  },
  VGG16: {
    slice: { accuracy: 0.968, recall: 0.974, f1: 0.971, auc: 0.989 },
    subject: { accuracy: 0.707, recall: 0.735, f1: 0.758, auc: 0.783 },
  },
};

/** What the paper calls a network and prints of it; null for a network that is not in the paper. */
export function paperNetwork(
  model: ModelName,
): { title: PaperNetwork; results: Readonly<Record<SplitUnit, PaperResult>> } | null {
  const { paper: title } = networkOf(model);
  return title === null ? null : { title, results: PAPER_TABLE_2[title] };
}

/** Test subjects in the paper's split by subject: 0.15 of 491, 0.4175 of them with a hemorrhage. */
export const PAPER_TEST_SUBJECTS = { positive: 31, negative: 43 } as const;

/**
 * The share of positive test slices that a row's accuracy, recall and F1 imply together.
 *
 * With the share p of positives, the true positives are r p of all slices and the errors 1 - a, so
 * F1 = 2 r p / (2 r p + 1 - a), which gives p.
 */
export function impliedPrevalence({ accuracy, recall, f1 }: Omit<PaperResult, "auc">): number {
  return (1 - accuracy) * f1 / (2 * (1 - f1) * recall);
}
