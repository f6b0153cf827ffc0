import { join } from "node:path";
import { DicomError } from "../error.ts";
import { type DicomHeader, readDicomHeaderFile } from "../dicom/header.ts";
import type { Progress } from "../progress.ts";
import { compareNaturally } from "./natural_order.ts";
import type { Rejection } from "./slice_row.ts";

/** A DICOM file below a root. */
export interface ScannedFile {
  /** Its path relative to the root, with forward slashes. */
  file: string;
  /** Which image of the file, from 0; always 0 in files of one image. */
  frame: number;
  header: DicomHeader;
}

/** What is in a folder. */
export interface Scan {
  /** The DICOM files in natural order of their paths. */
  files: ScannedFile[];
  /** Everything else that was looked at, and what is wrong with it. */
  rejected: Rejection[];
}

/** Options of {@link scanFolder}. */
export interface ScanOptions {
  /** Files read at a time; default 16. */
  concurrency?: number;
}

/** Written by operating systems and DICOM media, and no part of a data set. */
const LITTER = /^(\..*|__MACOSX|Thumbs\.db|desktop\.ini|DICOMDIR|lost\+found)$/i;

/** Tables and their like lie beside the images: they are labels, not images that failed. */
const TABLE = /\.(csv|json)$/i;

/**
 * Finds the DICOM files in a folder, at any depth, and reads their headers, not their pixels.
 *
 * Hidden files, litter of operating systems, `DICOMDIR`, and `.csv` and `.json` files are passed
 * over; every other file that is no DICOM file, or cannot be read, is listed as rejected. Links are followed, a
 * folder that has been seen already is not entered again.
 *
 * @throws The operating system's error if the root itself cannot be read.
 */
export async function scanFolder(
  root: string,
  options: ScanOptions = {},
  progress?: Progress,
): Promise<Scan> {
  const rejected: Rejection[] = [];
  const paths: string[] = [];
  const found = () => progress?.(0, paths.length, "looking for files");
  await listFiles(root, "", { entered: new Set(), paths, rejected, found });
  paths.sort(compareNaturally);

  const results: (ScannedFile | Rejection)[] = new Array(paths.length);
  let next = 0, done = 0;
  const readOn = async () => {
    while (next < paths.length) {
      const index = next++;
      results[index] = await readHeader(root, paths[index]!);
      progress?.(++done, paths.length, paths[index]);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 16 }, readOn));

  const files = results.filter((result): result is ScannedFile => "header" in result);
  rejected.push(...results.filter((result): result is Rejection => "reason" in result));
  rejected.sort((a, b) => compareNaturally(a.file, b.file));
  return { files, rejected };
}

/** What is known while folders are walked. */
interface Walk {
  /** Real paths of the folders entered. */
  entered: Set<string>;
  paths: string[];
  rejected: Rejection[];
  /** Called after every folder. */
  found: () => void;
}

/** Collects the files below a folder. */
async function listFiles(root: string, folder: string, walk: Walk): Promise<void> {
  const real = await Deno.realPath(join(root, folder));
  if (walk.entered.has(real)) {
    walk.rejected.push({ file: folder, reason: "a link to a folder that is read already" });
    return;
  }
  walk.entered.add(real);
  for await (const entry of Deno.readDir(real)) {
    if (LITTER.test(entry.name)) continue;
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    try {
      const kind = entry.isSymlink ? await Deno.stat(join(root, path)) : entry;
      if (kind.isDirectory) await listFiles(root, path, walk);
      else if (kind.isFile && !TABLE.test(entry.name)) walk.paths.push(path);
    } catch (error) {
      walk.rejected.push({ file: path, reason: unreadable(error) });
    }
  }
  walk.found();
}

async function readHeader(root: string, file: string): Promise<ScannedFile | Rejection> {
  try {
    return { file, frame: 0, header: await readDicomHeaderFile(join(root, file), file) };
  } catch (error) {
    if (error instanceof DicomError) {
      return { file, reason: error.message.replace(`${file}: `, "") };
    }
    return { file, reason: unreadable(error) };
  }
}

/**
 * The system's reason without its number and without the absolute path that it quotes.
 *
 * @throws The error itself if it is a defect and not the system's.
 */
function unreadable(error: unknown): string {
  if (error instanceof TypeError || error instanceof RangeError) throw error;
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return "cannot be read: permission denied";
  }
  if (error instanceof Deno.errors.NotFound) return "cannot be read: a link that leads nowhere";
  const [message] = (error as Error).message.split(/ \(os error|: \w+ '/);
  return `cannot be read: ${message}`;
}
