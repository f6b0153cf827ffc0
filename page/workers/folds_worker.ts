/**
 * Audits tables that may be of folds: one with a column of them, or several files of which each is one.
 *
 * @module
 */

import { findInSplit } from "hemoleak/leakage/audit/find_in_split.ts";
import { findInFolds } from "hemoleak/leakage/folds/find_in_folds.ts";
import { joinFolds } from "hemoleak/predictions/folds.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";
import { asked } from "../../cli/audit_request.ts";
import { ofFolds, ofTwoLabels } from "../../cli/class_requests.ts";
import { auditTables } from "./audit_tables.ts";

auditTables((tables, request) => {
  const first = tables.length === 1 ? tables[0] as NamedTable : joined(tables.map(ofFolds));
  // A column of folds may turn out to be none.
  if (first.table.folds === null) {
    const found = findInSplit(first.table, asked(request));
    return { first, found, isJudged: found.test.auc !== null };
  }
  const found = findInFolds(first.table, asked(request));
  return { first, found, isJudged: found.auc !== null };
}, ofTwoLabels);

function joined(tables: readonly NamedTable[]): NamedTable {
  return { file: tables.map(({ file }) => file).join(", "), table: joinFolds(tables) };
}
