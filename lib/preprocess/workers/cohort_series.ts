import type { PixelReading } from "../../cohort/pixel_reading.ts";
import { NEARLY_BLACK } from "../../cohort/scan/raster_slice.ts";
import type { SliceRow } from "../../cohort/slice_row.ts";
import { sha256 } from "../../files/checksums.ts";
import type { PreprocessOptions } from "../chain/options.ts";
import { arrayNames } from "../store/array_names.ts";

/** What preprocessing needs of a cohort. */
export interface CohortSlices {
  /** The folder that the rows' files are relative to. */
  root: string;
  /** Its rows, series by series. */
  slices: readonly SliceRow[];
  /** What their pixels mean, where the files do not say. */
  reading?: PixelReading;
  /** Where the files of the rows are below the root, if their names are pseudonyms. */
  paths?: ReadonlyMap<string, string>;
}

/** Where the file of a row is, relative to the cohort's folder. */
export function pathOf({ paths }: CohortSlices, { file }: SliceRow): string {
  return paths?.get(file) ?? file;
}

/** One series of a cohort, and its files in a store. */
export interface CohortSeries {
  rows: SliceRow[];
  /** SHA-256 of what the images follow from: files (name, frame, size, time of change), options, chain. */
  key: string;
  /** The images, relative to the store. */
  npy: string;
  /** What is noted of them. */
  record: string;
  /** The results while it is under way. */
  slots: string;
}

/** To be raised when a change of the chain gives the same input other pixels. */
const CHAIN_VERSION = 4;

/** The folder of a store that holds the images. */
export const ARRAYS_FOLDER = "slices";

/** The series of a cohort, in the order of their first slices. */
export async function listSeries(
  cohort: CohortSlices,
  options: PreprocessOptions,
): Promise<CohortSeries[]> {
  const { slices } = cohort;
  const groups = [...Map.groupBy(slices, ({ study, series }) => `${study}\0${series}`).values()];
  const names = arrayNames(groups.map(([first]) => first!));
  const all: CohortSeries[] = [];
  for (const [index, rows] of groups.entries()) {
    const path = `${ARRAYS_FOLDER}/${names[index]}`;
    all.push({
      rows,
      key: await keyOf(cohort, rows, options),
      npy: `${path}.npy`,
      record: `${path}.json`,
      slots: `${path}.slots`,
    });
  }
  return all;
}

/** What pixels mean, by the cohort and what was asked of the chain, in one order. */
export function readingOf(
  { reading: { imageWindow, channel } = {} }: CohortSlices,
  { modality = "CT" }: PreprocessOptions,
): PixelReading {
  return {
    modality,
    // Of other modalities gray stays gray.
    ...(imageWindow !== undefined && modality === "CT" && {
      imageWindow: { level: imageWindow.level, width: imageWindow.width },
    }),
    ...(channel !== undefined && { channel }),
  };
}

async function keyOf(
  cohort: CohortSlices,
  rows: readonly SliceRow[],
  options: PreprocessOptions,
): Promise<string> {
  const images = await Promise.all(rows.map(async (row) => {
    const info = await Deno.stat(`${cohort.root}/${pathOf(cohort, row)}`).catch(() => null);
    return [row.file, row.frame, info?.size ?? null, info?.mtime?.getTime() ?? null];
  }));
  const sorted = Object.entries(options).sort(([a], [b]) => a < b ? -1 : 1);
  const { modality: _modality, ...gray } = readingOf(cohort, options);
  // Not where nothing is said of gray, so that stores of other files keep their keys.
  const air = gray.imageWindow === undefined ? {} : { nearlyBlack: NEARLY_BLACK };
  const more = Object.keys(gray).length === 0 ? [] : [{ ...gray, ...air }];
  return sha256(JSON.stringify([CHAIN_VERSION, sorted, images, ...more]));
}
