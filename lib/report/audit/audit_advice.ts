import type { Audit } from "../../leakage/audit/audit_result.ts";
import { NO_SCORES } from "../../leakage/audit/judged_slices.ts";
import type { Leak } from "../../leakage/audit/verdict.ts";

/** What advice follows from: an audit, whatever its labels are. */
export type Advised =
  & Pick<Audit, "verdict" | "doubts" | "leaks" | "claim" | "images" | "judged">
  & {
    test: Pick<Audit["test"], "missing">;
    sets: { validation: { slices: number } };
  };

/** What the author of a split does next, a sentence or two each: what follows from an audit. */
export function auditAdvice(audit: Advised): string[] {
  if (audit.verdict === "unknown") return [audit.doubts.length > 0 ? DOUBTFUL : UNKNOWN];
  if (audit.verdict === "mismatched") return [TEST_KNOWN];
  const isScored = audit.test.missing !== NO_SCORES;
  const advice = audit.verdict === "leaks"
    ? [
      ...new Set(audit.leaks.map(leakAdvice)),
      ...isScored ? [audit.claim === undefined ? DO_NOT_REPORT : DO_NOT_CLAIM] : [SPLIT_FIRST],
    ]
    : isScored
    ? [REPORT_OVER_SUBJECTS]
    : [];
  return [
    ...advice,
    ...audit.judged === "validation"
      ? [NO_TEST]
      : audit.sets.validation.slices === 0
      ? [NO_VALIDATION]
      : [],
    ...audit.images === null ? [NO_IMAGES] : [],
    BEYOND,
  ];
}

function leakAdvice({ by, from }: Leak): string {
  if (by === "slice") return REMOVE_REPEATED;
  if (by === "image") return COMPARE_PEOPLE;
  if (by === "study") return SPLIT_BY_STUDY;
  if (by === "site") return SPLIT_BY_SITE;
  return from === "train" ? SPLIT_BY_SUBJECT : CHOOSE_APART;
}

const SPLIT_BY_SUBJECT =
  "Split by subject: put all slices of a person, of all studies, into one set, then train and judge " +
  "again. Leaving the known subjects out of the test set is no substitute unless enough others " +
  "remain.";
const SPLIT_BY_STUDY =
  "Split each person's studies, not their slices: what is tested must be of a scan that was not trained " +
  "on.";
const SPLIT_BY_SITE =
  "Split by site: put all subjects of a site into one set. A score at sites that were trained on may rest " +
  "on what marks them.";
const SPLIT_FIRST =
  "Split again before training: what is trained on this split cannot be judged by it.";
const DO_NOT_CLAIM = "Do not report this AUC for the claim that is made of it.";
const TEST_KNOWN =
  "Test people whom the training set holds, on other studies of theirs, or make the claim of new patients.";
const CHOOSE_APART =
  "Set the validation subjects apart from the test subjects as well: a network whose epoch or " +
  "threshold was chosen on test subjects has been fitted to them, if only a little.";
const REMOVE_REPEATED =
  "Remove slices that are in two sets, and find out how they got there: a slice that was trained on " +
  "tests nothing.";
const COMPARE_PEOPLE =
  "Look at the equal images: one person may be listed under two names. Give them one name before " +
  "splitting.";
const DO_NOT_REPORT =
  "Do not report this AUC as what to expect of new patients, whichever interval stands beside it.";
const REPORT_OVER_SUBJECTS =
  "Report the AUC with its interval over subjects, and say how many subjects the test set has: they, " +
  "not their slices, are the evidence.";
const NO_VALIDATION =
  "Add the validation rows, if there was a validation set: the epoch and the threshold can be chosen " +
  "on test subjects too.";
const NO_TEST =
  "Judge the network on a test set, which nothing was chosen on: the epoch and the threshold may have been " +
  "chosen on the validation rows.";
const NO_IMAGES =
  "Compare the images as well: by names alone, one person under two names goes unseen.";
const BEYOND =
  "What no such check sees: preprocessing or a choice of features fitted to all data, a scanner or " +
  "hospital that goes with the label, a test set unlike the patients to come.";
const DOUBTFUL =
  "Find out whose the slices are that are named above, give each person one name in all rows, and " +
  "audit again.";
const UNKNOWN =
  "Add the rows that are missing (the subjects, studies and slices of the training, validation and " +
  "test set; scores are needed of the test set only) and audit again.";
