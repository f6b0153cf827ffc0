import { join } from "node:path";
import { RasterError } from "../../error.ts";
import { inParallel } from "../../files/in_parallel.ts";
import { readRasterHeaderFile } from "../../raster/raster_file.ts";
import { type Rejection, rejection } from "../rejection.ts";
import { BLANK_HEADER } from "./blank_header.ts";
import { unreadable } from "./list_files.ts";
import type { Scan, ScannedFile } from "./scan_folder.ts";

/** Files read at a time. */
const LANES = 16;

/**
 * Reads the headers of the PNG, JPEG and TIFF files that a scan for DICOM had to reject, and adds their
 * images to it: those of a TIFF of several pages one by one.
 *
 * @throws The operating system's error if a file fails in a way that is no fault of its own.
 */
export async function addRasterFiles(root: string, scan: Scan): Promise<Scan> {
  const found = await inParallel(scan.rejected, LANES, (other) => imagesOf(root, other));
  return {
    files: [...scan.files, ...found.flatMap(({ images }) => images)],
    rejected: found.flatMap(({ rejected }) => rejected),
  };
}

async function imagesOf(
  root: string,
  other: Rejection,
): Promise<{ images: ScannedFile[]; rejected: Rejection[] }> {
  const { file } = other;
  const rest = { images: [], rejected: [other] };
  try {
    // A pipe would never end, and why a link leads nowhere is said already.
    if (!(await Deno.stat(join(root, file))).isFile) return rest;
    const raster = await readRasterHeaderFile(join(root, file), file);
    if (raster === null) return rest;
    const { rows, columns } = raster;
    const images = Array.from({ length: raster.pages }, (_, frame) => {
      return { file, frame, header: { ...BLANK_HEADER, rows, columns }, raster };
    });
    return { images, rejected: [] };
  } catch (error) {
    if (error instanceof RasterError) {
      return { images: [], rejected: [rejection(file, error.fault)] };
    }
    // What the system has against it is why it was rejected; a defect is thrown on.
    unreadable(error, file);
    return rest;
  }
}
