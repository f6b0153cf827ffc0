import { tableBytes } from "hemoleak/files/table_file.ts";
import { writeAtomically } from "hemoleak/files/write_atomically.ts";
import { openEmbeddings } from "hemoleak/leakage/features/embeddings_file.ts";
import { whyNot } from "./last_resort.ts";
import type { System } from "./system.ts";

/** Commands under Deno. */
export const DENO: System = {
  tableBytes,
  readText: (path) => Deno.readTextFile(path),
  writeText: writeAtomically,
  openEmbeddings,
  // TensorFlow is loaded for this alone.
  async compareImages(folder, table) {
    const { compareImages } = await import("./audit_images.ts");
    return await compareImages(folder, table);
  },
  whyNot,
  endWith(status) {
    Deno.exitCode = status;
  },
};
