/**
 * `hemoleak` of the wheel for Python: the commands that need no engine, confined as the project's are.
 *
 * @module
 */

import { Command } from "commander";
import { auditOptions } from "../cli/audit_options.ts";
import { STACK_TRACE } from "../cli/error_text.ts";
import { evaluateOptions } from "../cli/evaluate_options.ts";
import type { AuditCliOptions } from "../cli/audit_table.ts";
import type { EvaluateCliOptions } from "../cli/evaluate_table.ts";
import { tellError, tellUncaughtErrors } from "../cli/last_resort.ts";
import { confined } from "../cli/permissions.ts";
import { splitOptions } from "../cli/split_options.ts";
import type { SplitCliOptions } from "../cli/split_table.ts";
import {
  auditPermissions,
  evaluatePermissions,
  splitPermissions,
} from "../cli/table_permissions.ts";
import config from "../deno.json" with { type: "json" };

const PROGRAM = { main: import.meta.filename!, folder: import.meta.dirname! };

const audit = confined(
  async () => {
    const { auditTable } = await import("../cli/audit_table.ts");
    const { DENO } = await import("../cli/deno_system.ts");
    const { NO_IMAGES } = await import("../cli/no_images.ts");
    return (files: readonly string[], options: AuditCliOptions) =>
      auditTable(files, options, { ...DENO, ...NO_IMAGES });
  },
  // Without an engine, none of what one needs.
  (files, { images: _images, ...options }) => auditPermissions(files, options),
  PROGRAM,
);

const evaluate = confined(
  async () => {
    const { evaluateTable } = await import("../cli/evaluate_table.ts");
    const { DENO } = await import("../cli/deno_system.ts");
    return (files: readonly string[], options: EvaluateCliOptions) =>
      evaluateTable(files, options, DENO);
  },
  evaluatePermissions,
  PROGRAM,
);

const split = confined(
  async () => {
    const { splitTableFile } = await import("../cli/split_table.ts");
    const { DENO } = await import("../cli/deno_system.ts");
    const { NO_IMAGES } = await import("../cli/no_images.ts");
    return (table: string, options: SplitCliOptions) =>
      splitTableFile(table, options, { ...DENO, ...NO_IMAGES });
  },
  (table, { images: _images, ...options }) => splitPermissions(table, options),
  PROGRAM,
);

const program = new Command("hemoleak")
  .description("Measure how much of a slice classifier's score is the patient's identity.")
  .version(config.version)
  .showHelpAfterError()
  .option(STACK_TRACE, "show where an error that nobody expected came from")
  .addCommand(auditOptions(audit))
  .addCommand(evaluateOptions(evaluate))
  .addCommand(splitOptions(split));

const command = ["hemoleak", ...Deno.args.slice(0, 1)].join(" ");
tellUncaughtErrors(command);
try {
  await program.parseAsync(Deno.args, { from: "user" });
} catch (error) {
  tellError(error, command);
  Deno.exit(1);
}
