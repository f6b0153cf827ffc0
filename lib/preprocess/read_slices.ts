import { join } from "node:path";
import { readCohortParquet, readReading } from "../cohort/cohort_files.ts";
import type { PixelReading } from "../cohort/pixel_reading.ts";
import { resolveFiles } from "../cohort/scan/pseudonyms.ts";
import { CohortError } from "../error.ts";
import type { CohortSlices } from "./workers/cohort_series.ts";

/** What a pseudonym looks like in place of a file. */
const PSEUDONYM = /^[0-9a-f]{16}$/;

/**
 * Reads what {@link preprocessCohort} needs of a cohort that was ingested.
 *
 * @param root The cohort's folder.
 * @param directory The folder with `cohort.parquet`.
 * @param salt With which the cohort was pseudonymised, if it was.
 * @param given What pixels mean, where that is not to be what the cohort was read with.
 * @throws {CohortError} If there is no cohort or it cannot be read, or the salt is not the cohort's.
 */
export async function readSlices(
  root: string,
  directory: string,
  salt?: string,
  given: PixelReading = {},
): Promise<CohortSlices> {
  const path = join(directory, "cohort.parquet");
  if (!await Deno.stat(path).then(() => true, () => false)) {
    throw new CohortError({
      file: path,
      problem: "not found",
      hint: `run "hemoleak ingest ${root} --out ${directory}" first`,
    });
  }
  const slices = await readCohortParquet(path);
  const read = await readReading(directory);
  const isTold = read !== undefined || Object.keys(given).length > 0;
  const known = { root, slices, ...(isTold && { reading: { ...read, ...given } }) };
  if (salt !== undefined) {
    const paths = await resolveFiles(root, salt);
    if (slices.some(({ file }) => paths.has(file))) return { ...known, paths };
    throw new CohortError({
      file: path,
      expected: `pseudonyms of files below ${root}`,
      found: "none",
      hint: "give the folder and the salt that ingest was given",
    });
  }
  if (slices.length > 0 && slices.every(({ file }) => PSEUDONYM.test(file))) {
    throw new CohortError({
      file: path,
      problem: "its files are pseudonyms",
      hint: "give the salt that ingest was given with --pseudonymise",
    });
  }
  return known;
}
