/**
 * `deno task setup`: installs what the other tasks need. The tasks that need it call it first; it is
 * apart from the other commands because it runs before their packages are there.
 *
 * @module
 */

import { isHemoleakError } from "../lib/error.ts";
import { ProgressLine } from "../setup/progress_line.ts";
import { setUp } from "../setup/set_up.ts";

const line = new ProgressLine();
try {
  await setUp({
    step: (label) => line.step(label),
    waiting: () => line.say("Waiting for another set-up to end."),
  });
  line.end();
} catch (error) {
  line.end();
  if (!isHemoleakError(error)) throw error;
  console.error(`hemoleak: ${error.message}`);
  Deno.exit(1);
}
