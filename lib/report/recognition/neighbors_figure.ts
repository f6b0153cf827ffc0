import { SliceReader } from "../../cohort/scan/slice_reader.ts";
import type { SliceRow } from "../../cohort/slice_row.ts";
import type { SetName } from "../../split/split.ts";
import type { ExampleSource } from "../cohort/example_slices.ts";
import { BRAIN_WINDOW, syntheticMark } from "../cohort/examples_figure.ts";
import { slicesFigure, type SliceTile } from "../cohort/slices_figure.ts";
import type { Figure } from "../media/figure.ts";

/** Which set a slice is in; as predictions state it. */
export interface SliceMembership {
  /** Its study. */
  study: string;
  /** Its position there, as text. */
  slice: string;
  /** Which set it is in. */
  set: SetName;
}

/**
 * Test slices of a split by slice between their neighbors: each row is three consecutive slices of
 * one study, the middle one in the test set, both others in the training set.
 *
 * @param members The set of every slice, for example a run's predictions.
 * @param options How many rows at most (default 2), and whether the data is synthetic.
 * @returns The figure; without rows where no test slice has two training neighbors, as in a split by
 * subject.
 */
export async function neighborsFigure(
  source: ExampleSource,
  members: readonly SliceMembership[],
  { synthetic, rows = 2 }: { synthetic: boolean; rows?: number },
): Promise<Figure> {
  const setOf = new Map(members.map(({ study, slice, set }) => [`${study}/${slice}`, set]));
  const triples = middleTriples(source.slices, (row) => setOf.get(`${row.study}/${row.slice}`));
  const shown = onePerStudy(triples).slice(0, rows).flat();
  const reader = new SliceReader(source.root, source.reading);
  const tiles: SliceTile[] = [];
  for (const [index, row] of shown.entries()) {
    const { image } = await reader.read(row);
    const heading = index % 3 === 1 ? "tested on" : "trained on";
    const caption = `${row.study}, slice ${row.slice + 1}`;
    tiles.push({ image, range: BRAIN_WINDOW, heading, caption });
  }
  return slicesFigure(tiles, {
    title: `Test slices and their neighbors, split by slice${syntheticMark(synthetic)}`,
    legend:
      "Rows: three consecutive slices of one study, the middle one in the test set, the others " +
      "in the training set. Window level 50, width 80.",
    columns: 3,
    side: 200,
  });
}

type Triple = [SliceRow, SliceRow, SliceRow];

/** Consecutive slices of one series: train, test, train. */
function middleTriples(
  slices: readonly SliceRow[],
  setOf: (row: SliceRow) => SetName | undefined,
): Triple[] {
  return slices.slice(1, -1).flatMap((middle, index): Triple[] => {
    const [below, above] = [slices[index]!, slices[index + 2]!];
    const together = [below, above].every((row) =>
      row.study === middle.study && row.series === middle.series
    );
    return together && [below, middle, above].map(setOf).join() === "train,test,train"
      ? [[below, middle, above]]
      : [];
  });
}

/** From each study the triple nearest to the middle of the scan, where the brain is largest. */
function onePerStudy(triples: readonly Triple[]): Triple[] {
  const groups = Map.groupBy(triples, ([, middle]) => middle.study);
  return [...groups.values()].map((group) => group[Math.floor(group.length / 2)]!);
}
