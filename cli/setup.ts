/**
 * `deno task setup`: installs what the other tasks need. The tasks that need it call it first; it is
 * apart from the other commands because it runs before their packages are there.
 *
 * @module
 */

import { ProgressLine } from "../setup/progress_line.ts";
import { setUp } from "../setup/set_up.ts";
import { tellError, tellUncaughtErrors } from "./last_resort.ts";

tellUncaughtErrors("deno task setup");
const line = new ProgressLine();
try {
  await setUp({
    step: (label) => line.step(label),
    waiting: () => line.say("Waiting for another set-up to end."),
  });
  line.end();
} catch (error) {
  line.end();
  tellError(error, "deno task setup");
  Deno.exit(1);
}
