import type { RecordedRun } from "./item.ts";
import { type Told, UNTOLD } from "./told.ts";
import { toldByCommand } from "./told_by_command.ts";
import { toldByNetwork } from "./told_by_network.ts";

/** What a run's record, if there is one, tells of how its model was made. */
export function toldByRecord(record: RecordedRun | undefined): Told {
  if (record === undefined) return UNTOLD;
  return record.profile === undefined ? toldByCommand(record) : toldByNetwork(record);
}
