import type { Interval, Proportion } from "hemoleak/evaluate";
import type { AttributeAudit } from "hemoleak/leakage/attributes/attribute_audit.ts";
import type {
  AttributeSharing,
  SharedValues,
} from "hemoleak/leakage/attributes/attribute_sharing.ts";
import type { Audit } from "hemoleak/leakage/audit/audit_result.ts";
import { type JudgedSlices, NO_SCORES } from "hemoleak/leakage/audit/judged_slices.ts";
import type { SliceShare } from "hemoleak/leakage/audit/set_overlap.ts";
import type {
  AttributeProbe,
  AttributeRecognition,
} from "hemoleak/leakage/features/attribute_probe.ts";
import type { IdentityUse } from "hemoleak/leakage/features/identity_use.ts";
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
  pText,
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
    ...trainingLines(audit),
    ...audit.images ? ["", ...imageLines(audit.images)] : [],
    ...audit.probe ? ["", ...probeLines(audit.probe)] : [],
    ...audit.attributes ? ["", ...attributeLines(audit.attributes)] : [],
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

/** What sets have in common. */
export function overlapLines({ overlaps }: Pick<Audit, "overlaps">): string[] {
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
    ...test.auc?.clustered.caution ? [line("  mind", test.auc.clustered.caution)] : [],
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
    ...oracle?.network && seen.slices > 0
      ? [line("  network minus oracle", changeText(oracle.network))]
      : [],
  ];
}

/** What the training set's own scores say, where they were given. */
function trainingLines({ trainingScores }: Audit): string[] {
  if (trainingScores === null) return [];
  const { auc, lessUnseen, membership } = trainingScores;
  const line = (name: string, value: string) => `  ${name.padEnd(31)} ${value}`;
  return [
    "",
    "Scores of the training set:",
    line("AUC on the training slices", areaText(auc)),
    ...lessUnseen ? [line("  minus that of subjects not met", changeText(lessUnseen))] : [],
    ...membership
      ? [
        line("who was trained on, by loss", areaText(membership)),
        `    (0.5 is chance; ${countText(membership.members)} subjects trained on, ${
          countText(membership.others)
        } not met)`,
      ]
      : [],
  ];
}

function imageLines(
  { exact, near, altered, nearest, byDistance, matched, blank }: ImageAudit,
): string[] {
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
    ...altered
      ? [line("  of another subject once mirrored, turned, shifted", countText(altered.slices))]
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

function probeLines({ contiguous, alternating, trained, use }: RecognitionProbe): string[] {
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
    ...use ? useLines(use) : [],
  ];
}

function useLines({ axes, dimensions, head, erased, change, randomChange }: IdentityUse): string[] {
  const line = (name: string, value: string) => `  ${name.padEnd(32)} ${value}`;
  return [
    `Whether a linear head uses that: ${axes} axes of the subjects, of ${dimensions}, erased`,
    line("AUC of the head", areaText(head)),
    line("AUC without the axes", areaText(erased)),
    line("  change", changeText(change)),
    line("  by random axes", decimalText(randomChange)),
  ];
}

/** Of each attribute: what sets share, what knowing it alone would score, and each of its groups. */
export function attributeLines(attributes: readonly AttributeAudit[]): string[] {
  return attributes.flatMap((attribute, i) => [
    ...i > 0 ? [""] : [],
    ...sharedLines(attribute),
    ...groupLines(attribute),
    ...attribute.probe === null ? [] : attributeProbeLines(attribute.probe),
  ]);
}

function sharedLines(attribute: AttributeAudit): string[] {
  const { oracle, withoutOracle } = attribute;
  return [
    ...sharingLines(attribute),
    ...oracle === null
      ? [attributeLine("AUC of knowing it alone", `none: ${withoutOracle}`)]
      : [attributeLine("AUC of knowing it alone", areaText(oracle.clustered))],
    ...oracle?.network ? [attributeLine("  network minus this", changeText(oracle.network))] : [],
  ];
}

function attributeLine(title: string, value: string): string {
  return `  ${title.padEnd(37)} ${value}`;
}

/** What sets share of an attribute. */
export function sharingLines({ name, values, unfit, shared }: AttributeSharing): string[] {
  const inSet = (set: string, found: SharedValues | null) =>
    attributeLine(
      `test slices of a value in ${set}`,
      found === null
        ? "not known: no values in one of the sets"
        : `${shareText(found.bySlice)}, ${countText(found.values)} shared`,
    );
  return [
    `${name}: ${countText(values)} values${
      unfit === "names the subject" ? ", one subject's each" : ""
    }`,
    inSet("train", shared.trainTest),
    ...shared.validationTest === null ? [] : [inSet("validation", shared.validationTest)],
  ];
}

const VALUE_WIDTH = 16;

function groupLines({ groups, others, threshold }: AttributeAudit): string[] {
  if (groups.length === 0) return [];
  const rate = (found: Proportion | null) =>
    found === null ? MISSING : intervalText(found.value, found.ci);
  const cells = (value: string, auc: string, ...rates: string[]) =>
    `  ${value.padEnd(VALUE_WIDTH)} ${auc.padEnd(20)} ${
      rates.map((text) => text.padEnd(20)).join(" ")
    }`
      .trimEnd();
  const at = threshold === null ? "" : ` at ${threshold}`;
  if (groups.every(({ missing }) => missing === NO_SCORES)) {
    return [
      cells("", "slices of subjects"),
      ...groups.map(({ value, slices, subjects }) =>
        cells(shortened(value), `${countText(slices)} of ${countText(subjects)}`)
      ),
    ];
  }
  return [
    cells("", "AUC", `sensitivity${at}`, "specificity", "slices of subjects"),
    ...groups.flatMap(({ value, auc, sensitivity, specificity, slices, subjects, missing }) => {
      const counts = `${countText(slices)} of ${countText(subjects)}`;
      // A reason takes the place of what there is not.
      return auc === null && sensitivity === null && specificity === null
        ? [cells(shortened(value), `none: ${missing}, ${counts}`)]
        : [cells(
          shortened(value),
          auc === null ? "none" : intervalText(auc.auc, auc.ci),
          rate(sensitivity),
          rate(specificity),
          counts,
        )];
    }),
    ...others.values === 0 ? [] : [
      `  ${countText(others.values)} other values, ${countText(others.slices)} slices: not shown`,
    ],
  ];
}

function shortened(value: string): string {
  return value.length <= VALUE_WIDTH ? value : `${value.slice(0, VALUE_WIDTH - 3)}...`;
}

function attributeProbeLines({ name, overall, positives, negatives }: AttributeProbe): string[] {
  const line = (by: string, found: AttributeRecognition | null) =>
    found === null ? [] : [
      `  ${by.padEnd(31)} ${
        percentIntervalText(found.accuracy.value, found.accuracy.ci)
      } by subject, ` +
      `by chance ${percentText(found.chance)}, ${pText(found.permuted.p)}`,
    ];
  return [
    `${name} named by the network's features, share of subjects:`,
    ...line("by all slices", overall),
    ...line("by positive slices alone", positives),
    ...line("by negative slices alone", negatives),
    ...overall === null ? ["  none: fewer than two values have two subjects"] : [],
  ];
}

/** An area with its interval, and the unit that it is over. */
export function areaText({ auc, ...interval }: Interval & { auc: number }): string {
  return `${intervalText(auc, interval.ci)} by ${interval.unit}`;
}

function rateText({ value, ci, unit }: Proportion): string {
  return `${percentIntervalText(value, ci)} by ${unit}`;
}

/** A difference likewise. */
export function changeText({ difference, ci, unit }: Interval & { difference: number }): string {
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
