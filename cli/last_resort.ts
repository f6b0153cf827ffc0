import { type Fault, type FileFault, reasonText } from "../lib/fault.ts";
import { errorText, STACK_TRACE } from "./error_text.ts";

/**
 * Reports an error on standard error: one that is expected by its message, one of the system in a sentence, and
 * any other as what it is, a defect, with where to report it.
 *
 * @param command What was run, such as `hemoleak evaluate`.
 */
export function tellError(error: unknown, command: string): void {
  console.error(errorText(error, command, Deno.args.includes(STACK_TRACE), systemFault));
}

/** The same for whatever is thrown where nothing waits for it, and ends the process. */
export function tellUncaughtErrors(command: string): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    tellError(event.reason, command);
    Deno.exit(1);
  });
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    tellError(event.error, command);
    Deno.exit(1);
  });
}

/** What the system says of a file, or null where it said nothing. */
export function systemFault(error: unknown): Fault | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof Deno.errors.NotCapable) return accessFault(error.message);
  const isOfSystem = /\(os error \d+\)/.test(error.message) ||
    /^E[A-Z]+$/.test(String((error as { code?: unknown }).code));
  return isOfSystem ? { problem: error.message.replace(/ \(os error \d+\)/, "") } : null;
}

/**
 * Why a file may not be opened, from Deno's message. Its advice, to allow everything, would be wrong: each
 * command is meant to touch what it names and nothing else.
 */
export function accessFault(message: string): FileFault {
  const [, what = "access", path = ""] = /^Requires (\w+) access to (.+?),/.exec(message) ?? [];
  return what === "all" ? specialFault(path) : {
    file: path,
    problem: `it may not be used (${what}): it is not among what the command line names`,
  };
}

/** Why a file of the system's own folders may not be opened. */
export function specialFault(path: string): FileFault {
  return {
    file: path,
    problem:
      "it is in /dev, /proc or /sys (it may be by a link), which Deno opens only to programs " +
      "that may do everything",
    hint: "copy it to another folder, or pipe a table in and call it -",
  };
}

/** Why a file could not be read, to follow "but". */
export function whyNot(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is none";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  if (error instanceof Deno.errors.PermissionDenied) return "it may not be read: permission denied";
  const fault = systemFault(error);
  if (fault !== null) return reasonText(fault);
  return error instanceof Error ? error.message : String(error);
}
