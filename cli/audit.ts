import { dirname } from "node:path";
import type { Command } from "commander";
import { libraryFolder } from "hemoleak/tensorflow/library/library.ts";
import { auditOptions } from "./audit_options.ts";
import type { AuditCliOptions } from "./audit_table.ts";
import { confined, type Permissions } from "./permissions.ts";

/** `hemoleak audit` under Deno. */
export function auditCommand(): Command {
  return auditOptions(
    confined(async () => (await import("./actions/audit.ts")).auditFile, permissions),
  );
}

/** TensorFlow compares the images; nothing else needs more than to read and write the named files. */
function permissions(files: readonly string[], options: AuditCliOptions): Permissions {
  const { images, embeddings, record, html, sheet } = options;
  const named = (...paths: (string | undefined)[]) => paths.filter((path) => path !== undefined);
  const read = [...files, ...named(images, embeddings, record)];
  const write = named(html, sheet).map((path) => dirname(path));
  if (images === undefined) return { read, write };
  return {
    read: [...read, libraryFolder()],
    write,
    more: ["--allow-env", "--allow-ffi", "--allow-sys=cpus,hostname,osRelease"],
  };
}
