import { type AuditCliOptions, auditTable } from "../audit_table.ts";
import { DENO } from "../deno_system.ts";

/** What `hemoleak audit` does under Deno. */
export async function auditFile(path: string, options: AuditCliOptions): Promise<void> {
  await auditTable(path, options, DENO);
}
