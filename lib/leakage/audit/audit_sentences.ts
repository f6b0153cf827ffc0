import type { SuspectedPair } from "../images/duplicates.ts";
import type { ClusteredAuc } from "../../evaluate/auc/obuchowski.ts";
import type { SetName } from "../../split/split.ts";
import {
  boundsText,
  countOf,
  countText,
  decimalText,
  differenceText,
  intervalText,
  percentIntervalText,
  percentText,
} from "../../text/numbers.ts";
import type { ImageAudit } from "../images/image_audit.ts";
import { attributeNotes, attributeSentences } from "../attributes/attribute_sentences.ts";
import type { AttributeSharing } from "../attributes/attribute_sharing.ts";
import type { Audit, Findings } from "./audit_result.ts";
import { type Claim, CLAIMED } from "./claim.ts";
import type { Doubt } from "./doubts.ts";
import { type JudgedSlices, NO_SCORES } from "./judged_slices.ts";
import type { SetCounts, SliceShare } from "./set_overlap.ts";

/** What was found, and the same in words. */
export function auditInWords(findings: Findings): Audit {
  return { ...findings, sentences: auditSentences(findings), notes: auditNotes(findings) };
}

/** What is said of a split whatever its labels are. */
export type SaidOfSplit =
  & Pick<
    Findings,
    "verdict" | "leaks" | "overlaps" | "images" | "claim" | "known" | "doubts" | "judged"
  >
  & {
    sets: Record<SetName, Pick<SetCounts, "subjects" | "slices">>;
    attributes?: readonly AttributeSharing[];
  };

/** The verdict in plain words, with the numbers behind it: a sentence each, the verdict first. */
export function auditSentences(audit: Findings): string[] {
  return [
    ...verdictSentences(audit),
    ...respelledSentences(audit),
    ...(audit.verdict === "leaks" && targetOf(audit) !== "known-patients"
      ? groupSentences(audit)
      : []),
    ...(audit.verdict === "leaks" || targetOf(audit) === "known-patients"
      ? oracleSentences(audit)
      : []),
    ...intervalSentences(audit),
    ...probeSentences(audit),
    ...attributeSentences(audit),
    ...(audit.synthetic ? [SYNTHETIC] : []),
  ];
}

/** What else to mind, a sentence each. */
export function auditNotes(audit: Findings): string[] {
  return [
    ...setNotes(audit),
    ...doubtNotes(audit),
    ...rowNotes(audit),
    ...imageNotes(audit),
    ...attributeNotes(audit),
  ];
}

/** So many pairs of subjects are named; all of them are in `audit.json`. */
const SUSPECTS = 10;

/** That nobody was scanned. */
export const SYNTHETIC =
  "The data are SYNTHETIC: every subject is named as the phantom names its own, of which none is a " +
  "patient.";

export function targetOf({ claim }: Pick<Findings, "claim">): Claim["target"] {
  return claim?.target ?? "new-patients";
}

/** On whom a score that leaks says nothing. */
export const UNTESTED = {
  "new-patients": "new subjects",
  "known-patients": "new studies of known subjects",
  "new-sites": "new sites",
} as const;

/** The verdict, and what it follows from. */
export function verdictSentences(audit: SaidOfSplit): string[] {
  const [verdict, ...others] = sentencesOf(audit);
  return [verdict!, ...audit.judged === undefined ? [] : [IN_PLACE], ...others];
}

const IN_PLACE =
  "There are no test rows: the validation rows are audited as the test set, as they are what is judged.";

function sentencesOf(audit: SaidOfSplit): string[] {
  if (audit.verdict === "leaks") return leakSentences(audit);
  const { train } = audit.sets;
  if (audit.verdict === "separate") return [separateSentence(audit)];
  if (audit.verdict === "mismatched") return mismatchSentences(audit);
  if (audit.doubts.length > 0) return doubtSentences(audit.doubts);
  const missing = train.slices === 0 ? "training" : "test";
  const what = missing === "training"
    ? "the slices that the network was trained on, with set = train (their scores are not looked at)"
    : "the slices that it is judged on, with set = test";
  return [
    `Whether the split leaks cannot be determined: there are no ${missing} rows.`,
    `Add ${what}.`,
  ];
}

