import { createHash } from "node:crypto";
import { cellName } from "./cell.ts";
import type { RunRecord } from "./run_record.ts";

/**
 * The folder of a cell's run: readable, and different for every cell, profile, data and software,
 * as in `cnn4-by-slice-seed-1-0f3a9c5d`.
 */
export function runName(record: RunRecord): string {
  const hash = createHash("sha256").update(JSON.stringify(inKeyOrder(record))).digest("hex");
  return `${cellName(record.cell)}-${hash.slice(0, 8)}`;
}

/** The same value with the keys of all its objects in the order of their names. */
export function inKeyOrder<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(inKeyOrder) as Value;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([key, each]) => [key, inKeyOrder(each)])) as Value;
}
