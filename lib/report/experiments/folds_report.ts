import type { FoldsAuc, FoldsResult } from "../../leakage/trials/folds.ts";
import type { SplitUnit } from "../../split/split.ts";
import { SPLIT_TITLES } from "../../split/titles.ts";
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
import { type Rung, rungLayers, rungSentence } from "./rungs.ts";

/** What the table and the figure of cross-validation say besides its numbers. */
export interface FoldsReportOptions {
  /** The network's name. */
  network: string;
  /** Whether the data is generated rather than from patients. */
  synthetic: boolean;
}

const SPLITS = ["slice", "subject"] as const;

/** Cross-validation in numbers: each seed's mean over the folds, their mean, and how far folds differ. */
export function foldsTable(
  { folds, seeds, inflation, outcomes, ...result }: FoldsResult,
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
      ...SPLITS.map((split) => {
        const { aucs, mean, ci, subjects } = result[split];
        return [
          SPLIT_TITLES[split],
          aucs.map(decimalText).join(", "),
          intervalText(mean, ci),
          rangeText(result[split]),
          String(subjects),
        ];
      }),
      ["by slice minus by subject", "", differenceText(inflation.difference, inflation.ci), "", ""],
    ],
    notes: [methodNote(folds, seeds), ...outcomeNotes(outcomes)],
  });
}

/** The same as a figure: both splits with their intervals, and every single fold. */
export function foldsFigure(
  { folds, seeds, inflation, outcomes, ...result }: FoldsResult,
  { network, synthetic }: FoldsReportOptions,
): Promise<Figure> {
  const title = `${network}: cross-validation in ${folds} folds${syntheticMark(synthetic)}`;
  const rungs = SPLITS.map((split) => rungOf(split, result[split]));
  return renderFigure(
    {
      title: {
        text: title,
        frame: "bounds",
        subtitle: [
          `Mean AUC over folds, ${seedsIntervalText(seeds)}.`,
          `Small: single folds (${seedsText(seeds)}). Dashed: chance.`,
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
      ...outcomeNotes(outcomes),
    ].join(" "),
  );
}

function rungOf(split: SplitUnit, { mean, ci: [low, high], folds }: FoldsAuc): Rung {
  const row = SPLIT_TITLES[split];
  return { row, split, mean, low, high, aucs: folds.flat(), part: null, chance: 0.5 };
}

function rangeText({ folds }: FoldsAuc): string {
  const all = folds.flat();
  return `${decimalText(Math.min(...all))} to ${decimalText(Math.max(...all))}`;
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
