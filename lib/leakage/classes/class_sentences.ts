import type { MacroAuc } from "../../evaluate/classes/macro_auc.ts";
import { countOf, countText, differenceText, intervalText } from "../../text/numbers.ts";
import {
  BEFORE_TRAINING,
  besideOracle,
  doubtNotes,
  nameNotes,
  respelledSentences,
  SYNTHETIC,
  targetOf,
  UNTESTED,
  validationNotes,
  verdictSentences,
} from "../audit/audit_sentences.ts";
import { NO_SCORES } from "../audit/judged_slices.ts";
import type { ClassAudit, ClassFindings, JudgedClasses } from "./class_audit.ts";
import { haveSameClasses } from "./judged_classes.ts";

/** An audit's findings with what is to be said of them. */
export function classesInWords(findings: ClassFindings): ClassAudit {
  return { ...findings, sentences: classSentences(findings), notes: classNotes(findings) };
}

/** The verdict in plain words with the numbers behind it: a sentence each, the verdict first. */
function classSentences(audit: ClassFindings): string[] {
  const isOfKnown = targetOf(audit) === "known-patients";
  return [
    ...verdictSentences({ ...audit, images: null }),
    ...respelledSentences(audit),
    ...audit.verdict === "leaks" && !isOfKnown ? groupSentences(audit) : [],
    ...audit.verdict === "leaks" || isOfKnown ? oracleSentences(audit) : [],
    ...scoreSentences(audit),
    ...audit.synthetic ? [SYNTHETIC] : [],
  ];
}

/** What else to mind, a sentence each. */
function classNotes(audit: ClassFindings): string[] {
  const { train, test } = audit.sets;
  const several = Math.max(train.subjectsOfSeveralClasses, test.subjectsOfSeveralClasses);
  return [
    ...validationNotes({ ...audit, images: null }),
    ...several === 0 ? [] : [
      `${countText(train.subjectsOfSeveralClasses)} training and ${
        countText(test.subjectsOfSeveralClasses)
      } test subjects have slices of several classes, as is right where labels are of slices; the ` +
      "oracle's score for a class is the share that it has of the subject's training slices, or of " +
      "those beside the slice, whichever scores more.",
    ],
    ...doubtNotes(audit),
    ...nameNotes(audit),
    LEFT_OUT,
  ];
}

const LEFT_OUT =
  "Of several classes the training set's own scores are not judged, nor images, features and the groups " +
  "of an attribute: these are asked of one class against the rest (--class NAME).";

function groupSentences({ seen, unseen, seenLessUnseen }: ClassFindings): string[] {
  if (seen.slices === 0 || seen.missing === NO_SCORES) return [];
  const group = ({ macro, slices, subjects, missing }: JudgedClasses) =>
    `${macro ? areaText(macro) : "not defined"} (${countOf(slices, "slice")} of ` +
    `${countOf(subjects, "subject")}${missing ? `, ${missing}` : ""})`;
  const first = `On subjects that were trained on, the macro AUC is ${group(seen)}`;
  if (unseen.slices === 0) {
    return [`${first}; no test subject is new, so nothing shows what it would be on new ones.`];
  }
  if (seenLessUnseen !== null) {
    const { difference, ci } = seenLessUnseen;
    return [
      `${first}, on new ones ${group(unseen)}, a difference of ${differenceText(difference, ci)}.`,
    ];
  }
  return [
    `${first}, on new ones ${group(unseen)}.`,
    ...seen.macro && unseen.macro && !haveSameClasses(seen, unseen)
      ? ["These are of other classes, so that their means cannot be compared."]
      : [],
  ];
}

function oracleSentences({ oracle, seen }: ClassFindings): string[] {
  if (oracle === null || seen.slices === 0) return [];
  return [
    `An oracle that looks at no image, and of each slice knows only ${
      oracle.knows === "subject"
        ? "whose it is and of which classes that subject's slices were"
        : "where in whose study it lies and of which classes its neighbors were"
    } in training, would reach a macro AUC of ${areaText(oracle.macro)}; ${besideOracle(oracle)}.`,
  ];
}

function scoreSentences(audit: ClassFindings): string[] {
  const { test, verdict, constantScores } = audit;
  if (test.missing === NO_SCORES) return [BEFORE_TRAINING];
  if (test.macro === null) {
    return test.slices === 0 ? [] : [`The test set has ${test.missing}: there is no AUC.`];
  }
  const judged = test.classes.filter(({ positives }) => positives > 0);
  const without = test.classes.filter(({ positives }) => positives === 0);
  const each = judged.map(({ name, auc }) => `${name} ${areaText(auc!.clustered)}`);
  return [
    `The macro AUC of the test set, the mean over ${judged.length} classes each against the rest, is ${
      areaText(test.macro)
    } over subjects: ${each.join(", ")}.`,
    ...test.macro.reason === undefined ? [] : [`Its interval says nothing: ${test.macro.reason}.`],
    ...without.length === 0 ? [] : [
      `No test slice is of ${without.map(({ name }) => name).join(", ")}: ${
        without.length === 1 ? "it has no AUC and is" : "they have no AUC and are"
      } not in the mean.`,
    ],
    ...constantScores.length === 0 ? [] : [
      `All test slices have one score for ${
        constantScores.join(", ")
      }: by it nothing is ranked. The ` +
      "network may have died in training, or another column may be the score.",
    ],
    ...verdict === "leaks"
      ? [`None of these intervals says how the network does on ${UNTESTED[targetOf(audit)]}.`]
      : [],
  ];
}

function areaText({ auc, ci }: Pick<MacroAuc, "auc" | "ci">): string {
  return intervalText(auc, ci);
}
