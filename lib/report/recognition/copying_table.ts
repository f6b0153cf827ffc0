import type { CopiedLabels } from "../../leakage/images/copy_labels.ts";
import type { NeighborSource } from "../../leakage/images/nearest_neighbor.ts";
import { notebookSignal } from "../../notebook_signal.ts";
import { SPLIT_TITLES } from "../../split/titles.ts";
import { syntheticMark } from "../../provenance.ts";
import { Table } from "../media/table.ts";

/** So many random splits are made, so that chance can be seen. */
const SPLITS = 5;

/**
 * What the dullest classifier reaches ({@linkcode copyLabels}) with either split: the mean over five
 * random splits, with the least and the greatest.
 *
 * @param source The preprocessed slices.
 * @param options The first split's seed; the others follow. Whether the data is synthetic.
 */
export async function copyingTable(
  source: NeighborSource,
  { seed, synthetic }: { seed: number; synthetic: boolean },
): Promise<Table> {
  // TensorFlow searches what is alike: loaded for this, not with every other table and figure.
  const { copyLabels } = await import("../../leakage/images/copy_labels.ts");
  const rows: string[][] = [], signal = notebookSignal();
  for (const split of ["slice", "subject"] as const) {
    const results: CopiedLabels[] = [];
    for (let i = 0; i < SPLITS; i++) {
      results.push(await copyLabels(source, split, seed + i, signal));
    }
    rows.push([
      SPLIT_TITLES[split],
      meanText(results.map(({ sameSubject }) => sameSubject)),
      meanText(results.map(({ right }) => right)),
      meanText(results.map(({ rightPermuted }) => rightPermuted)),
      meanText(results.map(({ rightByChance }) => rightByChance)),
    ]);
  }
  return new Table({
    title: `Copying the label of the most similar training slice${syntheticMark(synthetic)}`,
    columns: [
      { title: "Split" },
      { title: "Most similar slice is of the same subject", align: "right" },
      { title: "true labels", group: "Copied label is right", align: "right" },
      { title: "labels exchanged", group: "Copied label is right", align: "right" },
      { title: "by chance", group: "Copied label is right", align: "right" },
    ],
    rows,
    notes: [`Share of test slices: mean over ${SPLITS} random splits (least to greatest).`],
  });
}

/** `91 % (88 to 94)`. */
function meanText(shares: readonly number[]): string {
  const percent = (share: number) => String(Math.round(100 * share));
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return `${percent(mean)} % (${percent(Math.min(...shares))} to ${percent(Math.max(...shares))})`;
}
