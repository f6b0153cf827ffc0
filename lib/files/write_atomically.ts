import { dirname } from "node:path";
import { storageError } from "./storage_error.ts";
import { writeAll } from "./write_all.ts";

/** What a temporary file's name ends on; only a killed run leaves one. */
export const PARTIAL_FILE = /\.[0-9a-f]{8}\.partial$/;

/**
 * Writes a whole file or nothing: into a temporary file beside it, flushed, then renamed, so that a
 * killed run or a full disk never leaves half a file under the real name. Parent folders are made.
 *
 * @param data The content, or its pieces, which are asked for one after the other.
 * @throws {StorageError} The disk is full or the path may not be written to; no temporary file stays.
 */
export async function writeAtomically(
  path: string,
  data: Uint8Array | string | Pieces,
): Promise<void> {
  const partial = `${path}.${crypto.randomUUID().slice(0, 8)}.partial`;
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    await writeAndFlush(partial, piecesOf(data));
    await Deno.rename(partial, path);
  } catch (error) {
    await Deno.remove(partial).catch(() => {});
    throw storageError(path, error);
  }
}

/** Pieces of a file. */
export type Pieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

function piecesOf(data: Uint8Array | string | Pieces): Pieces {
  if (typeof data === "string") return [new TextEncoder().encode(data)];
  return data instanceof Uint8Array ? [data] : data;
}

async function writeAndFlush(path: string, pieces: Pieces): Promise<void> {
  const file = await Deno.open(path, { write: true, createNew: true });
  try {
    for await (const bytes of pieces) await writeAll(file, bytes);
    await file.sync();
  } finally {
    file.close();
  }
}
