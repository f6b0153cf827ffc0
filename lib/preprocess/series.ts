import type { Rejection } from "../cohort/slice_row.ts";
import { type DicomSlice, readDicom } from "../dicom/read.ts";
import { AIR } from "./background.ts";
import { float32Pixels, type Image, imageOf } from "./image.ts";
import type { PreprocessOptions } from "./options.ts";
import { preprocessSlice } from "./pipeline.ts";

/** The slices of one series that are to be preprocessed. */
export interface SeriesTask {
  /** The cohort's folder. */
  root: string;
  /** The DICOM files relative to it, with forward slashes. */
  files: readonly string[];
  options: PreprocessOptions;
}

/** What became of a {@link SeriesTask}. */
export interface SeriesResult {
  /** `[kept.length, size, size]`, gray levels. */
  images: Uint8Array<ArrayBuffer>;
  /** For each image, the index of its file in the task. */
  kept: number[];
  rejected: Rejection[];
}

/**
 * Decodes and preprocesses the slices of a series. A file that cannot be read or holds no head is
 * listed with its reason, and the others go on.
 *
 * @param onSlice Called after each file.
 */
export async function preprocessSeries(
  { root, files, options }: SeriesTask,
  onSlice: () => void,
): Promise<SeriesResult> {
  const pixels = options.size * options.size;
  const images = new Uint8Array(files.length * pixels);
  const kept: number[] = [];
  const rejected: Rejection[] = [];
  for (const [index, file] of files.entries()) {
    try {
      const slice = readDicom(await Deno.readFile(`${root}/${file}`), file);
      const image = preprocessSlice(withoutPadding(slice, options.airThreshold), options);
      images.set(image.data, kept.length * pixels);
      kept.push(index);
    } catch (error) {
      rejected.push({ file, reason: reasonFor(error, file) });
    }
    onSlice();
  }
  return { images: images.slice(0, kept.length * pixels), kept, rejected };
}

/** Padding around the field of view is no tissue, whatever number stands for it. */
function withoutPadding(slice: DicomSlice, airThreshold: number): Image {
  const { image, paddingValue, paddingRangeLimit, rows, columns } = slice;
  if (paddingValue === null) return image;
  const least = Math.min(paddingValue, paddingRangeLimit ?? paddingValue);
  const most = Math.max(paddingValue, paddingRangeLimit ?? paddingValue);
  if (most <= airThreshold) return image;
  const pixels = float32Pixels(image).slice();
  for (let at = 0; at < pixels.length; at++) {
    if (pixels[at]! >= least && pixels[at]! <= most) pixels[at] = AIR;
  }
  return imageOf(pixels, rows, columns);
}

/** Without the file's name, which stands beside it, and without this machine's folders. */
function reasonFor(error: unknown, file: string): string {
  if (error instanceof Deno.errors.NotFound) return "the file is missing";
  if (error instanceof Deno.errors.PermissionDenied) return "no permission to read the file";
  const { message } = error as Error;
  return message.startsWith(`${file}: `) ? message.slice(file.length + 2) : message;
}
