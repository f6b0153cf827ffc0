import { PARTIAL_FILE } from "../../files/write_atomically.ts";
import type { CohortSeries } from "../workers/cohort_series.ts";
import { parseRecord } from "./series_record.ts";

/** What a run that was killed may leave: results under way, and files half written. */
function isUnfinished(name: string): boolean {
  if (PARTIAL_FILE.test(name)) return name.replace(PARTIAL_FILE, "").endsWith(".json");
  return /\.(slots|npy\.partial)$/.test(name);
}

/**
 * Removes what earlier runs left in the folder of images: unfinished files, and the images and records
 * of series that are no longer in the cohort. Files that are not of a store stay.
 */
export async function removeLeftovers(
  folder: string,
  series: readonly CohortSeries[],
): Promise<void> {
  const records = new Set(series.map(({ record }) => record.slice(record.lastIndexOf("/") + 1)));
  for (const name of await fileNames(folder)) {
    const path = `${folder}/${name}`;
    if (isUnfinished(name)) await Deno.remove(path);
    if (!name.endsWith(".json") || records.has(name) || !await isRecord(path)) continue;
    await Deno.remove(path.replace(/\.json$/, ".npy")).catch(() => {});
    await Deno.remove(path);
  }
}

async function fileNames(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) if (isFile) names.push(name);
  return names;
}

async function isRecord(path: string): Promise<boolean> {
  try {
    return parseRecord(await Deno.readTextFile(path)) !== null;
  } catch {
    return false;
  }
}
