import { StorageError } from "../error.ts";

/**
 * Turns the operating system's refusal to write into words for the user. The system's number is read
 * from the message, which is all that an error keeps on its way out of a worker.
 *
 * @param path What was to be written.
 * @returns A {@linkcode StorageError}, or the error itself where it is not the system's.
 */
export function storageError(path: string, error: unknown): unknown {
  const message = error instanceof Error ? error.message : "";
  const number = /\(os error (\d+)\)/.exec(message)?.[1];
  if (number === undefined) return error;
  const isFull = number === NO_SPACE || number === OVER_QUOTA;
  return new StorageError(
    isFull
      ? `${path}: the disk is full; free some space and run the same command again ` +
        `(what is finished is kept)`
      : `${path}: cannot be written: ${message}`,
    { cause: error },
  );
}

/** Linux's ENOSPC and EDQUOT. */
const NO_SPACE = "28";
const OVER_QUOTA = "122";
