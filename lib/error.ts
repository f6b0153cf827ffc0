/**
 * The errors that hemoleak expects: bad input, a missing file, an impossible request. Their message
 * is written for the person who gets it (what was expected, what was found, in which file, what to
 * do), so the command line prints it alone. Anything else that is thrown is a defect and keeps its
 * stack trace.
 *
 * @module
 */

/** Base of every expected error. */
export class HemoleakError extends Error {
  override name = "HemoleakError";
}

/** Whether an error is an expected one, whose message alone is fit for the user. */
export function isHemoleakError(error: unknown): error is HemoleakError {
  return error instanceof HemoleakError;
}

/** An option that there is not, or a value that it cannot have. */
export class OptionsError extends HemoleakError {
  override name = "OptionsError";
}

/** Work that was stopped before its end; what is finished of it is kept. */
export class StoppedError extends HemoleakError {
  override name = "StoppedError";
}

/** Set-up cannot be completed: no Python, network, disk space, or an unsupported platform. */
export class SetupError extends HemoleakError {
  override name = "SetupError";
}

/** A file that cannot be written (the disk is full, the folder is protected) or read back. */
export class StorageError extends HemoleakError {
  override name = "StorageError";
}

/** libtensorflow refused an operation; the message is TensorFlow's own. */
export class TensorFlowError extends HemoleakError {
  override name = "TensorFlowError";
}

/** A DICOM file that cannot be read. */
export class DicomError extends HemoleakError {
  override name = "DicomError";
}

/** A NIfTI file that cannot be read. */
export class NiftiError extends HemoleakError {
  override name = "NiftiError";
}

/** A cohort folder or label table that cannot be used. */
export class CohortError extends HemoleakError {
  override name = "CohortError";
}

/** A slice, an option or a store that preprocessing cannot use. */
export class PreprocessError extends HemoleakError {
  override name = "PreprocessError";
}

/** A split that cannot be made, or that shares a subject between its sets. */
export class SplitError extends HemoleakError {
  override name = "SplitError";
}

/** A training run that cannot start or go on. */
export class TrainingError extends HemoleakError {
  override name = "TrainingError";
}

/** A predictions table that cannot be judged. */
export class PredictionsError extends HemoleakError {
  override name = "PredictionsError";
}

/** A grid of experiments that is not planned, or a cell that it does not hold. */
export class GridError extends HemoleakError {
  override name = "GridError";
}
