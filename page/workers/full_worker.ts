/**
 * Audits tables of two labels with all that can be asked of them: attributes, claims about sites, and folds, in
 * a column or a file each.
 *
 * @module
 */

import { attributeFinder } from "hemoleak/leakage/attributes/attribute_audit.ts";
import { findInSplit } from "hemoleak/leakage/audit/find_in_split.ts";
import { findInFolds } from "hemoleak/leakage/folds/find_in_folds.ts";
import { joinFolds } from "hemoleak/predictions/folds.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";
import { asked } from "../../cli/audit_request.ts";
import { ofFolds, ofTwoLabels } from "../../cli/class_requests.ts";
import { auditTables } from "./audit_tables.ts";

auditTables((tables, request) => {
  const first = tables.length === 1 ? tables[0] as NamedTable : joined(tables.map(ofFolds));
  const options = asked(request);
  if (first.table.folds === null) {
    const found = findInSplit(first.table, options, attributeFinder(options));
    return { first, found, isJudged: found.test.auc !== null };
  }
  const found = findInFolds(first.table, options);
  return { first, found, isJudged: found.auc !== null };
}, ofTwoLabels);

function joined(tables: readonly NamedTable[]): NamedTable {
  return { file: tables.map(({ file }) => file).join(", "), table: joinFolds(tables) };
}
