import { countOf, decimalText, intervalText, percentText } from "../../text/numbers.ts";
import { type InfoSheetSource, isSynthetic } from "./item.ts";

/**
 * One sentence on split and score, to paste into a manuscript: who was tested, whether they were trained
 * on, and the AUC with the interval that belongs to it. Null without an AUC on a test set.
 */
export function manuscriptSentence(source: InfoSheetSource): string | null {
  const { audit: { verdict, test, seen, unseen } } = source;
  if (test.auc === null) return null;
  const { auc, ci } = test.auc.clustered;
  const where = isSynthetic(source) ? "In generated images, the" : "The";
  const area = `area under the ROC curve was ${decimalText(auc)} (95 % interval over subjects ` +
    `${decimalText(ci[0])} to ${decimalText(ci[1])})`;
  const tested = `${countOf(test.slices, "slice")} of ${countOf(test.subjects, "subject")}`;
  if (verdict === "unknown") {
    return `${where} ${area} on ${tested}; whether any of them was also trained on was not determined.`;
  }
  if (verdict === "separate") {
    return `${where} ${area} on ${tested}, of whom none was in the training or validation set.`;
  }
  if (seen.slices === 0) {
    return `${where} ${area} on ${tested}, some of which are in the training or validation set in another ` +
      "way, so that this is no estimate for new subjects.";
  }
  const known =
    `${percentText(seen.slices / test.slices)} of which are of subjects who were also trained ` +
    "on, so that this is no estimate for new subjects";
  const rest = unseen.auc === null
    ? "none of whom was tested"
    : `for whom it was ${intervalText(unseen.auc.clustered.auc, unseen.auc.clustered.ci)}`;
  return `${where} ${area} on ${tested}, ${known}, ${rest}.`;
}