function separateSentence(audit: SaidOfSplit): string {
  const { validation, test } = audit.sets;
  const holds = `the training ${validation.slices > 0 ? "or validation " : ""}set holds`;
  const all = countOf(test.slices, "test slice"), subjects = countOf(test.subjects, "subject");
  if (targetOf(audit) === "known-patients") {
    return `The split tests the claim on known patients: each of the ${all}, of ${subjects}, is of a ` +
      `subject that the training set holds, and none is of a study or slice that ${holds}.`;
  }
  const { site } = audit.claim ?? {};
  return site
    ? `The split keeps sites and subjects apart: none of the ${all}, of ${subjects}, is of a subject or ` +
      `a value of "${site}" that ${holds}.`
    : `The split keeps subjects apart: none of the ${all}, of ${subjects}, is of a subject that ` +
      `${holds}.`;
}

function mismatchSentences({ known, sets: { test } }: SaidOfSplit): string[] {
  const { slices, subjects, share } = known!.strangers;
  return [
    `The split does not test the claim on known patients: ${countText(slices)} of ${
      countOf(test.slices, "test slice")
    } (${percentText(share)}) are of subjects that the training set does not hold (${
      countText(subjects)
    } of ${countOf(test.subjects, "subject")}).`,
    "Train on some studies of each of them, or claim the score of new patients.",
  ];
}

function leakSentences(audit: SaidOfSplit): string[] {
  const { leaks, overlaps, sets, images, claim, attributes } = audit;
  const place = attributes?.find(({ name }) => name === claim?.site);
  const begin = claim === undefined
    ? "The split leaks: "
    : `Against the claim on ${CLAIMED[claim.target]} the split leaks: `;
  const grave = leaks.some(({ from }) => from === "train");
  return leaks.map(({ by, from, ...share }, i) => {
    const set = from === "train" ? "training" : "validation";
    const overlap = from === "train" ? overlaps.trainTest : overlaps.validationTest;
    const all = by === "image" ? images!.matched.test : sets.test.slices;
    const who = `${countText(share.slices)} of ${countOf(all, "test slice")} (${percent(share)})`;
    const what = {
      subject: `are of subjects that the ${set} set holds (${countText(overlap.subjects)} of ` +
        `${countOf(sets.test.subjects, "subject")})`,
      study: `are of studies that the ${set} set holds`,
      site: `have a value of "${place?.name}" that the ${set} set holds (${
        countText(
          (from === "train" ? place?.shared.trainTest : place?.shared.validationTest)?.values ?? 0,
        )
      } of ${countOf(place?.values ?? 0, "value")})`,
      slice: `are in the ${set} set themselves`,
      image: `have the very pixels of a ${set} slice${ofOthers(images, from)}`,
    }[by];
    const lesser = from === "validation" && !grave && i === 0
      ? ". It is the lesser leak, from what chose the epoch or the threshold and not from what the " +
        "weights were fitted to"
      : "";
    return `${i === 0 ? begin : ""}${who} ${what}${lesser}.`;
  });
}

/** Who was recognized by more than the name as it is written. */
export function respelledSentences(
  { respelled: { slices, subjects, examples } }: Pick<Findings, "respelled">,
): string[] {
  if (slices === 0) return [];
  const shown = examples.map(([other, test]) => `"${other}" there is "${test}" in the test set`);
  const more = subjects > examples.length ? ", ..." : "";
  return [
    `Of these, ${countOf(slices, "test slice")} of ${countOf(subjects, "subject")} ` +
    `${
      slices === 1 ? "is" : "are"
    } found under another spelling, or by a study or slice under two ` +
    `subjects (${shown.join(", ")}${more}).`,
  ];
}

function doubtSentences(doubts: readonly Doubt[]): string[] {
  const [first, ...rest] = doubts.flatMap(doubtTexts);
  return [`Whether the split leaks cannot be determined: ${first}`, ...rest];
}

