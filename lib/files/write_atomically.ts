import { dirname } from "node:path";
import { storageError } from "./storage_error.ts";

/**
 * Writes a whole file or nothing: into a temporary file beside it, flushed, then renamed, so that a
 * killed run or a full disk never leaves half a file under the real name. Parent folders are made.
 *
 * @throws {StorageError} The disk is full or the path may not be written to; no temporary file stays.
 */
export async function writeAtomically(path: string, data: Uint8Array | string): Promise<void> {
  const partial = `${path}.${crypto.randomUUID().slice(0, 8)}.partial`;
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    await writeAndFlush(partial, typeof data === "string" ? new TextEncoder().encode(data) : data);
    await Deno.rename(partial, path);
  } catch (error) {
    await Deno.remove(partial).catch(() => {});
    throw storageError(path, error);
  }
}

async function writeAndFlush(path: string, bytes: Uint8Array): Promise<void> {
  const file = await Deno.open(path, { write: true, createNew: true });
  try {
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    await file.sync();
  } finally {
    file.close();
  }
}
