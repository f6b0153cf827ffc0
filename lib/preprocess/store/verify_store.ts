import { PreprocessError } from "../../error.ts";
import { CHECKSUMS_FILE, fileSha256, parseChecksums } from "../../files/checksums.ts";
import type { Progress } from "../../progress.ts";

/** A file of a store that is not as it was written. */
export interface DamagedFile {
  /** Relative to the store. */
  file: string;
  /** What is wrong with it, in words for the user. */
  reason: string;
}

/**
 * Compares every file of a store with its SHA-256. What is damaged, {@linkcode preprocessCohort} with
 * `verify` makes again.
 *
 * @param directory The folder that {@linkcode preprocessCohort} wrote.
 * @param progress Called with the files done, of all.
 * @returns The damaged files; none when all is well.
 * @throws {PreprocessError} If the folder has no readable list of checksums.
 *
 * @example
 * ```ts ignore
 * import { verifyStore } from "hemoleak";
 * for (const { file, reason } of await verifyStore("out/slices-256")) console.log(file, reason);
 * ```
 */
export async function verifyStore(
  directory: string,
  progress: Progress = () => {},
): Promise<DamagedFile[]> {
  const sums = await readChecksums(directory);
  if (sums === null) {
    throw new PreprocessError({
      file: `${directory}/${CHECKSUMS_FILE}`,
      problem: "not found",
      hint: "preprocess the cohort into this folder first",
    });
  }
  const damaged: DamagedFile[] = [];
  let done = 0;
  for (const [file, sum] of sums) {
    const reason = await damageOf(`${directory}/${file}`, sum);
    if (reason !== null) damaged.push({ file, reason });
    progress(++done, sums.size, file);
  }
  return damaged;
}

/**
 * The SHA-256 of a store's files by name, or null where there is no list of them.
 *
 * @throws {PreprocessError} If the list is damaged.
 */
export async function readChecksums(directory: string): Promise<Map<string, string> | null> {
  const path = `${directory}/${CHECKSUMS_FILE}`;
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  const sums = parseChecksums(text);
  if (sums === null) {
    throw new PreprocessError({
      file: path,
      problem: "damaged",
      hint: "preprocess the cohort into this folder again",
    });
  }
  return sums;
}

async function damageOf(path: string, sum: string): Promise<string | null> {
  try {
    return await fileSha256(path) === sum ? null : "its bytes are not those that were written";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "it is missing";
    return `it cannot be read: ${(error as Error).message}`;
  }
}
