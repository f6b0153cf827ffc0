import { evenlySpaced } from "../../cohort/evenly_spaced.ts";
import { SliceReader } from "../../cohort/scan/slice_reader.ts";
import type { SliceRow } from "../../cohort/slice_row.ts";
import type { Figure } from "../media/figure.ts";
import type { ExampleSource } from "./example_slices.ts";
import { BRAIN_WINDOW, syntheticMark } from "./examples_figure.ts";
import { slicesFigure, type SliceTile } from "./slices_figure.ts";

/** How many slices of a scan are shown. */
const SHOWN = 10;

/**
 * One study from the feet to the head, ten evenly spaced slices in the paper's window, each with
 * the label that it carries: the study's, or its own where the cohort's labels are of slices.
 */
export async function scanFigure(
  source: ExampleSource,
  study: string,
  { synthetic }: { synthetic: boolean },
): Promise<Figure> {
  const rows = source.slices.filter((row) => row.study === study);
  const reader = new SliceReader(source.root, source.reading);
  const tiles: SliceTile[] = [];
  for (const row of evenlySpaced(rows, SHOWN)) {
    const { image } = await reader.read(row);
    const heading = `slice ${row.slice + 1}`;
    tiles.push({ image, range: BRAIN_WINDOW, heading, caption: labelText(row) });
  }
  return slicesFigure(tiles, {
    title: `${study} from the feet to the head${syntheticMark(synthetic)}`,
    legend:
      "Evenly spaced slices of one series, each with the label that it carries. Window level 50, " +
      "width 80.",
    columns: 5,
    side: 140,
  });
}

function labelText({ label }: SliceRow): string {
  return label === 1 ? "label: hemorrhage" : "label: no hemorrhage";
}
