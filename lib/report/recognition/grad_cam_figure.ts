import { SliceReader } from "../../cohort/scan/slice_reader.ts";
import type { LesionMap, NetworkMaps } from "../../leakage/lesions/lesion_maps.ts";
import { type Image, imageOf } from "../../preprocess/chain/image.ts";
import type { ExampleSource } from "../cohort/example_slices.ts";
import { type DataKind, findingWords } from "../../text/finding.ts";
import { syntheticMark } from "../../provenance.ts";
import { grayRange } from "../cohort/gray_range.ts";
import { slicesFigure, type SliceTile } from "../cohort/slices_figure.ts";
import type { Figure } from "../media/figure.ts";
import { Note } from "../media/note.ts";
import { NO_BOXES } from "./pointing_table.ts";

/** Side of a picture, and of the maps laid over it, in pixels. */
const SIDE = 200;

/**
 * What networks look at beside the lesion. One row per slice: the slice with its boxes, then each network's map
 * over it. Shown are slices that all networks were tested on, of each subject the one with the
 * largest box, the first subjects of the cohort first.
 *
 * @param networks Their maps; null where no table has boxes.
 * @param options How many rows at most (default 3), what the data are, and whether they are synthetic.
 * @returns The figure; a sentence where there are no boxes, or none on a slice of all test sets.
 */
export async function gradCamFigure(
  source: ExampleSource,
  networks: readonly NetworkMaps[] | null,
  { synthetic, rows = 3, ...data }: DataKind & { synthetic: boolean; rows?: number },
): Promise<Figure | Note> {
  if (networks === null) return new Note(NO_BOXES);
  const slices = shownSlices(networks), { one } = findingWords(data);
  if (slices.length === 0) {
    return new Note("No slice with a box is in the test sets of all networks.");
  }
  const reader = new SliceReader(source.root, source.reading);
  const tiles: SliceTile[] = [];
  for (const maps of slices.slice(0, rows)) {
    const { row, boxes } = maps[0]!;
    const { image } = await reader.read(row);
    const caption = `${row.study}, slice ${row.slice + 1}`;
    const range = grayRange(image, data);
    tiles.push({ image, range, boxes, heading: "The lesion, boxed", caption });
    for (const [i, { title }] of networks.entries()) {
      const heat = heatImage(maps[i]!);
      const empty = heat === null ? `; no place speaks for ${one}` : "";
      tiles.push({
        image,
        range,
        boxes,
        ...heat && { heat },
        heading: title,
        caption: caption + empty,
      });
    }
  }
  return slicesFigure(tiles, {
    title: `What speaks for ${one} (orange), by HiResCAM${syntheticMark(synthetic)}`,
    legend:
      "Rows: slices that all networks were tested on, of each subject the one with the largest " +
      "box. Blue: boxes around the lesion. Each map is scaled to its own maximum.",
    columns: 1 + networks.length,
    side: SIDE,
  });
}

/** The slices that every network has a map of, with these maps: one slice a subject. */
function shownSlices(networks: readonly NetworkMaps[]): LesionMap[][] {
  const keyOf = ({ row }: LesionMap) => `${row.study}/${row.slice}`;
  const [first, ...others] = networks.map(({ maps }) =>
    new Map(maps.map((map) => [keyOf(map), map]))
  );
  const common = [...first?.values() ?? []].flatMap((map) => {
    const maps = [map, ...others.map((other) => other.get(keyOf(map)))];
    return maps.every((each) => each !== undefined) ? [maps] : [];
  });
  const ofSubject = Map.groupBy(common, ([map]) => map!.row.subject).values();
  return [...ofSubject].map((slices) =>
    slices.reduce((best, each) => largestBox(each[0]!) > largestBox(best[0]!) ? each : best)
  );
}

function largestBox({ boxes }: LesionMap): number {
  return Math.max(...boxes.map(({ width, height }) => width * height));
}

/** The map over the whole slice, between its places linearly, as shares of its greatest value. */
function heatImage({ heat, shape: [rows, columns], grid }: LesionMap): Image<Float32Array> | null {
  const most = heat.reduce((a, b) => Math.max(a, b), 0);
  if (most === 0) return null;
  const at = (row: number, column: number) =>
    row < 0 || column < 0 || row >= rows || column >= columns ? 0 : heat[row * columns + column]!;
  const image = new Float32Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    const v = ((y + 0.5) / SIDE - grid.first) / grid.step, top = Math.floor(v), below = v - top;
    for (let x = 0; x < SIDE; x++) {
      const u = ((x + 0.5) / SIDE - grid.first) / grid.step, left = Math.floor(u), right = u - left;
      const upper = at(top, left) * (1 - right) + at(top, left + 1) * right;
      const lower = at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right;
      image[y * SIDE + x] = (upper * (1 - below) + lower * below) / most;
    }
  }
  return imageOf(image, SIDE, SIDE);
}
