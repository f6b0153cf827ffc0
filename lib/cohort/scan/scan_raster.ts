import { join } from "node:path";
import { isDicom } from "../../dicom/file_start.ts";
import { RasterError } from "../../error.ts";
import { inParallel } from "../../files/in_parallel.ts";
import { isNiftiName } from "../../nifti/nifti_file.ts";
import { readRasterHeaderFile, readStart } from "../../raster/raster_file.ts";
import { otherKind } from "../../raster/raster_kind.ts";
import { type Rejection, rejection } from "../rejection.ts";
import { BLANK_HEADER } from "./blank_header.ts";
import { unreadable } from "./list_files.ts";
import type { Scan, ScannedFile } from "./scan_folder.ts";

/** Files read at a time. */
const LANES = 16;
/** So many bytes show what a file is. */
const START = 512;

/**
 * Reads the headers of the PNG, JPEG and TIFF files that a scan for DICOM had to reject, and adds their
 * images to it: those of a TIFF of several pages one by one. Of what is no image at all it says what it is.
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
    if (raster === null) return { images: [], rejected: [await noImage(root, other)] };
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

/** Why a file is none that is read here, where others are more than DICOM. */
async function noImage(root: string, other: Rejection): Promise<Rejection> {
  const { file } = other;
  const bytes = await readStart(join(root, file), START);
  if (isNiftiName(file) || isDicom(bytes)) return other;
  const expected = "a DICOM, NIfTI, PNG, JPEG or TIFF file";
  return rejection(file, { expected, found: otherKind(bytes) });
}
