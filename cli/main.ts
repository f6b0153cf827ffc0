/**
 * `hemoleak`: the command line. One file a subcommand; each parses, calls `lib` and prints.
 *
 * @module
 */

import { Command } from "commander";
import { isHemoleakError } from "hemoleak/error.ts";
import { decodeCommand } from "./decode.ts";
import { evaluateCommand } from "./evaluate.ts";
import { ingestCommand } from "./ingest.ts";
import { phantomCommand } from "./phantom.ts";
import { preprocessCommand } from "./preprocess.ts";
import { reproduceCommand } from "./reproduce.ts";

const program = new Command("hemoleak")
  .description("Measure how much of a head-CT slice classifier's AUC is the patient's identity.")
  .showHelpAfterError()
  .addCommand(reproduceCommand())
  .addCommand(ingestCommand())
  .addCommand(preprocessCommand())
  .addCommand(decodeCommand())
  .addCommand(evaluateCommand())
  .addCommand(phantomCommand());

try {
  await program.parseAsync(Deno.args, { from: "user" });
} catch (error) {
  if (!isHemoleakError(error)) throw error;
  console.error(`hemoleak: ${error.message}`);
  Deno.exit(1);
}
