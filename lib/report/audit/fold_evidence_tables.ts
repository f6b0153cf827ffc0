import type { IdentityUse } from "../../leakage/features/identity_use.ts";
import type { Recognition } from "../../leakage/features/recognition_probe.ts";
import type { FoldedAudit, MeanRecognition } from "../../leakage/folds/folded_audit.ts";
import type { ImageAudit } from "../../leakage/images/image_audit.ts";
import {
  countShareText,
  countText,
  decimalText,
  intervalText,
  MISSING,
  percentIntervalText,
  percentText,
  signedText,
} from "../../text/numbers.ts";
import { Table } from "../media/table.ts";

/** What the images of each fold's test slices share with those that it was trained on. */
export function foldImagesTable({ folds, images }: FoldedAudit): Table {
  const row = (name: string, { matched, exact, near, altered, nearest }: ImageAudit) => {
    const equal = exact.find(({ sets }) => sets[0] === "train" && sets[1] === "test");
    return [
      name,
      countText(matched.test),
      equal === undefined ? MISSING : countText(equal.slices),
      near === null ? MISSING : countShareText(near.slices, near.share.value),
      near === null ? MISSING : countText(near.otherSubjectSlices),
      altered === null ? MISSING : countText(altered.slices),
      nearest === null ? MISSING : percentText(nearest.sameSubject.value),
      nearest === null ? MISSING : percentText(nearest.chance),
    ];
  };
  const { slices, equal, near, nearOthers, altered, nearest, suspects } = images!;
  const countOrNone = (count: number | null) => count === null ? MISSING : countText(count);
  return new Table({
    title: "The images of each fold beside those that it was trained on",
    columns: [
      { title: "Fold" },
      { title: "Test slices", align: "right" },
      { title: "equal to one trained on", align: "right" },
      { title: "nearly equal", align: "right" },
      { title: "to another subject's", align: "right" },
      { title: "once altered", align: "right" },
      { title: "nearest is of the same subject", align: "right" },
      { title: "by chance", align: "right" },
    ],
    rows: [
      ...folds.flatMap(({ name, audit }) => audit.images === null ? [] : [row(name, audit.images)]),
      [
        "all folds",
        countText(slices),
        countText(equal.slices),
        near === null ? MISSING : countShareText(near.slices, near.share),
        countOrNone(nearOthers),
        countOrNone(altered),
        percentText(nearest?.sameSubject ?? null),
        percentText(nearest?.chance ?? null),
      ],
    ],
    notes: suspects.length === 0 ? [] : [
      `To be looked at, one person under two names or one image altered: ${
        suspects.slice(0, SUSPECTS).map(({ subjects: [one, other], slices }) =>
          `${one} and ${other} (${countText(slices)})`
        ).join(", ")
      }${suspects.length > SUSPECTS ? ", ..." : ""}.`,
    ],
  });
}

const SUSPECTS = 10;

/** How well the features of each fold's network name the subject, and whether a head uses that. */
export function foldProbeTable({ folds, probe }: FoldedAudit): Table {
  const named = (found: Recognition | null) =>
    found === null
      ? MISSING
      : `${percentIntervalText(found.accuracy.value, found.accuracy.ci)}, chance ${
        percentText(found.chance)
      }`;
  const used = (use: IdentityUse | null) =>
    use === null
      ? [MISSING, MISSING]
      : [intervalText(use.head.auc, use.head.ci), signedText(use.change.difference)];
  const mean = (found: MeanRecognition | null) =>
    found === null
      ? MISSING
      : `${percentText(found.accuracy)}, chance ${percentText(found.chance)}`;
  const { contiguous, alternating, trained, use, ofTraining } = probe!;
  return new Table({
    title: "Naming the subject of a test slice by the features of its fold's network",
    columns: [
      { title: "Fold" },
      { title: "By the other half of the stack", align: "right" },
      { title: "by every other slice", align: "right" },
      { title: "by the training slices", align: "right" },
      { title: "AUC of a linear head", align: "right" },
      { title: "change without the subjects' axes", align: "right" },
    ],
    rows: [
      ...folds.flatMap(({ name, audit: { probe: own } }) =>
        own === null ? [] : [[
          name,
          named(own.contiguous),
          named(own.alternating),
          named(own.trained),
          ...used(own.use),
        ]]
      ),
      [
        "mean of the folds",
        mean(contiguous),
        mean(alternating),
        mean(trained),
        decimalText(use?.head),
        use === null ? MISSING : signedText(use.change),
      ],
    ],
    notes: [
      ...ofTraining ? [] : [
        "Training slices have no features of the network that they taught, so what needs these is not asked.",
      ],
      ...use === null ? [] : [
        `As many axes at random change the AUC of the head by ${signedText(use.randomChange)}.`,
      ],
    ],
  });
}
