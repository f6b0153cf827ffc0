/**
 * Audits a table of one split and two labels of which no attribute is asked, as most are: no more is in the worker
 * than that takes.
 *
 * @module
 */

import { findInSplit } from "hemoleak/leakage/audit/find_in_split.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";
import { asked } from "../../cli/audit_request.ts";
import { ofTwoLabels } from "../../cli/class_requests.ts";
import { auditTables } from "./audit_tables.ts";

auditTables(([table], request) => {
  // The page knows classes and folds by the header and the first row, and has other workers for them.
  const first = table as NamedTable, found = findInSplit(first.table, asked(request), () => []);
  return { first, found, isJudged: found.test.auc !== null };
}, ofTwoLabels);
