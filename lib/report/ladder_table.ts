import type { Ladder } from "../leakage/ladder.ts";
import type { Table } from "./table.ts";

export function ladderTable(
  _result: Ladder,
  _options: { network: string; synthetic: boolean },
): Table {
  throw new Error("not there yet");
}
