import { join } from "node:path";
import { type GrayRaster, readRaster } from "../../raster/read_raster.ts";
import { listFiles } from "../scan/list_files.ts";
import type { SliceRow } from "../slice_row.ts";
import type { Box } from "./bhx_boxes.ts";
import { imagePath } from "./physionet_labels.ts";

/** Brighter than the middle is lesion: compression leaves gray along the outlines. */
const LESION = 0.5;

/** Where the lesions of CT-ICH's images are, by the outlines beside them (`7_HGE_Seg.jpg`). */
export class MaskBoxes {
  readonly #root: string;
  /** The file of each outline by patient and slice. */
  readonly #outlines: ReadonlyMap<string, string>;

  /** Use {@link openMaskBoxes}. */
  constructor(root: string, outlines: ReadonlyMap<string, string>) {
    this.#root = root;
    this.#outlines = outlines;
  }

  /**
   * A box around each part of the slice's outline, none where it has none: shares of the square image that
   * the preprocessing makes of a slice.
   *
   * @throws {RasterError} The outline cannot be read.
   */
  async of({ file }: Pick<SliceRow, "file">): Promise<Box[]> {
    const outline = this.#outlines.get(keyOf(file) ?? "");
    if (outline === undefined) return [];
    const mask = await readRaster(await Deno.readFile(join(this.#root, outline)), outline);
    const { rows, columns } = mask;
    const side = Math.max(rows, columns);
    const left = (side - columns) >> 1, top = (side - rows) >> 1;
    return boxesOf(mask).map(({ x, y, width, height }) => ({
      x: (x + left) / side,
      y: (y + top) / side,
      width: width / side,
      height: height / side,
    }));
  }
}

/** Which slice an image or its outline is of, or null where it is neither. */
function keyOf(file: string): string | null {
  const path = imagePath(file);
  return path === null || path.window !== "brain" ? null : `${path.patient}/${path.slice}`;
}

/** The outlines below a folder, or null where there are none. */
export async function openMaskBoxes(root: string): Promise<MaskBoxes | null> {
  const { paths } = await listFiles(root);
  const outlines = paths.filter((file) => imagePath(file)?.isOutline && keyOf(file) !== null);
  if (outlines.length === 0) return null;
  return new MaskBoxes(root, new Map(outlines.map((file) => [keyOf(file)!, file])));
}

/** A box in pixels around each part of a mask, diagonal neighbors being of one part, from the top down. */
function boxesOf({ gray, rows, columns, white }: GrayRaster): Box[] {
  const left = Uint8Array.from(gray, (level) => level > LESION * white ? 1 : 0);
  const boxes: Box[] = [];
  for (let start = left.indexOf(1); start !== -1; start = left.indexOf(1, start)) {
    const box = { left: columns, right: -1, top: rows, bottom: -1 };
    const open = [start];
    left[start] = 0;
    while (open.length > 0) {
      const at = open.pop()!, x = at % columns, y = (at - x) / columns;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
      for (let row = Math.max(0, y - 1); row <= Math.min(rows - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(columns - 1, x + 1); column++) {
          const next = row * columns + column;
          if (left[next] === 0) continue;
          left[next] = 0;
          open.push(next);
        }
      }
    }
    boxes.push({
      x: box.left,
      y: box.top,
      width: box.right - box.left + 1,
      height: box.bottom - box.top + 1,
    });
  }
  return boxes;
}
