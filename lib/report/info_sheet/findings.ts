import type { SubjectFailure } from "../../evaluate/thresholds/failures.ts";
import { SET_NAMES } from "../../split/split.ts";
import { countOf, countText, differenceText, intervalText } from "../../text/numbers.ts";
import { claim, reforms, stard, tripod } from "./guidelines.ts";
import type { InfoSheetItem, InfoSheetSource } from "./item.ts";

/** The questions on what was found, on whom, and where it fails. */
export function findingItems(source: InfoSheetSource): InfoSheetItem[] {
  return [flow(source), internal(source), robustness(source), explanation(source), failing(source)];
}

function flow({ audit: { sets } }: InfoSheetSource): InfoSheetItem {
  const told = SET_NAMES.filter((name) => sets[name].slices > 0).map((name) => {
    const { subjects, slices, positives } = sets[name];
    return `${name} ${countOf(subjects, "individual")}, ${countOf(slices, "row")}, ` +
      `${countText(positives)} positive and ${countText(slices - positives)} negative`;
  });
  return {
    id: "flow",
    sources: [reforms("3e"), claim("35"), claim("36"), tripod("12a"), stard("15b")],
    question: "How many individuals and rows of each class does each set hold?",
    answer: told.length === 0 ? null : `${told.join("; ")}.`,
    evidence: told.length === 0 ? null : "audit",
    open: "a diagram of who was included, left out and why",
    concern: false,
  };
}

function internal({ audit: { unseen, trainingScores } }: InfoSheetSource): InfoSheetItem {
  const told = [
    ...unseen.auc === null ? [] : [
      `On ${countOf(unseen.slices, "test slice")} of ${
        countOf(unseen.subjects, "subject")
      } never met in ` +
      `training: AUC ${intervalText(unseen.auc.clustered.auc, unseen.auc.clustered.ci)}.`,
    ],
    ...trainingScores === null ? [] : [
      `On the training slices: ${intervalText(trainingScores.auc.auc, trainingScores.auc.ci)}` +
      (trainingScores.lessUnseen === null
        ? "."
        : `, ${
          differenceText(trainingScores.lessUnseen.difference, trainingScores.lessUnseen.ci)
        } against those.`),
    ],
  ].join(" ");
  return {
    id: "internal",
    sources: [claim("32"), claim("37"), tripod("23a")],
    question:
      "How does the model do on new subjects of the same source, and how on those trained on?",
    answer: told || null,
    evidence: told ? "audit" : null,
    open: told ? null : "the score on subjects that took no part in training",
    concern: false,
  };
}

function robustness({ audit: { trainingScores } }: InfoSheetSource): InfoSheetItem {
  const membership = trainingScores?.membership ?? null;
  return {
    id: "robustness",
    sources: [claim("30"), tripod("12d")],
    question:
      "How much do the findings depend on the split, the seed, the threshold and the data left out?",
    answer: membership &&
      `Whether a subject was trained on is told by its loss with an AUC of ${
        intervalText(membership.auc, membership.ci)
      } (0.5 is chance).`,
    evidence: membership && "audit",
    open: "the score over other splits and seeds, by site and scanner, and without doubtful data",
    concern: membership !== null && membership.ci[0] > 0.5,
  };
}

function explanation({ audit: { probe } }: InfoSheetSource): InfoSheetItem {
  const use = probe?.use ?? null, told = probe?.contiguous ?? null;
  const answer = [
    ...told === null ? [] : [
      `The features name a slice's subject by the other half of its stack in ${
        intervalText(told.accuracy.value, told.accuracy.ci)
      } of slices (chance ${told.chance.toFixed(3)}).`,
    ],
    ...use === null ? [] : [
      `Without the subjects' axes the AUC of a linear head on them changes by ${
        differenceText(use.change.difference, use.change.ci)
      }.`,
    ],
  ].join(" ");
  return {
    id: "explanation",
    sources: [claim("31")],
    question: "Was it looked into what the model goes by, and how was that checked?",
    answer: answer || null,
    evidence: answer ? "audit, of the features" : null,
    open: "maps or other explanations, with the check that they show what the model goes by",
    concern: use !== null && use.change.ci[1] < 0 && use.change.difference < 2 * use.randomChange,
  };
}

function failing({ failures }: InfoSheetSource): InfoSheetItem {
  const told = failures === undefined ? [] : [
    failureText("positive slices missed", failures.subjectsMissed, failures.missed),
    failureText(
      "negative slices called positive",
      failures.subjectsFalselyCalled,
      failures.falselyCalled,
    ),
  ];
  return {
    id: "failures",
    sources: [claim("39")],
    question: "Where is the model wrong, and what do these cases have in common?",
    answer: failures ? `At the threshold ${failures.threshold}: ${told.join("; ")}.` : null,
    evidence: failures ? "predictions" : null,
    open: "what the cases have in common, by somebody who looked at the images",
    concern: false,
  };
}

function failureText(what: string, subjects: number, worst: readonly SubjectFailure[]): string {
  if (subjects === 0) return `no ${what}`;
  const named = worst.map(({ subject, wrong, of }) => `"${subject}" (${wrong} of ${of})`);
  return `${what} in ${countOf(subjects, "subject")}, most in ${named.join(", ")}`;
}
