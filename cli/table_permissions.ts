import { dirname } from "node:path";
import { isStandardInput } from "hemoleak/files/standard_input.ts";
import { libraryFolder } from "hemoleak/tensorflow/library/library.ts";
import type { AuditCliOptions } from "./audit_table.ts";
import type { EvaluateCliOptions } from "./evaluate_table.ts";
import type { Permissions } from "./permissions.ts";
import type { SplitCliOptions } from "./split_table.ts";

/** What `audit` reads and writes is named. */
export function auditPermissions(
  files: readonly string[],
  { images, embeddings = [], record = [], html, sheet }: AuditCliOptions,
): Permissions {
  const read = [...files, ...named(images), ...embeddings, ...record];
  const write = named(html, sheet).map((path) => dirname(path));
  return images === undefined ? { read, write } : withEngine(read, write);
}

/** What `split` reads and writes is named. */
export function splitPermissions(
  table: string,
  { out, images, embeddings }: SplitCliOptions,
): Permissions {
  const read = [table, ...named(images, embeddings)];
  const write = out === undefined || isStandardInput(out) ? [] : [dirname(out)];
  return images === undefined ? { read, write } : withEngine(read, write);
}

const named = (...paths: (string | undefined)[]) => paths.filter((path) => path !== undefined);

/** TensorFlow compares images. */
function withEngine(read: readonly string[], write: readonly string[]): Permissions {
  return {
    read: [...read, libraryFolder()],
    write,
    more: ["--allow-env", "--allow-ffi", "--allow-sys=cpus,hostname,osRelease"],
  };
}

/** It reads what is named, and writes nothing. */
export function evaluatePermissions(
  files: readonly string[],
  { compare }: EvaluateCliOptions,
): Permissions {
  return { read: [...files, ...named(compare)] };
}
