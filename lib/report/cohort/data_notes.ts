import type { Provenance } from "../../provenance.ts";
import { findingWords, type ImageKind } from "../../text/finding.ts";
import { Note } from "../media/note.ts";

const IMAGES: Readonly<Record<ImageKind, string>> = {
  "head-ct": "CT of the head",
  ct: "CT",
  other: "images other than CT",
};

/** What the data are, whose they are and what a label says: what no text written beforehand can know. */
export function dataNote(provenance: Provenance): Note {
  const { cohort, synthetic, images = "head-ct", labelUnit } = provenance;
  if (synthetic) return PHANTOM;
  const { one, isHemorrhage } = findingWords(provenance);
  const labels = labelUnit === "slice"
    ? `A label says whether a slice shows ${one}.`
    : `A label says whether a study shows ${one}, and stands on each of its slices, as in the paper.`;
  const paper = isHemorrhage
    ? ""
    : " Where the text speaks of hemorrhages and heads, it speaks of the paper.";
  return new Note(`The data here are ${cohort}: ${IMAGES[images]}. ${labels}${paper}`);
}

/** What the numbers say of other data, and what they do not. */
export function limitsNote({ cohort, synthetic }: Provenance): Note {
  if (synthetic) return OF_PHANTOM;
  return new Note(
    `The numbers here are of one collection, ${cohort}. What goes with the label in it, such as sex, ` +
      "age, the scanner or the order in which patients were gathered, counts as disease even where " +
      "subjects are kept apart; and what recognition adds to a score elsewhere has to be measured there.",
  );
}

const PHANTOM = new Note(
  "The data here are a phantom: generated heads, written as DICOM files the way hospitals do, with " +
    "large hemorrhages and with three simulated readers who disagree now and then. It stands in for " +
    "CQ500, the collection of real scans that the paper used and that anyone may download but that is " +
    "not part of this project. Everything marked synthetic says nothing about patients; it shows how " +
    "the method behaves. With real scans at hand, the same notebooks run on them unchanged.",
  "SYNTHETIC DATA.",
);

const OF_PHANTOM = new Note(
  "The numbers here are of a phantom, whose labels change nothing in a head but the blood and the " +
    "swelling that it causes. It shows the mechanism; how large that is in real scans has to be " +
    "measured on real scans. On the 82 real patients of CT-ICH (docs/ct-ich in the project) the same " +
    "comes out where slices are split: exchanged labels are learned about as well as the readers'. " +
    "Where subjects are kept apart it does not: there, 56 training patients teach CNN4 nothing about " +
    "new ones that could be told from chance.",
  "No statement about patients.",
);
