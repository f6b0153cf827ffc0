import type { Command } from "commander";
import { evaluateOptions } from "./evaluate_options.ts";
import { confined } from "./permissions.ts";
import { evaluatePermissions } from "./table_permissions.ts";

/** `hemoleak evaluate` under Deno. */
export function evaluateCommand(): Command {
  return evaluateOptions(
    confined(
      async () => (await import("./actions/evaluate.ts")).evaluateFile,
      evaluatePermissions,
    ),
  );
}
