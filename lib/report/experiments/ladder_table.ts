import type { Ladder } from "../../leakage/trials/ladder.ts";
import { LABEL_TITLES, SPLIT_TITLES } from "../../split/titles.ts";
import {
  decimalText,
  differenceText,
  intervalText,
  pText,
  seedsIntervalText,
  seedsText,
} from "../../text/numbers.ts";
import { syntheticMark } from "../../provenance.ts";
import { Table } from "../media/table.ts";
import { outcomeNotes } from "../training/outcome_notes.ts";

/** What the ladder's table and figure say besides its numbers. */
export interface LadderOptions {
  /** The network's name. */
  network: string;
  /** Whether the data is generated rather than from patients. */
  synthetic: boolean;
  /** Other methods on the same slices, split and labeled alike. */
  beside?: readonly { network: string; result: Ladder }[];
}

/**
 * The permutation ladder in numbers: the test AUC of each seed in each of the four conditions, the means
 * with their intervals, and what the identity part, the disease part and the inflation are; and the same of
 * other methods on the same slices, where there are any.
 */
export function ladderTable(
  result: Ladder,
  { network, synthetic, beside = [] }: LadderOptions,
): Table {
  const methods = [{ network, result }, ...beside], alone = beside.length === 0;
  const { seeds } = result;
  return new Table({
    title: `${
      methods.map(({ network }) => network).join(", ")
    }: the permutation ladder, AUC on the ` +
      `test set${syntheticMark(synthetic)}`,
    columns: [
      ...alone ? [] : [{ title: "Method" }],
      { title: "Labels" },
      { title: "Split" },
      { title: seedsText(seeds), align: "right" },
      { title: "Mean [95 % interval]", align: "right" },
      { title: "Test subjects", align: "right" },
    ],
    rows: methods.flatMap(({ network, result }) =>
      rowsOf(result).map((row, i) => [...alone ? [] : [i === 0 ? network : ""], ...row])
    ),
    notes: [
      intervalNote(seeds),
      "Labels are permuted between whole subjects and agree with the disease no more than by chance: " +
      "by slice, what is learned of them is who a subject is.",
      ...methods.map(({ network, result }) =>
        (alone ? "" : `${network}: `) + nullNote(result.identity)
      ),
      "The disease part holds for the next patient of the same source: whatever goes with the disease " +
      "there, as scanner or age may, counts in it.",
      ...alone ? [] : [`All methods: the slices, splits and labels of ${network}.`],
      ...methods.flatMap(({ result }) => outcomeNotes(result.outcomes)),
    ],
  });
}

function rowsOf({ auc, identity, disease, inflation }: Ladder): string[][] {
  const conditions = (["true", "permuted"] as const).flatMap((labels) =>
    (["slice", "subject"] as const).map((split) => ({ labels, split, ...auc[split][labels] }))
  );
  return [
    ...conditions.map(({ labels, split, aucs, mean, ci, subjects }) => [
      LABEL_TITLES[labels],
      SPLIT_TITLES[split],
      aucs.map(decimalText).join(", "),
      intervalText(mean, ci),
      String(subjects),
    ]),
    part("identity part", "permuted, by slice, minus chance", identity.value, identity.ci),
    part("disease part", "true, by subject, minus 0.5", disease.value, disease.ci),
    part("inflation", "true, by slice minus by subject", inflation.difference, inflation.ci),
  ];
}

/** What the intervals cover and what they do not. */
function intervalNote(seeds: readonly number[]): string {
  const covered = seeds.length === 1
    ? "chance in who is tested and trained on, not in the split, the permutation or the training"
    : "chance in splits, permutations and training, and in who is tested and trained on";
  return `${seedsIntervalText(seeds)}: ${covered}.`;
}

/** What chance gives in place of the identity part. */
export function nullNote({ null: chance, p }: Ladder["identity"]): string {
  if (chance === null || p === null) {
    return "Chance is 0.5: the runs test different slices, so that there is no null to compare with.";
  }
  return `By ${chance.draws} other exchanges of the labels, the same scores have a mean AUC of ` +
    `${decimalText(chance.mean)}, which is chance here, and in 95 % of them at most ` +
    `${decimalText(chance.upper)}: of the identity part, ${pText(p)} (one-sided).`;
}

function part(name: string, what: string, value: number, ci: [number, number]): string[] {
  return [name, what, "", differenceText(value, ci), ""];
}
