/** The preprocess command alone, for tests of what it may touch. */
import { isHemoleakError } from "hemoleak/error.ts";
import { preprocessCommand } from "../../cli/preprocess.ts";

try {
  await preprocessCommand().parseAsync(Deno.args, { from: "user" });
} catch (error) {
  if (!isHemoleakError(error)) throw error;
  console.error(`hemoleak: ${error.message}`);
  Deno.exit(1);
}