/** What the names leave open, and what to do about it. */
function doubtTexts({ about, slices, examples }: Doubt): string[] {
  const all = countOf(slices, "slice"), verb = slices === 1 ? "is" : "are";
  const pairs = examples.map(([other, test]) => `"${other}" and "${test}"`).join(", ");
  return {
    spelling: [
      `${all} of the test set ${verb} of subjects whose names may stand for subjects that were learned ` +
      `from, in another spelling or for another scan (${pairs}).`,
      "Write one person's name in one way in all rows; if these are different people, give them names " +
      "that cannot be taken for each other.",
    ],
    nobody: [
      `${all} ${verb} of a subject whose name may stand for anybody (${
        examples.map(([name, why]) => `"${name}": ${why}`).join(", ")
      }).`,
      "Give every row the name of its subject, as text: a spreadsheet or a conversion to numbers " +
      "changes names.",
    ],
    image: [
      `Is \`subject\` the patient? Nearly every subject has a single slice or is called as a file is (${
        examples.map(([name]) => `"${name}"`).join(", ")
      }), so these may be names of images.`,
      "Give the patient in `subject`; if each patient does have one slice, name its study in `study`.",
    ],
    likeness: [
      `${all} of the test set ${verb} of subjects whose images look like those of one training subject ` +
      `each, more than different people's do (${pairs}).`,
      "Look at these images: if they are one person's, give it one name.",
    ],
    unnamed: [
      `${all} of the test set ${verb} of studies without a name, of subjects that were learned from: ` +
      "they may be of one scan with what was trained on.",
      "Give the study of every row in `study`.",
    ],
    site: [
      `${all} of the ${
        examples[0]?.[1] === "train" ? "sets that were learned from" : "test set"
      } ` +
      `${slices === 1 ? "has" : "have"} no value of "${
        examples[0]?.[0]
      }": whether the site is new is ` +
      "not known.",
      "Give the site of every row.",
    ],
    "site-spelling": [
      `${all} of the test set ${verb} of sites whose names may be other spellings of sites that were ` +
      `learned from (${pairs}).`,
      "Write each site in one way in all rows, or tell them apart by more than signs.",
    ],
    study: [
      `${all} of the test set ${verb} of a study whose name another subject has in a set that was ` +
      `learned from (subjects ${pairs}).`,
      "Give one person one name; if these are different studies, give them names that differ.",
    ],
    folder: [
      `${all} of the test set ${verb} in folders, by the paths in \`slice\`, that hold slices of another ` +
      `subject of a set that was learned from (subjects ${pairs}).`,
      "If a folder is one person's, give the person one name; if it is not, leave the folders out of `slice`.",
    ],
    file: [
      `${all} of the test set ${verb} of files that another subject has in a set that was learned from, ` +
      `by their names in \`slice\` (subjects ${pairs}).`,
      "Give one person one name; if these are different files, give them names that differ.",
    ],
  }[about];
}

/** How many of the equal images are of another subject: one person under two names, it may be. */
function ofOthers(images: ImageAudit | null, from: SetName): string {
  const exact = images?.exact.find(({ sets }) => sets[0] === from && sets[1] === "test");
  const others = exact?.otherSubjectSlices ?? 0;
  return others === 0 ? "" : `, ${countText(others)} of them of another subject's`;
}

function groupSentences({ seen, unseen, seenLessUnseen, irregular }: Findings): string[] {
  if (seen.slices === 0 || irregular.constantScore !== null || seen.missing === NO_SCORES) {
    return [];
  }
  const group = ({ auc, slices, subjects, missing }: JudgedSlices) =>
    `${auc ? areaText(auc.clustered) : "not defined"} (${countOf(slices, "slice")} of ` +
    `${countOf(subjects, "subject")}${missing ? `, ${missing}` : ""})`;
  const first = `On subjects that were trained on, the AUC is ${group(seen)}`;
  if (unseen.slices === 0) {
    return [`${first}; no test subject is new, so nothing shows what it would be on new ones.`];
  }
  const difference = seenLessUnseen
    ? `, a difference of ${differenceText(seenLessUnseen.difference, seenLessUnseen.ci)}`
    : "";
  return [`${first}, on new ones ${group(unseen)}${difference}.`];
}

