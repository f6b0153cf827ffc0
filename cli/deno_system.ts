import { tableBytes } from "hemoleak/files/table_file.ts";
import { writeAtomically } from "hemoleak/files/write_atomically.ts";
import { openEmbeddings } from "hemoleak/leakage/features/embeddings_file.ts";
import { whyNot } from "./last_resort.ts";
import type { System } from "./system.ts";

/** Commands under Deno, but for what needs an engine. */
export const DENO: Omit<System, "compareImages"> = {
  tableBytes,
  readText: (path) => Deno.readTextFile(path),
  writeText: writeAtomically,
  openEmbeddings,
  whyNot,
  endWith(status) {
    Deno.exitCode = status;
  },
};
