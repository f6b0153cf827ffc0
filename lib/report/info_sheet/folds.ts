import type { SetOverlap, SliceShare } from "../../leakage/audit/set_overlap.ts";
import type { FoldedAudit } from "../../leakage/folds/folded_audit.ts";
import {
  countOf,
  countText,
  decimalText,
  intervalText,
  percentText,
  pText,
} from "../../text/numbers.ts";
import { type InfoSheet, infoSheet } from "./info_sheet.ts";
import type { InfoSheetItem } from "./item.ts";

/**
 * Fills in a model info sheet for cross-validated predictions: as {@linkcode infoSheet}, with answers over
 * all folds in place of those on one split.
 */
export function foldsInfoSheet(audit: FoldedAudit): InfoSheet {
  const sheet = infoSheet({ audit: audit.folds[0]!.audit });
  const answers = foldAnswers(audit);
  return {
    ...sheet,
    synthetic: audit.synthetic,
    // A sentence on one split would be of the first fold alone.
    sentence: null,
    sections: sheet.sections.map(({ title, items }) => ({
      title,
      items: items.map((item) => answered(item, answers)),
    })),
  };
}

type Answer = Partial<Pick<InfoSheetItem, "answer" | "open" | "concern">>;

/** What is said of one split holds of no fold but the first. */
function answered(item: InfoSheetItem, answers: Readonly<Record<string, Answer>>): InfoSheetItem {
  const found = answers[item.id];
  if (found === undefined) return { ...item, answer: null, evidence: null, concern: false };
  const { answer = null, open = item.open, concern = false } = found;
  return {
    ...item,
    answer,
    open,
    concern,
    evidence: answer === null ? null : "audit, fold by fold",
  };
}

function foldAnswers(audit: FoldedAudit): Record<string, Answer> {
  const { folds, sizes, verdict, subjects, slices, auc, oracle, corrected } = audit;
  // Whatever is claimed: of known patients shared subjects are no leak, but shared all the same.
  const sum = (of: (overlap: SetOverlap) => SliceShare) =>
    folds.reduce((total, fold) => total + of(fold.audit.overlaps.trainTest).slices, 0);
  const known = sum(({ bySubject }) => bySubject), repeated = sum((overlap) => overlap.repeated);
  const isClaimed = folds[0]!.audit.claim?.target === "known-patients";
  const all = countOf(folds.length, "fold");
  return {
    assignment: {
      answer:
        `${all}, each tested once by a network trained on the others' rows or its own training ` +
        `rows: ${countText(Math.round(sizes.train))} subjects trained on and ${
          countText(Math.round(sizes.test))
        } tested, in the mean.`,
      open:
        "how the folds were made, and whether their scores had been looked at before the last choice " +
        "was made",
      concern: verdict === "unknown",
    },
    level: verdict === "unknown" ? {} : {
      answer: known === 0
        ? `By subject: of ${
          countOf(slices, "test slice")
        } in ${all}, none is of a subject that its fold ` +
          "was trained on."
        : `Not by subject: of ${countOf(slices, "test slice")} in ${all}, ${countText(known)} (${
          percentText(known / slices)
        }) are of subjects that their fold was trained on.`,
      concern: known > 0 && !isClaimed,
    },
    duplicates: {
      answer: `Of ${countOf(slices, "test slice")} in ${all}, ${
        countText(repeated)
      } are among the training rows of their fold by their names.`,
      concern: repeated > 0,
    },
    size: {
      answer:
        `${countOf(slices, "test slice")} of ${countOf(subjects, "subject")} in ${all}. The ` +
        "subjects are the evidence: slices of one subject are alike.",
    },
    metrics: auc === null
      ? {}
      : { answer: "Area under the ROC curve of slices, the mean over folds." },
    uncertainty: auc === null ? {} : {
      answer: `AUC ${intervalText(auc.auc, auc.ci)}, the mean of ${
        countOf(auc.folds.filter((each) => each !== null).length, "fold")
      }; interval over ${
        countOf(subjects, "subject")
      }, tested in one fold and trained on in others.`,
    },
    baseline: oracle === null || known === 0 ? {} : {
      answer: `Knowing whose a slice is, and no image, reaches an AUC of ${
        decimalText(oracle.auc)
      } in the mean over folds${
        oracle.network === null ? "" : `; the model reaches ${decimalText(oracle.network)}`
      }.`,
      concern: oracle.network !== null && oracle.network <= oracle.auc,
    },
    tests: corrected === null || corrected.p === null ? {} : {
      answer:
        "The mean AUC over repeated folds against chance: the corrected resampled t-test, which " +
        `takes folds of one cohort for dependent; ${pText(corrected.p)}.`,
    },
  };
}
