import type { RepeatedSplits } from "../leakage/repeated_splits.ts";
import type { Table } from "./table.ts";

export function repeatedSplitsTable(
  _result: RepeatedSplits,
  _options: { networks: readonly [first: string, second: string]; synthetic: boolean },
): Table {
  throw new Error("not there yet");
}
