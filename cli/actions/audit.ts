import { type AuditCliOptions, auditTable } from "../audit_table.ts";
import { DENO } from "../deno_system.ts";
import type { System } from "../system.ts";

/** TensorFlow is loaded for this alone. */
const compareImages: System["compareImages"] = async (folder, table) => {
  const { compareImages } = await import("../audit_images.ts");
  return await compareImages(folder, table);
};

/** What `hemoleak audit` does under Deno. */
export async function auditFile(files: readonly string[], options: AuditCliOptions): Promise<void> {
  await auditTable(files, options, { ...DENO, compareImages });
}
