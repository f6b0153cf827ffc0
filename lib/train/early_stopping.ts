import { bestEpoch, type HistoryRow } from "./history.ts";

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
