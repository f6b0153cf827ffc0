import { isHemoleakError } from "hemoleak/error.ts";
import { decodeCommand } from "../../cli/decode.ts";

try {
  await decodeCommand().parseAsync(Deno.args, { from: "user" });
} catch (error) {
  if (!isHemoleakError(error)) throw error;
  console.error(error.message);
  Deno.exit(1);
}
