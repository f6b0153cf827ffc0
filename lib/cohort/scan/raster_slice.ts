import ndarray from "ndarray";
import { RasterError } from "../../error.ts";
import type { Fault } from "../../fault.ts";
import { readRaster } from "../../raster/read_raster.ts";
import type { PixelReading } from "../pixel_reading.ts";
import { AIR, type SliceImage } from "./slice_image.ts";

/** What is missing where images of CT are given without their window. */
export const WINDOW_WANTED: Fault = {
  problem: "nothing says what gray means in HU, which PNG, JPEG and TIFF images do not state",
  hint:
    "give the window that they were made with, --image-window LEVEL WIDTH (of the brain often 40 80), " +
    "or --modality other where they are no CT",
};

/**
 * The share of white up to which gray counts as black. Lossy compression does not keep black: in CT-ICH most
 * pixels outside of the head are 1 of 255 and not 0. Taken for tissue, they would join the headrest to the head.
 */
export const NEARLY_BLACK = 0.02;

/**
 * Decodes a PNG, JPEG or TIFF image as a slice. Of CT, gray becomes HU by the image's window, evenly from
 * black (`level - width / 2`) to white (`level + width / 2`); black itself, and what is within 2 % of it,
 * becomes air, as whatever is below the window is black. Of other modalities, black becomes 0 and white 1.
 *
 * @throws {RasterError} It is no image, damaged, of a kind that is not read, or of CT without a window.
 */
export async function readRasterSlice(
  bytes: Uint8Array,
  { file, frame }: { file: string; frame: number },
  { modality = "CT", imageWindow, channel }: PixelReading,
): Promise<SliceImage> {
  if (modality === "CT" && imageWindow === undefined) {
    throw new RasterError({ ...WINDOW_WANTED, file });
  }
  const { gray, rows, columns, white, notes } = await readRaster(bytes, file, {
    page: frame,
    channel,
  });
  const values = new Float32Array(white + 1);
  for (let level = 0; level <= white; level++) values[level] = level / white;
  if (imageWindow !== undefined) {
    const { level, width } = imageWindow;
    for (let at = 0; at <= white; at++) values[at] = level - width / 2 + at / white * width;
    values.fill(AIR, 0, Math.floor(NEARLY_BLACK * white) + 1);
  }
  const pixels = new Float32Array(gray.length);
  for (let at = 0; at < pixels.length; at++) pixels[at] = values[gray[at]!]!;
  return {
    image: ndarray(pixels, [rows, columns]),
    paddingValue: null,
    paddingRangeLimit: null,
    notes,
  };
}
