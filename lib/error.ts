/**
 * The errors that hemoleak expects: bad input, a missing file, an impossible request. Each carries what
 * is wrong in fields (what was expected, what was found, in which file, what to do), of which its
 * message is made for the person who gets it, so the command line prints that alone. Anything else
 * that is thrown is a defect and keeps its stack trace.
 *
 * @module
 */

import { type Fault, faultText, type FileFault, reasonText } from "./fault.ts";

/** Base of every expected error. */
export class HemoleakError extends Error {
  /** The name of the class, which stays with the error where its class does not: in a file or a log. */
  override name = "HemoleakError";
  /** What is wrong, of several things the first few; where it has no fields, a problem in words. */
  readonly faults: readonly [Fault, ...Fault[]];

  /**
   * Words the faults.
   *
   * @param what A text, or one fault or several, each of which becomes a line of the message.
   */
  constructor(what: string | Fault | readonly [Fault, ...Fault[]], options?: ErrorOptions) {
    const one = typeof what === "string" ? { problem: what } : what;
    const faults = Array.isArray(one) ? one as [Fault, ...Fault[]] : [one as Fault] as const;
    super(faults.map(faultText).join("\n"), options);
    this.faults = faults;
  }

  /** The first, and mostly the only, thing that is wrong. */
  get fault(): Fault {
    return this.faults[0];
  }
}

/** Whether an error is an expected one, whose message alone is fit for the user. */
export function isHemoleakError(error: unknown): error is HemoleakError {
  return error instanceof HemoleakError;
}

/** An option that there is not, or a value that it cannot have. */
export class OptionsError extends HemoleakError {
  /** @internal */
  override name = "OptionsError";
}

/** Work that was stopped before its end; what is finished of it is kept. */
export class StoppedError extends HemoleakError {
  /** @internal */
  override name = "StoppedError";
}

/** What an error says, to stand within another's sentence, or beside the name of the file. */
export function reasonOf(error: unknown): string {
  if (isHemoleakError(error)) return error.faults.map(reasonText).join("; ");
  return error instanceof Error ? error.message : String(error);
}

/** Set-up cannot be completed: no Python, network, disk space, or an unsupported platform. */
export class SetupError extends HemoleakError {
  /** @internal */
  override name = "SetupError";
}

/** A file that cannot be written (the disk is full, the folder is protected) or read back. */
export class StorageError extends HemoleakError {
  /** @internal */
  override name = "StorageError";
}

/** libtensorflow refused an operation; the message is TensorFlow's own. */
export class TensorFlowError extends HemoleakError {
  /** @internal */
  override name = "TensorFlowError";
}

/** A DICOM file that cannot be read. */
export class DicomError extends HemoleakError {
  /** @internal */
  override name = "DicomError";

  /** Takes the file as a field alone: it may be one that is called by a pseudonym. */
  constructor(fault: FileFault, options?: ErrorOptions) {
    super(fault, options);
  }
}

/** A NIfTI file that cannot be read. */
export class NiftiError extends HemoleakError {
  /** @internal */
  override name = "NiftiError";

  /** Takes the file as a field alone: it may be one that is called by a pseudonym. */
  constructor(fault: FileFault, options?: ErrorOptions) {
    super(fault, options);
  }
}

/** A PNG, JPEG or TIFF file that cannot be read. */
export class RasterError extends HemoleakError {
  /** @internal */
  override name = "RasterError";

  /** Takes the file as a field alone: it may be one that is called by a pseudonym. */
  constructor(fault: FileFault, options?: ErrorOptions) {
    super(fault, options);
  }
}

/** A cohort folder or label table that cannot be used. */
export class CohortError extends HemoleakError {
  /** @internal */
  override name = "CohortError";
}

/** A slice, an option or a store that preprocessing cannot use. */
export class PreprocessError extends HemoleakError {
  /** @internal */
  override name = "PreprocessError";
}

/** A split that cannot be made, or that shares a subject between its sets. */
export class SplitError extends HemoleakError {
  /** @internal */
  override name = "SplitError";
}

/** A training run that cannot start or continue. */
export class TrainingError extends HemoleakError {
  /** @internal */
  override name = "TrainingError";
}

/** A predictions table that cannot be judged. */
export class PredictionsError extends HemoleakError {
  /** @internal */
  override name = "PredictionsError";
}

/** A grid of experiments that is not planned, or a cell that it does not hold. */
export class GridError extends HemoleakError {
  /** @internal */
  override name = "GridError";
}
