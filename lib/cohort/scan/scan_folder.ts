import { join } from "node:path";
import { type DicomHeader, headerOfFrame } from "../../dicom/header.ts";
import { readDicomHeaderFile } from "../../dicom/header_file.ts";
import { readDicom } from "../../dicom/read.ts";
import { mayBeWrapped } from "../../dicom/wrapped_air.ts";
import { DicomError } from "../../error.ts";
import { inParallel } from "../../files/in_parallel.ts";
import { compareNaturally } from "../../text/natural_order.ts";
import type { Progress } from "../../progress.ts";
import type { RasterHeader } from "../../raster/raster_header.ts";
import { type Rejection, rejection } from "../rejection.ts";
import { listFiles, unreadable } from "./list_files.ts";
import { SharedValues } from "./shared_values.ts";

/** An image in a file below a root. */
export interface ScannedFile {
  /** The file's path relative to the root, with forward slashes. */
  file: string;
  /** Which image of the file, from 0; always 0 in files of one image. */
  frame: number;
  /** The header of this image: where the file holds several, each has its own place. */
  header: DicomHeader;
  /** What the file says where it is a PNG, JPEG or TIFF, whose {@link header} says little. */
  raster?: RasterHeader;
}

/** What is in a folder. */
export interface Scan {
  /** The images in natural order of their files' paths. */
  files: ScannedFile[];
  /** Everything else that was looked at, and what is wrong with it. */
  rejected: Rejection[];
}

/** Options of {@link scanFolder}. */
export interface ScanOptions {
  /** Files read at a time; default 16. */
  concurrency?: number;
}

/**
 * Finds the DICOM files in a folder, at any depth, and reads their headers, of pixels only those that
 * may have wrapped around. Nothing outside of the folder needs to be readable.
 *
 * Every file that is no DICOM file, or cannot be read, is listed as rejected; what is passed over, and
 * how links are followed, is described at {@link listFiles}.
 *
 * @throws The operating system's error if the root itself cannot be read.
 */
export async function scanFolder(
  root: string,
  options: ScanOptions = {},
  progress?: Progress,
): Promise<Scan> {
  const { paths, rejected } = await listFiles(root, (count) => {
    progress?.(0, count, "looking for files");
  });
  const shared = new SharedValues();
  let done = 0;
  const results = await inParallel(paths, options.concurrency ?? 16, async (path) => {
    const images = await readHeader(root, path, shared);
    progress?.(++done, paths.length, path);
    return images;
  });

  const files = results.filter((result) => Array.isArray(result)).flat();
  rejected.push(...results.filter((result): result is Rejection => "reason" in result));
  rejected.sort((a, b) => compareNaturally(a.file, b.file));
  return { files, rejected };
}

async function readHeader(
  root: string,
  file: string,
  shared: SharedValues,
): Promise<ScannedFile[] | Rejection> {
  try {
    const path = join(root, file);
    const header = await noteWrappedAir(path, file, await readDicomHeaderFile(path, file));
    return imagesOf(header).map((header, frame) => ({ file, frame, header: shared.share(header) }));
  } catch (error) {
    return rejection(file, error instanceof DicomError ? error.fault : unreadable(error, file));
  }
}

/** Of the few images whose header leaves it open, the pixels show whether negative HU wrapped around. */
async function noteWrappedAir(
  path: string,
  file: string,
  header: DicomHeader,
): Promise<DicomHeader> {
  if (!header.hasPixelData || !mayBeWrapped(header)) return header;
  try {
    const { notes } = await readDicom(await Deno.readFile(path), file);
    return { ...header, notes };
  } catch (error) {
    // What is wrong with the pixels is reported when they are used.
    if (error instanceof DicomError) return header;
    throw error;
  }
}

/** One header per image: those of a file of several whose functional groups say where each lies. */
function imagesOf(header: DicomHeader): DicomHeader[] {
  if (header.frames === null) return [header];
  return header.frames.map((_, frame) => {
    return { ...headerOfFrame(header, frame), numberOfFrames: 1, frames: null };
  });
}
