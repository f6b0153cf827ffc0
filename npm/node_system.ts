import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { refuseImages } from "../cli/no_images.ts";
import type { System } from "../cli/system.ts";
import { StorageError } from "../lib/error.ts";
import { type Fault, reasonText } from "../lib/fault.ts";
import { isStandardInput } from "../lib/files/standard_input.ts";
import { storageError } from "../lib/files/storage_error.ts";
import { unpacked } from "../lib/files/table_file.ts";
import { EmbeddingsNpy } from "../lib/leakage/features/embeddings_npy.ts";

/** Commands under Node. */
export const NODE: System = {
  tableBytes: (path, table) => {
    const stream = isStandardInput(path)
      ? process.stdin
      : createReadStream(path, { highWaterMark: 1 << 18 });
    return unpacked(stream[Symbol.asyncIterator](), table);
  },
  readText: (path) => readFile(path, "utf8"),
  writeText,
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
  compareImages: refuseImages,
  whyNot,
  endWith(status) {
    process.exitCode = status;
  },
};

/** Into a file beside it, flushed, then renamed: a killed run leaves no half file under the real name. */
export async function writeText(path: string, text: string): Promise<void> {
  const partial = `${path}.${crypto.randomUUID().slice(0, 8)}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(partial, "wx");
    try {
      await file.writeFile(text);
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