function oracleSentences({ oracle, seen, irregular }: Findings): string[] {
  if (oracle === null || seen.slices === 0 || irregular.constantScore !== null) return [];
  return [
    `An oracle that looks at no image, and of each slice knows only ${
      oracle.knows === "subject"
        ? "whose it is and how that subject was labeled"
        : "where in whose study it lies and how its neighbors were labeled"
    } in training, would reach an AUC of ${areaText(oracle.clustered)}; ${besideOracle(oracle)}.`,
  ];
}

/** What the network reaches beside an oracle, or may where it has no scores. */
export function besideOracle({ network }: { network: { aucs: readonly number[] } | null }): string {
  return network === null
    ? "so may a network that recognizes subjects"
    : `the network reaches ${decimalText(network.aucs[0])}`;
}

function intervalSentences(audit: Findings): string[] {
  const { test, verdict, irregular } = audit;
  if (test.missing === NO_SCORES) return [BEFORE_TRAINING];
  if (irregular.constantScore !== null) {
    return [
      `All ${
        countOf(test.slices, "test slice")
      } have the same score, ${irregular.constantScore}: ` +
      "nothing is ranked, and an AUC of 0.5 says nothing of the data.",
      "The network may have died in training, or another column may be the score.",
    ];
  }
  if (test.auc === null) {
    return test.slices === 0 ? [] : [`The test set has ${test.missing}: there is no AUC.`];
  }
  const { clustered, delong, widthRatio } = test.auc;
  const narrow = widthRatio === null || widthRatio <= 1
    ? ""
    : `, ${widthRatio.toFixed(1)} times too narrow`;
  const sentence = `The test AUC is ${areaText(clustered)} over subjects; as if its ` +
    `${countOf(test.slices, "slice")} were independent, the interval would be ` +
    `${boundsText(delong.ci)}${narrow}.`;
  return verdict === "leaks"
    ? [sentence, `Neither interval says how the network does on ${UNTESTED[targetOf(audit)]}.`]
    : [sentence];
}

/** What is left out before training. */
export const BEFORE_TRAINING =
  "No test slice has a score, so this is an audit before training: the AUCs, what the network reaches " +
  "beside the oracle, sensitivity and specificity are left out.";

function probeSentences({ probe }: Findings): string[] {
  const recognition = probe?.contiguous;
  if (!recognition) return [];
  const { accuracy, subjects, chance } = recognition;
  return [
    `From the network's features alone, ${
      percentIntervalText(accuracy.value, accuracy.ci)
    } of slices ` +
    `are matched to the right one of ${countOf(subjects, "subject")}; by chance ` +
    `${percentText(chance)} are.`,
  ];
}

/** Of the validation set: whether it is there, and whether it is apart. */
export function validationNotes({ sets, overlaps, judged }: SaidOfSplit): string[] {
  const { train, validation } = sets;
  const notes: string[] = [];
  if (judged === "validation") {
    notes.push(
      "If the epoch or the threshold was chosen on the validation rows, what is measured on them is too good.",
    );
  } else if (validation.slices === 0 && train.slices > 0) {
    notes.push(
      "There are no validation rows: whether the epoch or the threshold was chosen on test subjects " +
        "cannot be determined.",
    );
  }
  const { bySubject } = overlaps.trainValidation;
  if (bySubject.slices > 0) {
    notes.push(
      `${countText(bySubject.slices)} of ${countOf(validation.slices, "validation slice")} ` +
        `(${percent(bySubject)}) are of training subjects: what the validation set chooses, it ` +
        "chooses by subjects that are known.",
    );
  }
  return notes;
}

function setNotes(audit: Findings): string[] {
  const notes = validationNotes(audit), { train, test } = audit.sets;
  const both = Math.max(train.subjectsOfBothLabels, test.subjectsOfBothLabels);
  if (both > 0) {
    notes.push(
      `${countText(train.subjectsOfBothLabels)} training and ${
        countText(test.subjectsOfBothLabels)
      } test ` +
        "subjects have positive and negative slices, as is right where labels are of slices; of a " +
        "slice's subject the oracle takes the mean training label, or the labels beside the slice, " +
        "whichever scores more.",
    );
  }
  return notes;
}

