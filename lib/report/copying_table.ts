import type { SliceRow } from "../cohort/slice_row.ts";
import { permuteLabels } from "../leakage/permute_labels.ts";
import type { Random } from "../random.ts";
import type { SetName } from "../split/split.ts";
import { syntheticMark } from "./examples_figure.ts";
import { nearestNeighbors, type NeighborPair, type NeighborSource } from "./nearest_neighbor.ts";
import { Table } from "./table.ts";
import { SPLIT_TITLES, type SplitKind } from "./theme.ts";

/** A way of splitting and what it did with each slice. */
export interface SplitSets {
  cell: { split: SplitKind };
  /** The set of each slice in the source's order; a run's predictions tell it. */
  predictions: readonly { set: SetName }[];
}

/**
 * What the dullest classifier reaches: copy the label of the training slice that looks most alike.
 * Once with the readers' labels and once with labels that subjects have exchanged at random, from
 * which nothing but a subject's identity can be learned.
 *
 * @param source The preprocessed slices.
 * @param splits The splits to compare.
 * @param options Exchanges the labels, and whether the data is synthetic.
 */
export function copyingTable(
  source: NeighborSource,
  splits: readonly SplitSets[],
  { random, synthetic }: { random: Random; synthetic: boolean },
): Table {
  const permuted = permuteLabels(source.rows, random);
  return new Table({
    title: `Copying the label of the most similar training slice${syntheticMark(synthetic)}`,
    columns: [
      { title: "Split" },
      { title: "Nearest slice is of the same subject", align: "right" },
      { title: "true labels", group: "Copied label is right", align: "right" },
      { title: "labels exchanged at random", group: "Copied label is right", align: "right" },
    ],
    rows: splits.map(({ cell, predictions }) => {
      const pairs = nearestNeighbors(source, predictions.map(({ set }) => set));
      return [
        SPLIT_TITLES[cell.split],
        agreement(pairs, (index) => source.rows[index]!.subject),
        agreement(pairs, (index) => source.rows[index]!.label),
        agreement(pairs, (index) => permuted[index]!),
      ];
    }),
  });
}

/** `137 of 144 (95 %)`: in how many pairs both have the same. */
function agreement(
  pairs: readonly NeighborPair[],
  valueOf: (index: number) => SliceRow["subject"] | 0 | 1,
): string {
  const equal = pairs.filter(({ test, nearest }) => valueOf(test) === valueOf(nearest)).length;
  const percent = pairs.length === 0 ? 0 : Math.round(100 * equal / pairs.length);
  return `${equal} of ${pairs.length} (${percent} %)`;
}
