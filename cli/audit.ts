import type { Command } from "commander";
import { auditOptions } from "./audit_options.ts";
import { confined } from "./permissions.ts";
import { auditPermissions } from "./table_permissions.ts";

/** `hemoleak audit` under Deno. */
export function auditCommand(): Command {
  return auditOptions(
    confined(async () => (await import("./actions/audit.ts")).auditFile, auditPermissions),
  );
}
