import type { Command } from "commander";
import { confined } from "./permissions.ts";
import { splitOptions } from "./split_options.ts";
import { splitPermissions } from "./table_permissions.ts";

/** `hemoleak split` under Deno. */
export function splitCommand(): Command {
  return splitOptions(
    confined(async () => (await import("./actions/split.ts")).splitFile, splitPermissions),
  );
}
