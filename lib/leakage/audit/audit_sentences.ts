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
import type { Audit } from "./audit_result.ts";
import type { JudgedSlices } from "./judged_slices.ts";
import type { SliceShare } from "./set_overlap.ts";

type Findings = Omit<Audit, "sentences" | "notes">;

/** The verdict in plain words, with the numbers behind it: a sentence each, the verdict first. */
export function auditSentences(audit: Findings): string[] {
  return [
    ...verdictSentences(audit),
    ...(audit.verdict === "leaks" ? [...groupSentences(audit), ...oracleSentences(audit)] : []),
    ...intervalSentences(audit),
    ...probeSentences(audit),
    ...(audit.synthetic ? [SYNTHETIC] : []),
  ];
}

/** What else to mind, a sentence each. */
export function auditNotes(audit: Findings): string[] {
  return [...setNotes(audit), ...rowNotes(audit), ...imageNotes(audit)];
}

const SYNTHETIC =
  "The data are SYNTHETIC: every subject is named as the phantom names its own, of which none is a " +
  "patient.";

function verdictSentences(audit: Findings): string[] {
  if (audit.verdict === "leaks") return leakSentences(audit);
  const { train, validation, test } = audit.sets;
  if (audit.verdict === "separate") {
    return [
      `The split keeps subjects apart: none of the ${countOf(test.slices, "test slice")}, of ` +
      `${countOf(test.subjects, "subject")}, is of a subject that the training ` +
      `${validation.slices > 0 ? "or validation " : ""}set holds.`,
    ];
  }
  const missing = train.slices === 0 ? "training" : "test";
  const what = missing === "training"
    ? "the slices that the network was trained on, with set = train (their scores are not looked at)"
    : "the slices that it is judged on, with set = test";
  return [
    `Whether the split leaks cannot be determined: there are no ${missing} rows.`,
    `Add ${what}.`,
  ];
}

function leakSentences({ leaks, overlaps, sets, images }: Findings): string[] {
  const grave = leaks.some(({ from }) => from === "train");
  return leaks.map(({ by, from, ...share }, i) => {
    const set = from === "train" ? "training" : "validation";
    const overlap = from === "train" ? overlaps.trainTest : overlaps.validationTest;
    const all = by === "image" ? images!.matched.test : sets.test.slices;
    const who = `${countText(share.slices)} of ${countOf(all, "test slice")} (${percent(share)})`;
    const what = {
      subject: `are of subjects that the ${set} set holds (${countText(overlap.subjects)} of ` +
        `${countOf(sets.test.subjects, "subject")})`,
      slice: `are in the ${set} set themselves`,
      image: `have the very pixels of a ${set} slice${ofOthers(images, from)}`,
    }[by];
    const lesser = from === "validation" && !grave && i === 0
      ? ". It is the lesser leak, from what chose the epoch or the threshold and not from what the " +
        "weights were fitted to"
      : "";
    return `${i === 0 ? "The split leaks: " : ""}${who} ${what}${lesser}.`;
  });
}

/** How many of the equal images are of another subject: one person under two names, it may be. */
function ofOthers(images: ImageAudit | null, from: SetName): string {
  const exact = images?.exact.find(({ sets }) => sets[0] === from && sets[1] === "test");
  const others = exact?.otherSubjectSlices ?? 0;
  return others === 0 ? "" : `, ${countText(others)} of them of another subject's`;
}

function groupSentences({ seen, unseen, seenLessUnseen, irregular }: Findings): string[] {
  if (seen.slices === 0 || irregular.constantScore !== null) return [];
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
  const network = decimalText(oracle.network.aucs[0]);
  return [
    `An oracle that looks at no image, and of each slice knows only ${
      oracle.knows === "subject"
        ? "whose it is and how that subject was labeled"
        : "where in whose study it lies and how its neighbors were labeled"
    } in training, would reach an AUC of ${areaText(oracle.clustered)}; the network ` +
    `reaches ${network}.`,
  ];
}

function intervalSentences({ test, verdict, irregular }: Findings): string[] {
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
    ? [sentence, "Neither interval says how the network does on new subjects."]
    : [sentence];
}

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

function setNotes({ sets, overlaps }: Findings): string[] {
  const { train, validation, test } = sets;
  const notes: string[] = [];
  if (validation.slices === 0 && train.slices > 0) {
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

function rowNotes({ irregular, overlaps }: Findings): string[] {
  const { unnamedSlices, ambiguousStudies: studies, outsideUnit } = irregular;
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
  const others = images.near?.otherSubjectSlices ?? 0;
  if (others > 0) {
    notes.push(
      `${
        countOf(others, "test slice")
      } nearer to a training slice of another subject than subjects ` +
        "usually are to each other: look for one person under two names.",
    );
  }
  if (images.withoutImage > 0) {
    notes.push(`${countOf(images.withoutImage, "row")} without an image in the store: left out.`);
  }
  return notes;
}

function areaText({ auc, ci }: ClusteredAuc): string {
  return intervalText(auc, ci);
}

function percent({ share }: SliceShare): string {
  return percentText(share ?? 0);
}
