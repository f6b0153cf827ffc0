import { join } from "node:path";
import { DicomError } from "../error.ts";
import { type DicomHeader, readDicomHeaderFile } from "../dicom/header.ts";
import type { Progress } from "../progress.ts";
import { listFiles, unreadable } from "./list_files.ts";
import { compareNaturally } from "./natural_order.ts";
import { SharedValues } from "./shared_values.ts";
import type { Rejection } from "./slice_row.ts";

/** An image in a DICOM file below a root. */
export interface ScannedFile {
  /** The file's path relative to the root, with forward slashes. */
  file: string;
  /** Which image of the file, from 0; always 0 in files of one image. */
  frame: number;
  header: DicomHeader;
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
 * Finds the DICOM files in a folder, at any depth, and reads their headers, not their pixels. Nothing
 * outside of the folder needs to be readable.
 *
 * Every file that is no DICOM file, or cannot be read, is listed as rejected; what is passed over, and
 * how links are followed, is told at {@link listFiles}.
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
  const results: (ScannedFile | Rejection)[] = new Array(paths.length);
  let next = 0, done = 0;
  const readOn = async () => {
    while (next < paths.length) {
      const index = next++;
      results[index] = await readHeader(root, paths[index]!, shared);
      progress?.(++done, paths.length, paths[index]);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 16 }, readOn));

  const files = results.filter((result): result is ScannedFile => "header" in result);
  rejected.push(...results.filter((result): result is Rejection => "reason" in result));
  rejected.sort((a, b) => compareNaturally(a.file, b.file));
  return { files, rejected };
}

async function readHeader(
  root: string,
  file: string,
  shared: SharedValues,
): Promise<ScannedFile | Rejection> {
  try {
    const header = await readDicomHeaderFile(join(root, file), file);
    return { file, frame: 0, header: shared.share(header) };
  } catch (error) {
    if (error instanceof DicomError) {
      return { file, reason: error.message.replace(`${file}: `, "") };
    }
    return { file, reason: unreadable(error, file) };
  }
}
