/**
 * Audits a table of one split and two labels, which most are: no more is in the worker than that takes.
 *
 * @module
 */

import { findInSplit } from "hemoleak/leakage/audit/find_in_split.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";
import { asked } from "../../cli/audit_request.ts";
import { ofTwoLabels } from "../../cli/class_requests.ts";
import { auditTables } from "./audit_tables.ts";

auditTables(([table], request) => {
  // Classes and folds have workers of their own; what they are is told by the header and the first row.
  const first = table as NamedTable, found = findInSplit(first.table, asked(request));
  return { first, found, isJudged: found.test.auc !== null };
}, ofTwoLabels);
