import { join } from "node:path";
import type { Progress } from "../lib/progress.ts";

/**
 * Reports the size of a folder in megabytes while something else fills it.
 *
 * @param expectedBytes What it will hold in the end.
 */
export async function watchSize<T>(
  folder: string,
  expectedBytes: number,
  progress: Progress,
  work: Promise<T>,
): Promise<T> {
  const total = Math.round(expectedBytes / 1e6);
  let measuring = false;
  const timer = setInterval(async () => {
    if (measuring) return;
    measuring = true;
    const size = await sizeOf(folder);
    measuring = false;
    progress(Math.min(total, Math.round(size / 1e6)), total, "MB");
  }, 250);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

/** Bytes of all files below a folder; what vanishes meanwhile does not count. */
async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const entry of Deno.readDir(folder)) {
      const path = join(folder, entry.name);
      bytes += entry.isDirectory ? await sizeOf(path) : (await Deno.lstat(path)).size;
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return bytes;
}
