/**
 * `hemoleak`: the command line. One file per subcommand says what it takes; what it does, in `actions/`,
 * calls `lib` and prints, and is loaded only when it runs.
 *
 * @module
 */

import { Command } from "commander";
import { isHemoleakError } from "hemoleak/error.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import { auditCommand } from "./audit.ts";
import { decodeCommand } from "./decode.ts";
import { evaluateCommand } from "./evaluate.ts";
import { gridCommand } from "./grid.ts";
import { ingestCommand } from "./ingest.ts";
import { phantomCommand } from "./phantom.ts";
import { preprocessCommand } from "./preprocess.ts";
import { reproduceCommand } from "./reproduce.ts";

const program = new Command("hemoleak")
  .description("Measure how much of a head-CT slice classifier's AUC is the patient's identity.")
  .showHelpAfterError()
  .addCommand(reproduceCommand())
  .addCommand(gridCommand())
  .addCommand(ingestCommand())
  .addCommand(preprocessCommand())
  .addCommand(decodeCommand())
  .addCommand(evaluateCommand())
  .addCommand(auditCommand())
  .addCommand(phantomCommand());

try {
  await program.parseAsync(Deno.args, { from: "user" });
} catch (error) {
  if (!isHemoleakError(error)) throw error;
  // A message may quote a file's name or a table's cell, in which anything may stand.
  console.error(`hemoleak: ${printableLines(error.message)}`);
  Deno.exit(1);
}
