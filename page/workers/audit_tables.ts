import type { AnyTable } from "hemoleak/predictions/classes/class_table.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";
import { readAnyPredictions } from "hemoleak/predictions/predictions_csv.ts";
import type { PredictionsOptions } from "hemoleak/predictions/predictions_reader.ts";
import { countText } from "hemoleak/text/numbers.ts";
import { type AuditRequest, readingOf } from "../../cli/audit_request.ts";
import { fileBytes } from "../file_bytes.ts";
import type { Found, Job, Result } from "./job.ts";
import { buffersOf, sendable } from "./sent_tables.ts";
import { serve, type Tell } from "./serve.ts";

/** What a worker makes of the tables of all files. */
export interface Audited<Table extends AnyTable> {
  /** All of them as one. */
  first: NamedTable<Table>;
  found: Found;
  /** Whether it has what can be judged: test rows of several labels, with scores. */
  isJudged: boolean;
}

/**
 * Has this worker read tables and audit them.
 *
 * @param audit Audits the tables of all files, of which there is one at least.
 * @param alike Makes sure that what is compared with the first has the same kind of labels.
 */
export function auditTables<Table extends AnyTable>(
  audit: (tables: readonly NamedTable<AnyTable>[], request: AuditRequest) => Audited<Table>,
  alike: (other: NamedTable<AnyTable>, first: NamedTable<Table>) => NamedTable<Table>,
): void {
  serve<Job, Result>(
    async ({ files, other, asked }, tell) => {
      const how = { ...asked.table, ...readingOf(asked.audit) }, notes: string[] = [];
      const tables: NamedTable<AnyTable>[] = [];
      for (const file of files) tables.push(await read(file, how, notes, tell));
      // What is compared need not have the columns that the audit asks for.
      const second = other && await read(other, { ...how, attributes: [] }, notes, tell);
      const rows = tables.reduce((sum, { table }) => sum + table.length, 0);
      tell(`Auditing ${countText(rows)} rows`);
      const { first, found, isJudged } = audit(tables, asked.audit);
      return {
        rows,
        found,
        notes,
        tables: !isJudged ? null : sendable({
          first,
          other: second === undefined ? null : alike(second, first),
        }),
      };
    },
    ({ tables }) => tables === null ? [] : buffersOf(tables),
  );
}

async function read(
  file: File,
  how: PredictionsOptions,
  notes: string[],
  tell: Tell,
): Promise<NamedTable<AnyTable>> {
  const bytes = fileBytes(file, (share) => tell(`Reading ${file.name}`, share));
  const table = await readAnyPredictions(bytes, file.name, how);
  notes.push(...table.notes.map((note) => `${file.name}: ${note}`));
  return { file: file.name, table };
}
