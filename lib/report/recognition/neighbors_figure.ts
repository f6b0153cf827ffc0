import { SliceReader } from "../../cohort/scan/slice_reader.ts";
import type { SliceRow } from "../../cohort/slice_row.ts";
import type { SetName } from "../../split/split.ts";
import type { ExampleSource } from "../cohort/example_slices.ts";
import { capitalized, type DataKind } from "../../text/finding.ts";
import { syntheticMark } from "../../provenance.ts";
import { grayRange, windowText } from "../cohort/gray_range.ts";
import { slicesFigure, type SliceTile } from "../cohort/slices_figure.ts";
import type { Figure } from "../media/figure.ts";
import { Note } from "../media/note.ts";

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
 * @returns The figure; a sentence where no test slice has two training neighbors, as in a split by
 * subject.
 */
export async function neighborsFigure(
  source: ExampleSource,
  members: readonly SliceMembership[],
  { synthetic, rows = 2, ...data }: DataKind & { synthetic: boolean; rows?: number },
): Promise<Figure | Note> {
  const setOf = new Map(members.map(({ study, slice, set }) => [`${study}/${slice}`, set]));
  const triples = middleTriples(source.slices, (row) => setOf.get(`${row.study}/${row.slice}`));
  const shown = onePerStudy(triples).slice(0, rows).flat();
  if (shown.length === 0) return new Note("No test slice lies between two training slices.");
  const reader = new SliceReader(source.root, source.reading), window = windowText(data);
  const tiles: SliceTile[] = [];
  for (const [index, row] of shown.entries()) {
    const { image } = await reader.read(row);
    const heading = index % 3 === 1 ? "tested on" : "trained on";
    const caption = `${row.study}, slice ${row.slice + 1}`;
    tiles.push({ image, range: grayRange(image, data), heading, caption });
  }
  return slicesFigure(tiles, {
    title: `Test slices and their neighbors, split by slice${syntheticMark(synthetic)}`,
    legend:
      "Rows: three consecutive slices of one study, the middle one in the test set, the others " +
      "in the training set." + (window && ` ${capitalized(window)}.`),
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
