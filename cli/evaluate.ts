import type { Command } from "commander";
import { evaluateOptions } from "./evaluate_options.ts";
import { confined } from "./permissions.ts";

/** `hemoleak evaluate` under Deno. */
export function evaluateCommand(): Command {
  return evaluateOptions(
    confined(
      async () => (await import("./actions/evaluate.ts")).evaluateFile,
      (files, options) => ({ read: options.compare ? [...files, options.compare] : files }),
    ),
  );
}
