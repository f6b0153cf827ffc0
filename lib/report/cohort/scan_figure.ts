import { evenlySpaced } from "../../cohort/evenly_spaced.ts";
import { SliceReader } from "../../cohort/scan/slice_reader.ts";
import type { SliceRow } from "../../cohort/slice_row.ts";
import type { Figure } from "../media/figure.ts";
import type { ExampleSource } from "./example_slices.ts";
import { capitalized, type DataKind, findingWords } from "../../text/finding.ts";
import { syntheticMark } from "../../provenance.ts";
import { grayRange, windowText } from "./gray_range.ts";
import { slicesFigure, type SliceTile } from "./slices_figure.ts";

/** How many slices of a scan are shown. */
const SHOWN = 10;

/**
 * One study from the feet to the head, ten evenly spaced slices, CT in the paper's window, each with
 * the label that it carries: the study's, or its own where the cohort's labels are of slices.
 */
export async function scanFigure(
  source: ExampleSource,
  study: string,
  { synthetic, ...data }: DataKind & { synthetic: boolean },
): Promise<Figure> {
  const rows = source.slices.filter((row) => row.study === study);
  const reader = new SliceReader(source.root, source.reading);
  const tiles: SliceTile[] = [], window = windowText(data);
  const order = data.images === "other"
    ? "in the order of its slices"
    : "from the feet to the head";
  for (const row of evenlySpaced(rows, SHOWN)) {
    const { image } = await reader.read(row);
    const heading = `slice ${row.slice + 1}`;
    tiles.push({ image, range: grayRange(image, data), heading, caption: labelText(row, data) });
  }
  return slicesFigure(tiles, {
    title: `${study} ${order}${syntheticMark(synthetic)}`,
    legend: "Evenly spaced slices of one series, each with the label that it carries." +
      `${window && ` ${capitalized(window)}.`}`,
    columns: 5,
    side: 140,
  });
}

function labelText({ label }: SliceRow, data: DataKind): string {
  const { name, none } = findingWords(data);
  return `label: ${label === 1 ? name : none}`;
}
