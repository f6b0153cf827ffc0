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
import type { InfoSheetItem, InfoSheetSource, RecordedRun } from "./item.ts";
import { foldsSentence } from "./manuscript.ts";
import { toldByRecord } from "./told_by_record.ts";

/**
 * Fills in a model info sheet for cross-validated predictions: as {@linkcode infoSheet}, with answers over
 * all folds in place of those on one split.
 *
 * @param told What the record of a fold's run says; all of them were trained alike.
 */
export function foldsInfoSheet(
  audit: FoldedAudit,
  told: Pick<InfoSheetSource, "record" | "provenance"> = {},
): InfoSheet {
  const sheet = infoSheet({ audit: audit.folds[0]!.audit, ...told });
  const answers = foldAnswers(audit, told.record);
  return {
    ...sheet,
    synthetic: audit.synthetic,
    sentence: foldsSentence(audit, told),
    sections: sheet.sections.map(({ title, items }) => ({
      title,
      items: items.map((item) =>
        told.record && OF_THE_RECORD.has(item.id) ? item : answered(item, answers)
      ),
    })),
  };
}

/** Questions whose answer a record has, and is the same for all folds. */
const OF_THE_RECORD: ReadonlySet<string> = new Set([
  ...["population", "preprocessing", "features", "inputs", "software", "training", "preparation"],
]);

type Answer = Partial<Pick<InfoSheetItem, "answer" | "evidence" | "open" | "concern">>;

const BY_FOLD = "audit, fold by fold";

/** What is said of one split holds of no fold but the first. */
function answered(item: InfoSheetItem, answers: Readonly<Record<string, Answer>>): InfoSheetItem {
  const found = answers[item.id];
  if (found === undefined) return { ...item, answer: null, evidence: null, concern: false };
  const { answer = null, evidence = BY_FOLD, open = item.open, concern = false } = found;
  return {
    ...item,
    answer,
    open,
    concern,
    evidence: answer === null ? null : evidence,
  };
}

function foldAnswers(audit: FoldedAudit, record?: RecordedRun): Record<string, Answer> {
  const { folds, sizes, verdict, subjects, slices, auc, oracle, corrected } = audit;
  // Whatever is claimed: of known patients shared subjects are no leak, but shared all the same.
  const sum = (of: (overlap: SetOverlap) => SliceShare) =>
    folds.reduce((total, fold) => total + of(fold.audit.overlaps.trainTest).slices, 0);
  const known = sum(({ bySubject }) => bySubject), repeated = sum((overlap) => overlap.repeated);
  const positives = folds.reduce((total, fold) => total + fold.audit.sets.test.positives, 0);
  const isClaimed = folds[0]!.audit.claim?.target === "known-patients";
  const all = countOf(folds.length, "fold");
  return {
    assignment: {
      answer:
        `${all}, each tested once by a model trained on the others' rows or its own training ` +
        `rows: ${countText(Math.round(sizes.train))} subjects trained on and ${
          countText(Math.round(sizes.test))
        } tested, in the mean.${
          record === undefined
            ? ""
            : ` ${
              record.cell.split === "subject" ? "Whole subjects" : "Single slices"
            } were dealt at random (seed ${record.cell.seed}).`
        }`,
      open:
        `${
          record === undefined ? "how the folds were made, and " : ""
        }whether their scores had been ` +
        "looked at before the last choice was made",
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
      } are among the training rows of their fold by their names.${imagesText(audit)}`,
      concern: repeated + (audit.images?.equal.slices ?? 0) > 0,
    },
    choice: toldByRecord(record).choice,
    size: {
      answer:
        `${countOf(slices, "test slice")} of ${countOf(subjects, "subject")} in ${all}. The ` +
        "subjects are the evidence: slices of one subject are alike.",
    },
    flow: {
      answer: `Tested in ${all}: ${countOf(subjects, "individual")}, ${countOf(slices, "row")}, ` +
        `${countText(positives)} positive and ${countText(slices - positives)} negative.`,
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

function imagesText({ images }: FoldedAudit): string {
  if (images === null) return "";
  const near = images.near === null ? "" : `, nearly equal to one ${countText(images.near.slices)}`;
  return ` By pixels: ${
    countOf(images.equal.slices, "test slice")
  } equal to one of their fold's training slices${near}.`;
}
