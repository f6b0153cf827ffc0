import { createHash } from "node:crypto";
import { cellName, inKeyOrder } from "./cell.ts";
import type { CellRecord, RunRecord } from "./run_record.ts";

/**
 * The folder of a cell's run: readable, and different for every cell, trainer, data and software,
 * as in `cnn4-by-slice-seed-1-0f3a9c5d`.
 */
export function runName({ fingerprint, ...record }: CellRecord | RunRecord): string {
  // Hashed as `data`, its first name, so that finished runs are found again.
  const hashed = JSON.stringify(inKeyOrder({ ...record, data: fingerprint }));
  const hash = createHash("sha256").update(hashed).digest("hex");
  return `${cellName(record.cell)}-${hash.slice(0, 8)}`;
}
