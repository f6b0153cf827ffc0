import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { SetupError } from "../lib/error.ts";

/** Bytes that may still be written to the file system of a folder, which need not be there yet. */
export async function freeBytes(folder: string): Promise<number> {
  for (let at = resolve(folder);; at = dirname(at)) {
    try {
      const { bavail, bsize } = await statfs(at);
      return bavail * bsize;
    } catch (error) {
      if ((error as { code?: string }).code !== "ENOENT" || at === dirname(at)) throw error;
    }
  }
}

/**
 * Makes sure that there is room before a long download rather than after it.
 *
 * @param remedy What else helps than freeing space, as the end of a sentence.
 * @throws {SetupError} Fewer than `bytes` bytes are free.
 */
export async function requireSpace(
  folder: string,
  bytes: number,
  purpose: string,
  remedy: string,
  free: (folder: string) => Promise<number> = freeBytes,
): Promise<void> {
  const found = await free(folder);
  if (found < bytes) {
    throw new SetupError(
      `${purpose} needs ${gigabytes(bytes)} of disk space but only ${gigabytes(found)} are free ` +
        `for ${folder}: free some${remedy} and run this again.`,
    );
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
