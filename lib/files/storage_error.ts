import { StorageError } from "../error.ts";
import type { Fault } from "../fault.ts";
import { systemErrorCode } from "./system_error.ts";

/**
 * Turns the operating system's refusal to write into a fault of what was to be written.
 *
 * @param path What was to be written.
 * @param code The system's name for what went wrong, which an error loses on its way out of a worker.
 * @returns A {@linkcode StorageError}, or the error itself where it is not the system's.
 */
export function storageError(
  path: string,
  error: unknown,
  code: string | null = systemErrorCode(error),
): unknown {
  if (code === null) return error;
  return new StorageError({ file: path, ...refusalOf(code, error as Error) }, { cause: error });
}

function refusalOf(code: string, { message }: Error): Fault {
  if (code === "ENOSPC" || code === "EDQUOT") {
    return {
      problem: "the disk is full",
      hint: "free some space and run the same command again (what is finished is kept)",
    };
  }
  if (code === "EISDIR") {
    return { problem: "cannot be written: it is a folder", hint: "name a file in it" };
  }
  return { problem: `cannot be written: ${message}` };
}
