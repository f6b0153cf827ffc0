import { audit } from "hemoleak/leakage/audit/audit.ts";
import type { Audit } from "hemoleak/leakage/audit/audit_result.ts";
import { type People, peopleOf } from "hemoleak/leakage/separate/person_groups.ts";
import {
  splitTable,
  type SplitTableOptions,
  type TableSplit,
} from "hemoleak/leakage/separate/split_table.ts";
import { namesOf } from "hemoleak/leakage/separate/table_people.ts";
import type { PredictionTable } from "hemoleak/predictions/prediction_table.ts";
import { namesIn, readWholeTable, type WholeTable } from "hemoleak/predictions/whole_table.ts";
import type { SetName } from "hemoleak/split/split.ts";

/** A table, the names of its rows, and who is who. */
export interface Read {
  table: WholeTable;
  names: PredictionTable;
  people: People;
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(text));
}

/** Reads a table from its text. */
export async function readTable(text: string): Promise<Read> {
  const table = await readWholeTable(bytesOf(text), "t.csv");
  const names = namesOf(table);
  return { table, names, people: peopleOf(names) };
}

/** Reads and splits a table. */
export async function split(text: string, options: SplitTableOptions = {}): Promise<TableSplit> {
  const { table, names, people } = await readTable(text);
  return splitTable(table, names, people, options);
}

/** What an audit says of a table with these sets; labels and scores are made up. */
export function audited(table: WholeTable, sets: readonly string[]): Audit {
  const [subjects, studies, slices] = (["subject", "study", "slice"] as const)
    .map((column) => namesIn(table, column));
  return audit(sets.map((set, row) => ({
    subject: subjects![row]!,
    study: studies![row]!,
    slice: slices![row]!,
    set: set as SetName,
    label: row % 2 === 0 ? 1 as const : 0 as const,
    score: row % 7,
  })));
}
