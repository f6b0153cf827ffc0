import { crc32 } from "node:zlib";
import { fileSha256 } from "../../files/checksums.ts";
import { formatNpyHeader } from "../../files/npy.ts";
import { writeAtomically } from "../../files/write_atomically.ts";
import type { CohortSeries } from "../workers/cohort_series.ts";
import type { SeriesArray } from "./series_array.ts";

/** What is noted beside the images of a series. */
export interface SeriesRecord extends SeriesArray {
  key: string;
}

/**
 * The record of a series whose images are up to date and whole, else null.
 *
 * @param directory The store.
 * @param size Side of the square images in pixels.
 * @param verify Whether to compare the images' SHA-256 too; else their number of bytes has to do.
 */
export async function readRecord(
  directory: string,
  { rows, key, npy, record }: CohortSeries,
  size: number,
  verify: boolean,
): Promise<SeriesRecord | null> {
  try {
    const noted = parseRecord(await Deno.readTextFile(`${directory}/${record}`));
    if (noted?.key !== key || noted.passing) return null;
    const images = rows.length - noted.rejected.length;
    const { size: length } = await Deno.stat(`${directory}/${npy}`);
    if (length !== formatNpyHeader("|u1", [images, size, size]).length + images * size * size) {
      return null;
    }
    if (verify && await fileSha256(`${directory}/${npy}`) !== noted.sha256) return null;
    return noted;
  } catch {
    return null;
  }
}

/** Writes the record, with a checksum of its own. */
export async function writeRecord(
  directory: string,
  series: CohortSeries,
  array: SeriesArray,
): Promise<SeriesRecord> {
  const record: SeriesRecord = { key: series.key, ...array };
  const text = JSON.stringify({ ...record, crc32: crc32(JSON.stringify(record)) });
  await writeAtomically(`${directory}/${series.record}`, text);
  return record;
}

/** Parses what {@link writeRecord} writes; null where the checksum is not right, an error where it is no JSON. */
export function parseRecord(text: string): SeriesRecord | null {
  const { crc32: sum, ...record } = JSON.parse(text);
  return crc32(JSON.stringify(record)) === sum ? record : null;
}
