import { type AuditCliOptions, auditTable } from "../audit_table.ts";
import { DENO } from "../deno_system.ts";

/** What `hemoleak audit` does under Deno. */
export async function auditFile(files: readonly string[], options: AuditCliOptions): Promise<void> {
  await auditTable(files, options, DENO);
}
