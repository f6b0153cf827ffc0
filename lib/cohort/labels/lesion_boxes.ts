import { join } from "node:path";
import { readDicomHeaderFile } from "../../dicom/header_file.ts";
import { CohortError } from "../../error.ts";
import { readTableText } from "../../files/table_file.ts";
import { squareGrid } from "../scan/square_pixels.ts";
import type { SliceRow } from "../slice_row.ts";
import { BHX_FILES, type BhxBoxes, type Box, parseBhxBoxes } from "./bhx_boxes.ts";
import { hasLabelTable } from "./label_tables.ts";
import { openMaskBoxes } from "./mask_boxes.ts";

/** Where the lesions of a cohort's slices are. */
export interface LesionBoxes {
  /**
   * The boxes of one slice, none where there are none. They are shares of the square image that the
   * preprocessing makes of a slice: (0, 0) is its upper left corner, (1, 1) its lower right one.
   *
   * @throws {DicomError} The slice's file cannot be read.
   * @throws {RasterError} The outline of its lesions cannot be read.
   */
  of(slice: Pick<SliceRow, "file">): Promise<Box[]>;
}

/** By the boxes of Brain Hemorrhage Extended. */
class TableBoxes implements LesionBoxes {
  readonly #root: string;
  readonly #boxes: BhxBoxes;

  constructor(root: string, boxes: BhxBoxes) {
    this.#root = root;
    this.#boxes = boxes;
  }

  async of({ file }: Pick<SliceRow, "file">): Promise<Box[]> {
    const header = await readDicomHeaderFile(join(this.#root, file), file);
    const { sopInstanceUid } = header;
    const { rows, columns } = squareGrid(header);
    const side = Math.max(rows, columns);
    const left = (side - columns) >> 1, top = (side - rows) >> 1;
    const across = columns / header.columns, down = rows / header.rows;
    const boxes = this.#boxes.images.get(sopInstanceUid)?.boxes ?? [];
    return boxes.map(({ x, y, width, height }) => ({
      x: (x * across + left) / side,
      y: (y * down + top) / side,
      width: width * across / side,
      height: height * down / side,
    }));
  }
}

/**
 * Opens the boxes of Brain Hemorrhage Extended in a cohort's folder, or the outlines of CT-ICH's images.
 *
 * @returns null where there are none.
 * @throws {CohortError} The table is not one.
 */
export async function openLesionBoxes(root: string): Promise<LesionBoxes | null> {
  for (const file of BHX_FILES) {
    try {
      const table = { file, fail: CohortError, note: () => {} };
      const text = await readTableText(join(root, file), table);
      return new TableBoxes(root, parseBhxBoxes(text, file));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return await hasLabelTable(root, "physionet") ? await openMaskBoxes(root) : null;
}
