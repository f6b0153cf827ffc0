/**
 * `hemoleak`: the command line. One file per subcommand says what it takes; what it does, in `actions/`,
 * calls `lib` and prints, and is loaded only when it runs.
 *
 * @module
 */

import { Command } from "commander";
import { auditCommand } from "./audit.ts";
import { decodeCommand } from "./decode.ts";
import { evaluateCommand } from "./evaluate.ts";
import { gridCommand } from "./grid.ts";
import { joinImageWindow } from "./image_options.ts";
import { ingestCommand } from "./ingest.ts";
import { STACK_TRACE, tellError, tellUncaughtErrors } from "./last_resort.ts";
import { phantomCommand } from "./phantom.ts";
import { preprocessCommand } from "./preprocess.ts";
import { reproduceCommand } from "./reproduce.ts";
import { splitCommand } from "./split.ts";
import { goToUsersFolder } from "./working_directory.ts";

const program = new Command("hemoleak")
  .description("Measure how much of a slice classifier's AUC is the patient's identity.")
  .showHelpAfterError()
  .option(STACK_TRACE, "show where an error that nobody expected came from")
  .addCommand(reproduceCommand())
  .addCommand(gridCommand())
  .addCommand(ingestCommand())
  .addCommand(preprocessCommand())
  .addCommand(decodeCommand())
  .addCommand(splitCommand())
  .addCommand(evaluateCommand())
  .addCommand(auditCommand())
  .addCommand(phantomCommand());

const command = ["hemoleak", ...Deno.args.slice(0, 1)].join(" ");
tellUncaughtErrors(command);
try {
  goToUsersFolder();
  await program.parseAsync(joinImageWindow(Deno.args), { from: "user" });
} catch (error) {
  tellError(error, command);
  Deno.exit(1);
}
