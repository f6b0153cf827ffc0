import type { Claim } from "../../leakage/audit/claim.ts";
import type { Verdict } from "../../leakage/audit/verdict.ts";
import type { FoldedAudit } from "../../leakage/folds/folded_audit.ts";
import { countOf, decimalText, intervalText, percentText } from "../../text/numbers.ts";
import { type InfoSheetSource, isSynthetic, type RecordedRun } from "./item.ts";

/**
 * One sentence on split and score, to paste into a manuscript: who was tested, whether they were trained
 * on, and the AUC with the interval that belongs to it. Null without an AUC on a test set.
 */
export function manuscriptSentence(source: InfoSheetSource): string | null {
  const { audit: { verdict, claim, test, seen, unseen }, record } = source;
  if (test.auc === null) return null;
  const { auc, ci } = test.auc.clustered;
  const score = `${areaText("area", isSynthetic(source), record)} was ${overSubjects(auc, ci)}`;
  const tested = `${countOf(test.slices, "slice")} of ${countOf(test.subjects, "subject")}${
    drawnText(record)
  }`;
  if (verdict === "unknown") {
    return `${score} on ${tested}; whether any of them was also trained on was not determined.`;
  }
  const known = knownText({ verdict, claim, share: seen.slices / test.slices });
  if (known === null) {
    return `${score} on ${tested}, of whom none was in the training or validation set.`;
  }
  const rest = seen.slices === 0 || isOfKnown({ verdict, claim })
    ? ""
    : unseen.auc === null
    ? ", none of whom was tested"
    : `, for whom it was ${intervalText(unseen.auc.clustered.auc, unseen.auc.clustered.ci)}`;
  return `${score} on ${tested}, ${known}${rest}.`;
}

/** The same of cross-validated predictions; null where no fold has an AUC. */
export function foldsSentence(
  audit: FoldedAudit,
  { record, provenance }: Pick<InfoSheetSource, "record" | "provenance">,
): string | null {
  const { auc, folds, verdict, slices, subjects, synthetic } = audit;
  if (auc === null) return null;
  const isGenerated = synthetic || provenance?.synthetic === true;
  const score = `${areaText("mean area over folds", isGenerated, record)} was ${
    overSubjects(auc.auc, auc.ci)
  }`;
  const tested = `${countOf(slices, "slice")} of ${countOf(subjects, "subject")} tested in ${
    countOf(folds.length, "fold")
  }${drawnText(record)}`;
  if (verdict === "unknown") {
    return `${score} on ${tested}; whether any of them was also trained on in its fold was not determined.`;
  }
  const seen = folds.reduce((sum, { audit }) => sum + audit.seen.slices, 0);
  const claim = folds[0]!.audit.claim;
  const known = knownText({ verdict, claim, share: seen / slices });
  return known === null
    ? `${score} on ${tested}, of whom none was in the training or validation set of the same fold.`
    : `${score} on ${tested}, ${known}.`;
}

/** `In generated images, the area under the ROC curve`. */
function areaText(area: string, isGenerated: boolean, record: RecordedRun | undefined): string {
  const under = area.replace("area", "area under the ROC curve");
  const where = [
    ...isGenerated ? ["in generated images"] : [],
    ...record?.cell.labels === "permuted"
      ? ["with labels that were exchanged at random between subjects"]
      : [],
  ];
  const text = [...where, `the ${under}`].join(", ");
  return text[0]!.toUpperCase() + text.slice(1);
}

function overSubjects(auc: number, [low, high]: readonly [number, number]): string {
  return `${decimalText(auc)} (95 % interval over subjects ${decimalText(low)} to ${
    decimalText(high)
  })`;
}

/** ` (split at random by subject, seed 3)`, of a run whose split this program has drawn. */
function drawnText(record: RecordedRun | undefined): string {
  if (record === undefined) return "";
  const { split, seed, dose, gap } = record.cell;
  const more = [
    ...dose === undefined ? [] : [`dose ${percentText(dose)}`],
    ...gap === undefined ? [] : [`gap ${gap}`],
  ];
  return ` (${[`split at random by ${split}`, ...more, `seed ${seed}`].join(", ")})`;
}

interface Known {
  verdict: Verdict;
  claim?: Claim | undefined;
}

/** Whether that some subjects are known is what is claimed. */
function isOfKnown({ verdict, claim }: Known): boolean {
  return verdict === "separate" && claim?.target === "known-patients";
}

/** What share is of subjects who were trained on, and what follows; null where none is, in any way. */
function knownText({ share, ...known }: Known & { share: number }): string | null {
  if (isOfKnown(known)) {
    return "all of subjects who were also trained on, by other studies, so that this is no estimate " +
      "for new subjects";
  }
  if (known.verdict === "separate") return null;
  return share === 0
    ? "some of which are in the training or validation set in another way, so that this is no " +
      "estimate for new subjects"
    : `${
      percentText(share)
    } of which are of subjects who were also trained on, so that this is no ` +
      "estimate for new subjects";
}
