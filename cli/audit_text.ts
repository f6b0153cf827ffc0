import type { Interval, Proportion } from "hemoleak/evaluate";
import type { Audit } from "hemoleak/leakage/audit/audit_result.ts";
import type { JudgedSlices } from "hemoleak/leakage/audit/judged_slices.ts";
import type { SliceShare } from "hemoleak/leakage/audit/set_overlap.ts";
import type { Recognition, RecognitionProbe } from "hemoleak/leakage/features/recognition_probe.ts";
import type { ImageAudit } from "hemoleak/leakage/images/image_audit.ts";
import {
  countShareText,
  countText,
  decimalText,
  differenceText,
  intervalText,
  MISSING,
  percentIntervalText,
  percentText,
} from "hemoleak/text/numbers.ts";

const WIDTH = 88;

/** An audit for the terminal: the verdict in words, then the numbers that it is made from. */
export function describeAudit(audit: Audit): string {
  return [
    ...audit.sentences.flatMap((sentence) => wrap(sentence)),
    "",
    ...setLines(audit),
    "",
    ...overlapLines(audit),
    ...audit.test.slices > 0 ? ["", ...areaLines(audit)] : [],
    ...audit.images ? ["", ...imageLines(audit.images)] : [],
    ...audit.probe ? ["", ...probeLines(audit.probe)] : [],
    ...audit.notes.length > 0 ? ["", "Mind:"] : [],
    ...audit.notes.flatMap((note) => wrap(note, "  - ", "    ")),
  ].join("\n");
}

function setLines({ sets }: Audit): string[] {
  return [
    `${"".padEnd(12)}  subjects   studies       slices   positive`,
    ...Object.entries(sets).map(([name, { subjects, studies, slices, prevalence }]) =>
      `  ${name.padEnd(10)}${right(subjects, 10)}${right(studies, 10)}${right(slices, 13)}` +
      `${(decimalText(prevalence)).padStart(11)}`.trimEnd()
    ),
  ];
}

function overlapLines({ overlaps }: Audit): string[] {
  const { trainTest, validationTest, trainValidation } = overlaps;
  const line = (title: string, cells: readonly string[]) =>
    `  ${title.padEnd(26)}${cells.map((cell) => cell.padStart(20)).join("")}`;
  const shares = (title: string, part: (overlap: typeof trainTest) => SliceShare) =>
    line(title, [trainTest, validationTest, trainValidation].map(part).map(shareText));
  return [
    line("", ["test in train", "test in validation", "validation in train"]),
    line(
      "subjects",
      [trainTest, validationTest, trainValidation].map(({ subjects }) => countText(subjects)),
    ),
    shares("slices of these subjects", ({ bySubject }) => bySubject),
    shares("slices of shared studies", ({ byStudy }) => byStudy),
    shares("the same slices", ({ repeated }) => repeated),
  ];
}

function areaLines({ sets, test, seen, unseen, seenLessUnseen, oracle }: Audit): string[] {
  const line = (name: string, value: string) => `  ${name.padEnd(31)} ${value}`;
  const group = (name: string, judged: JudgedSlices) =>
    line(
      name,
      `${(judged.auc ? areaText(judged.auc.clustered) : `none: ${judged.missing}`).padEnd(33)}  ${
        countText(judged.slices)
      } of ${countText(judged.subjects)}`,
    );
  return [
    `AUC${"".padEnd(37)}95 % interval        slices of subjects`,
    group("all test slices", test),
    ...test.auc ? [line("  DeLong, as if independent", areaText(test.auc.delong))] : [],
    ...test.auc?.designEffect
      ? [line("  design effect", test.auc.designEffect.toFixed(1).padStart(5))]
      : [],
    // Without training rows nobody is known to be new.
    ...sets.train.slices > 0
      ? [group("of subjects trained on", seen), group("of subjects never met", unseen)]
      : [],
    ...seenLessUnseen ? [line("  difference", changeText(seenLessUnseen))] : [],
    ...oracle ? [line("oracle of identity", areaText(oracle.clustered))] : [],
    // Against an oracle that knows nobody there is nothing to tell.
    ...oracle && seen.slices > 0
      ? [line("  network minus oracle", changeText(oracle.network))]
      : [],
  ];
}

function imageLines({ exact, near, nearest, byDistance, matched, blank }: ImageAudit): string[] {
  const line = (name: string, value: string) => `  ${name.padEnd(50)} ${value}`;
  const found = Object.values(matched).reduce((sum, count) => sum + count, 0);
  return [
    `Images: ${countText(found)} found${blank > 0 ? `, ${countText(blank)} of one gray` : ""}`,
    ...exact.map(({ sets: [first, second], slices, otherSubjectSlices: others }) =>
      line(
        `${second} slices with equal pixels in ${first}`,
        countText(slices) + (others > 0 ? `, of another subject ${countText(others)}` : ""),
      )
    ),
    ...near
      ? [
        line("test slices with a near duplicate in train", rateText(near.share)),
        line("  of another subject", countText(near.otherSubjectSlices)),
      ]
      : [],
    ...nearest
      ? [
        line("whose nearest training slice is the subject's own", rateText(nearest.sameSubject)),
        line("  by chance", percentText(nearest.chance)),
      ]
      : [],
    ...(byDistance ?? []).map(({ from, to, slices, auc }) =>
      line(
        `AUC ${from.toFixed(1)}-${to.toFixed(1)} gray levels away, ${countText(slices)} slices`,
        auc ? areaText(auc) : "none: one label",
      )
    ),
  ];
}

function probeLines({ contiguous, alternating, trained }: RecognitionProbe): string[] {
  const line = (name: string, recognition: Recognition | null) =>
    recognition
      ? [
        `  ${name.padEnd(32)} ${rateText(recognition.accuracy)}, by chance ` +
        `${percentText(recognition.chance)}`,
      ]
      : [];
  return [
    "Subjects named by the network's features, share of slices:",
    ...line("by the other half of the stack", contiguous),
    ...line("by every other slice", alternating),
    ...line("by the training slices", trained),
  ];
}

function areaText({ auc, ...interval }: Interval & { auc: number }): string {
  return `${intervalText(auc, interval.ci)} by ${interval.unit}`;
}

function rateText({ value, ci, unit }: Proportion): string {
  return `${percentIntervalText(value, ci)} by ${unit}`;
}

function changeText({ difference, ci, unit }: Interval & { difference: number }): string {
  return `${differenceText(difference, ci)} by ${unit}`;
}

function shareText({ slices, share }: SliceShare): string {
  return share === null ? MISSING : countShareText(slices, share);
}

function right(count: number, width: number): string {
  return countText(count).padStart(width);
}

/** A sentence in lines, not broken between a number and its sign. */
export function wrap(sentence: string, first = "", rest = ""): string[] {
  const [word, ...words] = sentence.split(/ (?!%)/);
  const lines = [first + word];
  for (const next of words) {
    const longer = `${lines.at(-1)} ${next}`;
    if (longer.length > WIDTH) lines.push(rest + next);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
