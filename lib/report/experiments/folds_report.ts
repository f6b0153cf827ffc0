import type { FoldsAuc, FoldsResult } from "../../leakage/trials/folds.ts";
import type { SplitUnit } from "../../split/split.ts";
import { LABEL_TITLES, SPLIT_TITLES } from "../../split/titles.ts";
import {
  decimalText,
  differenceText,
  intervalText,
  seedsIntervalText,
  seedsText,
} from "../../text/numbers.ts";
import { syntheticMark } from "../../provenance.ts";
import { type Figure, renderFigure } from "../media/figure.ts";
import { Table } from "../media/table.ts";
import { deadSubtitle, outcomeNotes } from "../training/outcome_notes.ts";
import { nullNote } from "./ladder_table.ts";
import { marksSubtitle, type Rung, rungLayers, rungSentence } from "./rungs.ts";

/** What the table and the figure of cross-validation say besides its numbers. */
export interface FoldsReportOptions {
  /** The network's name. */
  network: string;
  /** Whether the data is generated rather than from patients. */
  synthetic: boolean;
}

const SPLITS = ["slice", "subject"] as const;

/** What is shown, from above to below: each split with true labels, then with permuted ones, if there are any. */
function conditions({ permuted, ...result }: Pick<FoldsResult, SplitUnit | "permuted">) {
  if (permuted === null) return SPLITS.map((split) => conditionOf(split, result, ""));
  return [
    ...SPLITS.map((split) => conditionOf(split, result, `${LABEL_TITLES.true}, `)),
    ...SPLITS.map((split) => conditionOf(split, permuted, `${LABEL_TITLES.permuted}, `)),
  ];
}

function conditionOf(split: SplitUnit, of: Record<SplitUnit, FoldsAuc>, labels: string) {
  return { row: labels + SPLIT_TITLES[split], split, found: of[split] };
}

/** Cross-validation in numbers: each seed's mean over the folds, their mean, and how far folds differ. */
export function foldsTable(
  { folds, seeds, identity, inflation, outcomes, ...result }: FoldsResult,
  { network, synthetic }: FoldsReportOptions,
): Table {
  return new Table({
    title: `${network}: cross-validation in ${folds} folds, AUC${syntheticMark(synthetic)}`,
    columns: [
      { title: "Split" },
      { title: `${seedsText(seeds)}, mean over folds`, align: "right" },
      { title: "Mean [95 % interval]", align: "right" },
      { title: "Single folds", align: "right" },
      { title: "Test subjects", align: "right" },
    ],
    rows: [
      ...conditions(result).map(({ row, found }) => [
        row,
        found.aucs.map(decimalText).join(", "),
        intervalText(found.mean, found.ci),
        rangeText(found),
        String(found.subjects),
      ]),
      ...identity === null ? [] : [
        [
          "identity part: permuted, by slice, minus chance",
          "",
          differenceText(identity.value, identity.ci),
          "",
          "",
        ],
      ],
      ["by slice minus by subject", "", differenceText(inflation.difference, inflation.ci), "", ""],
    ],
    notes: [methodNote(folds, seeds), ...permutedNotes(identity), ...outcomeNotes(outcomes)],
  });
}

/** The same as a figure: both splits with their intervals, and every single fold. */
export function foldsFigure(
  { folds, seeds, identity, inflation, outcomes, ...result }: FoldsResult,
  { network, synthetic }: FoldsReportOptions,
): Promise<Figure> {
  const title = `${network}: cross-validation in ${folds} folds${syntheticMark(synthetic)}`;
  const rungs = conditions(result).map((condition) =>
    rungOf(condition, condition.found === result.permuted?.slice ? identity : null)
  );
  return renderFigure(
    {
      title: {
        text: title,
        frame: "bounds",
        subtitle: [
          `Mean AUC over folds, ${seedsIntervalText(seeds)}.`,
          ...marksSubtitle(`single folds (${seedsText(seeds)})`, rungs),
          ...deadSubtitle(outcomes),
        ],
      },
      width: 300,
      height: { step: 46 },
      layer: rungLayers(rungs),
    },
    [
      `${title}.`,
      ...rungs.map(rungSentence),
      `By slice minus by subject: ${differenceText(inflation.difference, inflation.ci)}.`,
      methodNote(folds, seeds),
      ...identity === null ? [] : [
        `Identity part (permuted labels, by slice, above chance): ${
          differenceText(identity.value, identity.ci)
        }.`,
      ],
      ...permutedNotes(identity),
      ...outcomeNotes(outcomes),
    ].join(" "),
  );
}

function rungOf(
  { row, split, found }: ReturnType<typeof conditionOf>,
  identity: FoldsResult["identity"],
): Rung {
  const { mean, ci: [low, high], folds } = found;
  const part = identity === null ? null : "identity";
  const chance = identity?.null?.mean ?? 0.5;
  return { row, split, mean, low, high, aucs: folds.flat(), part, chance };
}

function rangeText({ folds }: FoldsAuc): string {
  const all = folds.flat();
  return `${decimalText(Math.min(...all))} to ${decimalText(Math.max(...all))}`;
}

function permutedNotes(identity: FoldsResult["identity"]): string[] {
  return identity === null ? [] : [
    "Permuted: whole subjects have exchanged their labels, in balance with the disease. By slice, what is " +
    "above chance is recognition of subjects; by subject, nobody is there to be recognized.",
    nullNote(identity),
  ];
}

function methodNote(folds: number, seeds: readonly number[]): string {
  return `Every slice is tested once${
    seeds.length > 1 ? " with each seed" : ""
  }, by a network that ` +
    `learned from the other ${folds - 1} folds. AUCs of folds are averaged; scores of different ` +
    `networks are never ranked together. ${
      seedsIntervalText(seeds)
    }: a subject counts once, however ` +
    "often it is tested, and by subject also as one that was trained on.";
}
