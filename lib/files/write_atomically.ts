import { dirname } from "node:path";

/**
 * Writes a whole file or nothing: into a temporary file beside it, flushed, then renamed, so that a
 * killed run or a full disk never leaves half a file under the real name. Parent folders are made.
 *
 * @throws The operating system's error (a full disk, no permission); the temporary file is removed.
 */
export async function writeAtomically(path: string, data: Uint8Array | string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${crypto.randomUUID().slice(0, 8)}.partial`;
  try {
    const file = await Deno.open(partial, { write: true, createNew: true });
    try {
      const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(partial, path);
  } catch (error) {
    await Deno.remove(partial).catch(() => {});
    throw error;
  }
}