/** Beside a leak, what may be more of it. */
export function doubtNotes({ verdict, doubts }: Pick<Findings, "verdict" | "doubts">): string[] {
  if (verdict !== "leaks") return [];
  return doubts.map((doubt) => {
    const [text] = doubtTexts(doubt);
    return `What else there may be of it: ${text}`;
  });
}

/** Of the names of slices and studies. */
export function nameNotes(
  { irregular: { unnamedSlices, ambiguousStudies: studies }, overlaps }:
    & Pick<Findings, "overlaps">
    & {
      irregular: Pick<Findings["irregular"], "unnamedSlices" | "ambiguousStudies">;
    },
): string[] {
  const contradictory = Object.values(overlaps)
    .reduce((sum, overlap) => sum + overlap.contradictory, 0);
  const notes: string[] = [];
  if (contradictory > 0) {
    notes.push(
      `${countOf(contradictory, "slice")} with one label in one set and another in another.`,
    );
  }
  if (unnamedSlices > 0) {
    notes.push(
      `${
        countOf(unnamedSlices, "row")
      } without a slice's name: whether one is in two sets cannot be ` +
        "determined.",
    );
  }
  if (studies.count > 0) {
    const more = studies.count > studies.examples.length ? ", ..." : "";
    notes.push(
      `${countOf(studies.count, "study name")} of several subjects each ` +
        `(${studies.examples.map((name) => `"${name}"`).join(", ")}${more}); ` +
        `${
          countOf(studies.testSlices, "test slice")
        } of a study whose name another subject has in ` +
        "the training set. Unless studies are numbered within each subject, look for one person " +
        "under two names.",
    );
  }
  return notes;
}

function rowNotes(audit: Findings): string[] {
  const notes = nameNotes(audit), { outsideUnit } = audit.irregular;
  const highest = audit.test.auc?.clustered.ci[1] ?? 1;
  if (highest < 0.5) {
    notes.push(
      "The test AUC is below 0.5, and so is its whole interval. A higher score has to mean more likely " +
        "positive: are these the scores of the other label?",
    );
  }
  if (outsideUnit > 0) {
    notes.push(
      `${
        countOf(outsideUnit, "test score")
      } outside [0, 1]: allowed, since only their order counts ` +
        "here.",
    );
  }
  return notes;
}

function imageNotes({ images }: Findings): string[] {
  if (images === null) return [];
  const notes: string[] = [];
  const { near, altered } = images;
  if (near !== null && near.otherSubjectSlices > 0) {
    notes.push(
      `${
        countOf(near.otherSubjectSlices, "test slice")
      } nearer to a training slice of another subject than subjects ` +
        "usually are to each other: look for one person under two names. To review, with their slices: " +
        `${suspectsText(near.suspects)}.`,
    );
  }
  if (altered !== null && altered.slices > 0) {
    notes.push(
      `${
        countOf(altered.slices, "test slice")
      } nearly the training slice of another subject once that ` +
        "is mirrored, turned, shifted or made brighter or darker: look for images that were altered " +
        `before the split. To review, with their slices: ${suspectsText(altered.suspects)}.`,
    );
  }
  if (images.withoutImage > 0) {
    notes.push(`${countOf(images.withoutImage, "row")} without an image in the store: left out.`);
  }
  return notes;
}

function suspectsText(suspects: readonly SuspectedPair[]): string {
  const pairs = suspects.slice(0, SUSPECTS)
    .map(({ subjects: [train, test], slices }) => `"${train}" and "${test}" (${slices})`);
  return pairs.join(", ") + (suspects.length > SUSPECTS ? ", ..." : "");
}

function areaText({ auc, ci }: ClusteredAuc): string {
  return intervalText(auc, ci);
}

function percent({ share }: SliceShare): string {
  return percentText(share ?? 0);
}
