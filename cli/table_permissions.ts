import { dirname } from "node:path";
import { libraryFolder } from "hemoleak/tensorflow/library/library.ts";
import type { AuditCliOptions } from "./audit_table.ts";
import type { EvaluateCliOptions } from "./evaluate_table.ts";
import type { Permissions } from "./permissions.ts";

/** TensorFlow compares the images; nothing else needs more than to read and write the named files. */
export function auditPermissions(
  files: readonly string[],
  options: AuditCliOptions,
): Permissions {
  const { images, embeddings = [], record = [], html, sheet } = options;
  const named = (...paths: (string | undefined)[]) => paths.filter((path) => path !== undefined);
  const read = [...files, ...named(images), ...embeddings, ...record];
  const write = named(html, sheet).map((path) => dirname(path));
  if (images === undefined) return { read, write };
  return {
    read: [...read, libraryFolder()],
    write,
    more: ["--allow-env", "--allow-ffi", "--allow-sys=cpus,hostname,osRelease"],
  };
}

/** It reads what is named, and writes nothing. */
export function evaluatePermissions(
  files: readonly string[],
  options: EvaluateCliOptions,
): Permissions {
  return { read: options.compare ? [...files, options.compare] : [...files] };
}
