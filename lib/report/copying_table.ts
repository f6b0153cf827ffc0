import type { SliceRow } from "../cohort/slice_row.ts";
import { permuteLabels } from "../leakage/permute_labels.ts";
import { Random } from "../random.ts";
import { splitBySlice } from "../split/by_slice.ts";
import { splitBySubject } from "../split/by_subject.ts";
import { syntheticMark } from "./examples_figure.ts";
import { nearestNeighbors, type NeighborPair, type NeighborSource } from "./nearest_neighbor.ts";
import { Table } from "./table.ts";
import { SPLIT_TITLES, type SplitKind } from "./theme.ts";

/** So many random splits are made, so that chance can be seen. */
const SPLITS = 5;

/** Shares of test slices, in [0, 1]. */
interface Copying {
  sameSubject: number;
  right: number;
  rightPermuted: number;
}

/**
 * What the dullest classifier reaches: copy the label of the training slice that looks most alike.
 * Once with the readers' labels and once with labels that subjects have exchanged at random, from
 * which nothing but a subject's identity can be learned. Each number is the mean over five random
 * splits, with the least and the greatest.
 *
 * @param source The preprocessed slices.
 * @param options The first split's seed; the others follow. Whether the data is synthetic.
 */
export function copyingTable(
  source: NeighborSource,
  { seed, synthetic }: { seed: number; synthetic: boolean },
): Table {
  const seeds = Array.from({ length: SPLITS }, (_, index) => seed + index);
  return new Table({
    title: `Copying the label of the most similar training slice${syntheticMark(synthetic)}`,
    columns: [
      { title: "Split" },
      { title: "Most similar slice is of the same subject", align: "right" },
      { title: "true labels", group: "Copied label is right", align: "right" },
      { title: "labels exchanged at random", group: "Copied label is right", align: "right" },
    ],
    rows: (["slice", "subject"] as const).map((split) => {
      const results = seeds.map((each) => copyLabels(source, split, each));
      return [
        SPLIT_TITLES[split],
        meanText(results.map(({ sameSubject }) => sameSubject)),
        meanText(results.map(({ right }) => right)),
        meanText(results.map(({ rightPermuted }) => rightPermuted)),
      ];
    }),
    notes: [`Share of test slices: mean over ${SPLITS} random splits (least to greatest).`],
  });
}

function copyLabels(source: NeighborSource, split: SplitKind, seed: number): Copying {
  const { rows } = source;
  const random = new Random(seed, "split");
  const sets = split === "slice"
    ? splitBySlice(rows, { random })
    : splitBySubject(rows, { random });
  const pairs = nearestNeighbors(source, sets);
  const permuted = permuteLabels(rows, new Random(seed, "labels"));
  return {
    sameSubject: agreement(pairs, (index) => rows[index]!.subject),
    right: agreement(pairs, (index) => rows[index]!.label),
    rightPermuted: agreement(pairs, (index) => permuted[index]!),
  };
}

/** In which share of the pairs both slices have the same. */
function agreement(
  pairs: readonly NeighborPair[],
  valueOf: (index: number) => SliceRow["subject"] | SliceRow["label"],
): number {
  return pairs.filter(({ test, nearest }) => valueOf(test) === valueOf(nearest)).length /
    pairs.length;
}

/** `91 % (88 to 94)`. */
function meanText(shares: readonly number[]): string {
  const percent = (share: number) => String(Math.round(100 * share));
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return `${percent(mean)} % (${percent(Math.min(...shares))} to ${percent(Math.max(...shares))})`;
}
