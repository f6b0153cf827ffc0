/**
 * `hemoleak` on Node: the commands that need no engine, with the options of Deno's command line.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import process from "node:process";
import { Command } from "commander";
import { auditOptions } from "../cli/audit_options.ts";
import { errorText, STACK_TRACE } from "../cli/error_text.ts";
import { evaluateOptions } from "../cli/evaluate_options.ts";
import { splitOptions } from "../cli/split_options.ts";
import { NODE, systemFault } from "./node_system.ts";
import { pageCommand } from "./page_command.ts";

// The package's, beside the folder that this file's bundle lies in.
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

const program = new Command("hemoleak")
  .description("Measure how much of a slice classifier's score is the patient's identity.")
  .version(version)
  .showHelpAfterError()
  .option(STACK_TRACE, "show where an error that nobody expected came from")
  .addCommand(auditOptions(async (file, options) => {
    const { auditTable } = await import("./commands.ts");
    await auditTable(file, options, NODE);
  }))
  .addCommand(evaluateOptions(async (file, options) => {
    const { evaluateTable } = await import("./commands.ts");
    await evaluateTable(file, options, NODE);
  }))
  .addCommand(splitOptions(async (table, options) => {
    const { splitTableFile } = await import("./commands.ts");
    await splitTableFile(table, options, NODE);
  }))
  .addCommand(pageCommand());

try {
  await program.parseAsync();
} catch (error) {
  const command = ["hemoleak", ...process.argv.slice(2, 3)].join(" ");
  console.error(errorText(error, command, process.argv.includes(STACK_TRACE), systemFault));
  process.exitCode = 1;
}
