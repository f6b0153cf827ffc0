import type { AnyTable, ClassTable } from "hemoleak/predictions/classes/class_table.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";
import { NameStore, type StoredNames } from "hemoleak/predictions/name_store.ts";
import type { PredictionTable } from "hemoleak/predictions/prediction_table.ts";

/** A table as one worker can hand it to another. */
type Sent<Table extends AnyTable> = Omit<Table, "slices"> & { slices: StoredNames };

/** A table, and another that it is compared with. */
interface Tables<Table> {
  first: { file: string; table: Table };
  other: { file: string; table: Table } | null;
}

/** The tables that are judged. */
export type JudgedTables = Tables<AnyTable>;
/** The same, as they are sent. */
export type SentTables = Tables<Sent<PredictionTable> | Sent<ClassTable>>;

/** Tables to be sent. */
export function sendable({ first, other }: JudgedTables): SentTables {
  const of = ({ file, table }: NamedTable<AnyTable>) => ({
    file,
    table: { ...table, slices: table.slices.stored() },
  });
  return { first: of(first), other: other && of(other) };
}

/** The tables that were sent. */
export function received({ first, other }: SentTables): JudgedTables {
  const of = ({ file, table }: SentTables["first"]) => ({
    file,
    table: { ...table, slices: NameStore.of(table.slices) },
  });
  return { first: of(first), other: other && of(other) };
}

/** What is handed over with them in place of copies: who sends them has them no more. */
export function buffersOf({ first, other }: SentTables): ArrayBuffer[] {
  const columns = [first, ...other === null ? [] : [other]].flatMap(({ table }) => [
    table.subjectOf,
    table.studyOf,
    table.sets,
    table.lines,
    ...table.slices.blocks,
    table.slices.starts,
    table.slices.lengths,
    ...[table.folds, table.repeats, ...table.attributes].flatMap((column) => column?.of ?? []),
    ..."classOf" in table ? [table.classOf, ...table.classScores] : [table.labels, table.scores],
  ]);
  // What was read here is shared with nobody.
  return [...new Set(columns.map(({ buffer }) => buffer as ArrayBuffer))];
}
