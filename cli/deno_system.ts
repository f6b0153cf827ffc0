import { tableBytes } from "hemoleak/files/table_file.ts";
import { writeAll } from "hemoleak/files/write_all.ts";
import { writeAtomically } from "hemoleak/files/write_atomically.ts";
import { openEmbeddings } from "hemoleak/leakage/features/embeddings_file.ts";
import { whyNot } from "./last_resort.ts";
import type { FileSystem } from "./system.ts";

/** Commands under Deno. */
export const DENO: FileSystem = {
  tableBytes,
  readText: (path) => Deno.readTextFile(path),
  writeText: writeAtomically,
  writeBytes: writeAtomically,
  async writeOutput(pieces) {
    for (const piece of pieces) await writeAll(Deno.stdout, piece);
  },
  async isSameFile(first, second) {
    const stat = async (path: string) => await Deno.stat(path).catch(() => null);
    const [one, other] = [await stat(first), await stat(second)];
    return one !== null && other !== null && one.ino !== null &&
      one.dev === other.dev && one.ino === other.ino;
  },
  openEmbeddings,
  whyNot,
  endWith(status) {
    Deno.exitCode = status;
  },
};
