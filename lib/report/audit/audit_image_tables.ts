import type { DistanceBin } from "../../leakage/images/nearest_subjects.ts";
import type { ImageAudit } from "../../leakage/images/image_audit.ts";
import type { SlicePair } from "../../leakage/images/slice_pair.ts";
import {
  countShareText,
  countText,
  intervalText,
  MISSING,
  percentIntervalText,
} from "../../text/numbers.ts";
import { Table } from "../media/table.ts";

/** So many pairs are named at most. */
const EXAMPLES = 3;

/** Images that are in two sets, and the nearest ones. */
export function auditDuplicatesTable({ exact, near, altered }: ImageAudit): Table {
  const examples = [...exact.flatMap((each) => each.examples), ...near?.examples ?? []];
  return new Table({
    title: "The same image in two sets",
    columns: [
      { title: "Images" },
      { title: "Slices of the second set", align: "right" },
      { title: "equal to another subject's", align: "right" },
    ],
    rows: [
      ...exact.map(({ sets: [first, second], slices, otherSubjectSlices }) => [
        `equal, ${first} and ${second}`,
        countText(slices),
        countText(otherSubjectSlices),
      ]),
      ...near === null ? [] : [[
        "nearly equal, train and test",
        countShareText(near.slices, near.share.value),
        countText(near.otherSubjectSlices),
      ]],
      ...altered === null ? [] : [[
        "altered, train and test",
        MISSING,
        countText(altered.slices),
      ]],
    ],
    notes: [
      near === null
        ? "Nearly equal images were not looked for: too few slices to say what is near."
        : "Nearly equal: nearer to a training slice than slices of different subjects usually come " +
          `(a root mean squared difference of gray levels below ${
            near.thresholds[0].toFixed(1)
          } to ${
            near.thresholds[1].toFixed(1)
          }, by how much of the image is not black); the equal ones are counted too.`,
      ...altered === null ? [] : [ALTERED],
      ...examples.length === 0
        ? []
        : [`For example: ${examples.slice(0, EXAMPLES).map(pairText).join("; ")}.`],
    ],
  });
}

/** What is found of altered images, as the tests and `docs/measured.md` have it, and what is not. */
const ALTERED =
  "Altered: nearly another subject's training slice once that is mirrored or turned by half, and turned " +
  "by a few degrees, shifted by less than a sixtieth of its side, or made brighter or darker. Not searched " +
  "for: quarter turns, other sizes, cuts, warps; larger shifts are mostly missed.";

function pairText({ slices: [first, second], sameSubject }: SlicePair): string {
  return sameSubject && first.study === second.study
    ? `slices ${first.slice} and ${second.slice} of ${first.study}`
    : `slice ${first.slice} of ${first.study} and slice ${second.slice} of ${second.study}`;
}

/** The test slices in quarters, from the nearest to the training set to the farthest. */
export function auditDistanceTable(bins: readonly DistanceBin[]): Table {
  return new Table({
    title: "Test slices by their distance to the nearest training slice",
    columns: [
      { title: "Distance", align: "right" },
      { title: "Slices", align: "right" },
      { title: "Subjects", align: "right" },
      { title: "Positive", align: "right" },
      { title: "Nearest is of the same subject", align: "right" },
      { title: "AUC over subjects", align: "right" },
    ],
    rows: bins.map(({ from, to, slices, subjects, positives, sameSubjectSlices, auc }) => [
      `${from.toFixed(1)} to ${to.toFixed(1)}`,
      countText(slices),
      countText(subjects),
      countText(positives),
      countShareText(sameSubjectSlices, slices === 0 ? null : sameSubjectSlices / slices),
      auc === null ? "none: one label" : intervalText(auc.auc, auc.ci),
    ]),
    notes: [
      "Distance: root mean squared difference of gray levels (0 to 255) at 32 × 32 pixels.",
    ],
  });
}

/** How often the nearest training slice is of the same subject: `91.7 % [84.3, 96.0]`. */
export function sameSubjectText({ nearest }: ImageAudit): string {
  return nearest === null
    ? MISSING
    : percentIntervalText(nearest.sameSubject.value, nearest.sameSubject.ci);
}
