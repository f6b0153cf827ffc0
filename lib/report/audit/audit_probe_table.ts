import type { IdentityUse } from "../../leakage/features/identity_use.ts";
import type { Recognition, RecognitionProbe } from "../../leakage/features/recognition_probe.ts";
import {
  countText,
  differenceText,
  fixedText,
  intervalText,
  percentIntervalText,
  percentText,
  pText,
  signedText,
} from "../../text/numbers.ts";
import { Table } from "../media/table.ts";

/** One question to the probe and its answer. */
export interface ProbeQuestion {
  /** What was known of a subject when a slice of it was named. */
  known: string;
  recognition: Recognition;
}

/** The probe's questions that could be asked, in the order of how much they help. */
export function probeQuestions(probe: RecognitionProbe): ProbeQuestion[] {
  const questions = [
    { known: "the other half of its stack", recognition: probe.contiguous },
    { known: "every other slice of its stack", recognition: probe.alternating },
    { known: "its training slices", recognition: probe.trained },
  ];
  return questions.flatMap(({ known, recognition }) =>
    recognition === null ? [] : [{ known, recognition }]
  );
}

/** Whether what the features say of subjects is used for the label. */
function useText({ axes, dimensions, head, change, randomChange }: IdentityUse): string {
  return `Said is not yet used: a linear head on these features has an AUC of ${
    intervalText(head.auc, head.ci)
  }; with ${countText(axes)} of ${
    countText(dimensions)
  } axes erased, along which subjects of one label ` +
    `differ, it changes by ${
      differenceText(change.difference, change.ci)
    }, with as many axes at random ` +
    `by ${signedText(randomChange)}.`;
}

/** How well a network's features name the subject of a slice. */
export function auditProbeTable(probe: RecognitionProbe): Table {
  return new Table({
    title: "Naming the subject of a test slice by the network's features",
    columns: [
      { title: "Known of each subject" },
      { title: "Subjects", align: "right" },
      { title: "Slices", align: "right" },
      { title: "named correctly", align: "right" },
      { title: "by chance", align: "right" },
      { title: "with names exchanged", align: "right" },
    ],
    rows: probeQuestions(probe).map(({ known, recognition }) => [
      known,
      countText(recognition.subjects),
      countText(recognition.slices),
      percentIntervalText(recognition.accuracy.value, recognition.accuracy.ci),
      percentText(recognition.chance),
      `${fixedText(100 * recognition.permuted.range[0], 1)} to ${
        percentText(recognition.permuted.range[1])
      } (${pText(recognition.permuted.p)})`,
    ]),
    notes: [
      `${countText(probe.dimensions)} numbers per slice, of ${countText(probe.units)} features` +
      (probe.constantUnits === 0 ? "." : `, ${countText(probe.constantUnits)} of them constant.`) +
      (probe.leftOutSubjects === 0
        ? ""
        : ` Left out for fewer than four slices: ${countText(probe.leftOutSubjects)} subjects.`),
      ...probe.use === null ? [] : [useText(probe.use)],
    ],
  });
}
