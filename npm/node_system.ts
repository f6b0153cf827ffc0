import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { NO_IMAGES } from "../cli/no_images.ts";
import type { FileSystem, ImageEngine } from "../cli/system.ts";
import { StorageError } from "../lib/error.ts";
import { type Fault, reasonText } from "../lib/fault.ts";
import { isStandardInput } from "../lib/files/standard_input.ts";
import { storageError } from "../lib/files/storage_error.ts";
import { unpacked } from "../lib/files/table_file.ts";
import type { Pieces } from "../lib/files/write_atomically.ts";
import { EmbeddingsNpy } from "../lib/leakage/features/embeddings_npy.ts";

/** Commands under Node. */
export const NODE: FileSystem & ImageEngine = {
  ...NO_IMAGES,
  tableBytes: (path, table) => {
    const stream = isStandardInput(path)
      ? process.stdin
      : createReadStream(path, { highWaterMark: 1 << 18 });
    return unpacked(stream[Symbol.asyncIterator](), table);
  },
  readText: (path) => readFile(path, "utf8"),
  writeText: writeFile,
  writeBytes: writeFile,
  // Standard output stays open for what is said afterwards.
  writeOutput: (pieces) => pipeline(Readable.from(pieces), process.stdout, { end: false }),
  async isSameFile(first, second) {
    const [one, other] = [await statOf(first), await statOf(second)];
    return one !== null && other !== null && one.dev === other.dev && one.ino === other.ino;
  },
  openEmbeddings(path) {
    let file: number;
    try {
      file = openSync(path, "r");
    } catch (error) {
      throw new StorageError({ file: path, problem: `cannot be read: ${whyNot(error)}` }, {
        cause: error,
      });
    }
    return new EmbeddingsNpy({
      read: (into, at) => readSync(file, into, 0, into.length, at),
      close: () => closeSync(file),
    }, path);
  },
  whyNot,
  endWith(status) {
    process.exitCode = status;
  },
};

/** Into a file beside it, flushed, then renamed: a killed run leaves no half file under the real name. */
export async function writeFile(path: string, data: string | Pieces): Promise<void> {
  const partial = `${path}.${crypto.randomUUID().slice(0, 8)}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(partial, "wx");
    try {
      if (typeof data === "string") await file.writeFile(data);
      else for await (const piece of data) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw storageError(path, error);
  }
}

const statOf = (path: string) => stat(path, { bigint: true }).catch(() => null);

function whyNot(error: unknown): string {
  const { code } = error as { code?: string };
  if (code === "ENOENT") return "there is none";
  if (code === "EISDIR") return "it is a folder";
  if (code === "EACCES") return "it may not be read: permission denied";
  const fault = systemFault(error);
  if (fault !== null) return reasonText(fault);
  return error instanceof Error ? error.message : String(error);
}

/** What the system says of a file, or null where it said nothing. */
export function systemFault(error: unknown): Fault | null {
  const isOfSystem = error instanceof Error &&
    /^E[A-Z0-9]+$/.test(String((error as { code?: unknown }).code));
  return isOfSystem ? { problem: error.message } : null;
}
