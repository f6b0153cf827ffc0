import { TrainingError } from "../error.ts";
import { formatCsv, parseCsv } from "../files/csv.ts";

/** What one epoch came to. */
export interface HistoryRow {
  /** 1, 2, ... */
  epoch: number;
  /** Mean binary cross-entropy of the training set's batches, each before its own step. */
  loss: number;
  /** Mean binary cross-entropy of the validation set, after the epoch. */
  validationLoss: number;
  /** Share of the validation set that is on the right side of 0.5, after the epoch. */
  validationAccuracy: number;
  /**
   * The greatest minus the least logit of the validation set, after the epoch. 0, where they differ by no
   * more than rounding: the network answers the same to every image. Null for a single image.
   */
  validationSpread: number | null;
}

/** Where an epoch's time went, in seconds. */
export interface EpochSeconds {
  /** 1, 2, ... */
  epoch: number;
  /** 1 until the training was first interrupted, then 2, ... */
  attempt: number;
  /** The pass over the training set, waiting included. */
  training: number;
  /** Waiting for the training set's images. */
  waiting: number;
  /** The pass over the validation set. */
  validation: number;
}

/** The course of a training. */
export interface History {
  /** The epochs that were finished. */
  rows: HistoryRow[];
  /** Whether it was stopped before its last epoch. */
  stopped: boolean;
}

/** A training that was stopped before its end. */
export interface StoppedTraining {
  /** The last epoch that was finished; 0 if none was. */
  epoch: number;
  /** How many there were to be. */
  epochs: number;
}

/** The epoch whose weights are kept: the first of the least validation loss. */
export function bestEpoch(rows: readonly HistoryRow[]): HistoryRow | undefined {
  return rows.reduce<HistoryRow | undefined>(
    (best, row) => best && best.validationLoss <= row.validationLoss ? best : row,
    undefined,
  );
}

/**
 * Whether training has gone on for so many epochs without a lower validation loss.
 *
 * @param patience Epochs, 1 or more; without it, patience has no end.
 */
export function outOfPatience(
  rows: readonly HistoryRow[],
  patience: number | undefined,
): boolean {
  if (patience === undefined || rows.length === 0) return false;
  return rows.at(-1)!.epoch - bestEpoch(rows)!.epoch >= patience;
}

const COLUMNS = [
  "epoch",
  "loss",
  "validation_loss",
  "validation_accuracy",
  "validation_spread",
] as const;

/** Formats epochs as CSV, one row per epoch, a column for each field of {@linkcode HistoryRow}. */
export function formatHistory(rows: readonly HistoryRow[]): string {
  const table = rows.map((row) => ({
    epoch: row.epoch,
    loss: row.loss,
    validation_loss: row.validationLoss,
    validation_accuracy: row.validationAccuracy,
    validation_spread: row.validationSpread,
  }));
  return formatCsv(table, COLUMNS);
}

/**
 * Reads what {@linkcode formatHistory} wrote.
 *
 * @param text The file's text.
 * @param file The file's name, for messages.
 * @throws {TrainingError} A column is missing or a value is not a number.
 */
export function parseHistory(text: string, file: string): HistoryRow[] {
  return parseCsv(text, file, COLUMNS, TrainingError).map(({ line, values }) => {
    const number = (column: typeof COLUMNS[number]) => {
      const value = values[column]!;
      if (value === "" || !Number.isFinite(Number(value))) {
        throw new TrainingError({ file, line, column, expected: "a number", found: `"${value}"` });
      }
      return Number(value);
    };
    return {
      epoch: number("epoch"),
      loss: number("loss"),
      validationLoss: number("validation_loss"),
      validationAccuracy: number("validation_accuracy"),
      validationSpread: values["validation_spread"] === "" ? null : number("validation_spread"),
    };
  });
}
