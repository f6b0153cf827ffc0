import type { ClassLadder } from "../../leakage/classes/class_ladder.ts";
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
import { isElsewhere } from "./rungs.ts";

/** What the ladder's table and figure say besides its numbers. */
export interface LadderOptions {
  /** The network's name. */
  network: string;
  /** Whether the data is generated rather than from patients. */
  synthetic: boolean;
  /** Other methods on the same slices, split and labeled alike. */
  beside?: readonly { network: string; result: Ladder | ClassLadder }[];
}

/** One of the ladders that are shown, with its name. */
export interface ShownLadder {
  name: string;
  /** Of one class without outcomes, which are those of the mean. */
  result: Omit<Ladder, "outcomes"> & Partial<Pick<Ladder, "outcomes">>;
}

/** The ladder of each method; of several classes that of their mean, then that of each against the rest. */
export function shownLadders(
  result: Ladder | ClassLadder,
  { network, beside = [] }: LadderOptions,
): ShownLadder[] {
  return [{ network, result }, ...beside].flatMap(({ network, result }): ShownLadder[] => {
    if (!("classes" in result)) return [{ name: network, result }];
    const { classes } = result, method = beside.length === 0 ? "" : `${network}, `;
    return [
      { name: `${method}macro AUC`, result },
      ...classes.map(({ name, ...ofClass }) => ({ name: `${method}${name}`, result: ofClass })),
    ];
  });
}

/**
 * The permutation ladder in numbers: the test AUC of each seed in each of the four conditions, the means
 * with their intervals, and what the identity part, the disease part and the inflation are; of several classes
 * of the macro AUC and of each class; and the same of other methods on the same slices, where there are any.
 */
export function ladderTable(
  result: Ladder | ClassLadder,
  options: LadderOptions,
): Table {
  const { network, synthetic, beside = [] } = options, { seeds } = result;
  const methods = [{ network, result }, ...beside], ladders = shownLadders(result, options);
  const alone = ladders.length === 1;
  return new Table({
    title: `${
      methods.map(({ network }) => network).join(", ")
    }: the permutation ladder, AUC on the ` +
      `test set${syntheticMark(synthetic)}`,
    columns: [
      ...alone ? [] : [{ title: beside.length === 0 ? "Class" : "Method" }],
      { title: "Labels" },
      { title: "Split" },
      { title: seedsText(seeds), align: "right" },
      { title: "Mean [95 % interval]", align: "right" },
      { title: "Test subjects", align: "right" },
    ],
    rows: ladders.flatMap(({ name, result }) =>
      rowsOf(result).map((row, i) => [...alone ? [] : [i === 0 ? name : ""], ...row])
    ),
    notes: [
      intervalNote(seeds),
      ...("classes" in result) ? [MACRO_NOTE] : [],
      "Labels are permuted between whole subjects and agree with the disease no more than by chance: " +
      "by slice, what is learned of them is who a subject is.",
      ...ladders.map(({ name, result }) => (alone ? "" : `${name}: `) + nullNote(result.identity)),
      "The disease part holds for the next patient of the same source: whatever goes with the disease " +
      "there, as scanner or age may, counts in it." +
      (ladders.some(({ result }) => isElsewhere(result.identity.null?.mean ?? 0.5))
        ? " So does what exchanged labels teach of new subjects, as the height of a slice may: the line " +
          "of permuted labels, split by subject, shows how much."
        : ""),
      ...beside.length === 0 ? [] : [`All methods: the slices, splits and labels of ${network}.`],
      ...methods.flatMap(({ result }) => outcomeNotes(result.outcomes)),
    ],
  });
}

/** What a mean over classes is. */
export const MACRO_NOTE =
  "Macro AUC: the mean over the classes of each one's AUC against the rest.";

function rowsOf({ auc, identity, disease, inflation }: ShownLadder["result"]): string[][] {
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
