import type { RepeatedSplits } from "../../leakage/trials/repeated_splits.ts";
import {
  decimalText,
  differenceText,
  fixedText,
  intervalText,
  meanCountText,
  pText,
  seedsIntervalText,
  signedText,
} from "../../text/numbers.ts";
import { syntheticMark } from "../../provenance.ts";
import { Table } from "../media/table.ts";
import { PAPER_TABLE_2 } from "../paper/paper.ts";
import { outcomeNotes } from "../training/outcome_notes.ts";

/**
 * Two networks on the same repeated splits by subject: each split's AUC, their means and spread, the
 * corrected resampled t-test, and a sentence that says whether the paper's claim holds here.
 *
 * @param result The first network is VGG16, the second CNN4.
 * @param options How the two are called, whether the data is synthetic, and whether the paper's claim is about
 *   such data (by default it is).
 */
export function repeatedSplitsTable(
  result: RepeatedSplits,
  { networks, synthetic, claimed = true }: {
    networks: readonly [first: string, second: string];
    synthetic: boolean;
    claimed?: boolean;
  },
): Table {
  const { seeds, first, second, test, outcomes } = result;
  const range = ([least, greatest]: [number, number]) =>
    `${decimalText(least)} to ${decimalText(greatest)}`;
  return new Table({
    title: `${networks.join(" and ")} on repeated splits by subject: AUC on the test set` +
      syntheticMark(synthetic),
    columns: [
      { title: "Seed of the split" },
      { title: networks[0], align: "right" },
      { title: networks[1], align: "right" },
      { title: "difference", align: "right" },
    ],
    rows: [
      ...seeds.map((seed, i) => [
        String(seed),
        decimalText(first.aucs[i]),
        decimalText(second.aucs[i]),
        signedText(first.aucs[i]! - second.aucs[i]!),
      ]),
      [
        "mean [95 % interval]",
        intervalText(first.mean, first.ci),
        intervalText(second.mean, second.ci),
        test.t === null ? signedText(test.difference) : differenceText(test.difference, test.ci),
      ],
      ["standard deviation", decimalText(first.sd), decimalText(second.sd), ""],
      ["range", range(first.range), range(second.range), ""],
    ],
    notes: [
      `Networks: ${seedsIntervalText(seeds)}. ${testText(result)}`,
      ...claimed ? [claimText(result, networks)] : [],
      ...outcomes.flatMap((each, i) => outcomeNotes(each).map((note) => `${networks[i]}: ${note}`)),
    ],
  });
}

/** How the difference was tested. */
function testText({ seeds, subjects, test: { t, p, degrees } }: RepeatedSplits): string {
  if (seeds.length === 1) return "Difference: one split has no spread to test it by.";
  if (t === null || p === null) return "Difference: the same in every split, so there is no test.";
  const tested = meanCountText(subjects.test, 1), trained = meanCountText(subjects.train, 1);
  return `Difference: corrected resampled t-test (Nadeau and Bengio 2003) with ${tested} test and ` +
    `${trained} training subjects per split, t = ${fixedText(t, 2)}, ${degrees} ` +
    `degrees of freedom, ${pText(p)}.`;
}

/** Whether VGG16 is better by subject, as the paper says of one split of its cohort. */
function claimText(
  { test: { t, difference, ci: [low, high] } }: RepeatedSplits,
  [vgg16, cnn4]: readonly [first: string, second: string],
): string {
  const inPaper = PAPER_TABLE_2.VGG16.subject.auc - PAPER_TABLE_2.CNN4.subject.auc;
  const claim = `The paper finds VGG16 better by subject, by ${signedText(inPaper)} on one split. `;
  const found = differenceText(difference, [low, high]);
  if (t === null) return `${claim}Here it cannot be determined: repeat the split.`;
  if (low > 0) return `${claim}So it is here: ${vgg16} is better than ${cnn4}, by ${found}.`;
  if (high < 0) return `${claim}Here it is the other way: ${vgg16} minus ${cnn4} is ${found}.`;
  const within = low <= inPaper && inPaper <= high;
  return `${claim}Here this is not seen: ${vgg16} minus ${cnn4} is ${found}, which includes 0` +
    (within
      ? " and the paper's difference as well: so few subjects decide nothing either way."
      : " but not the paper's difference.");
}
