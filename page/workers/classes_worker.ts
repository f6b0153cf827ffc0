/**
 * Audits a table of several classes.
 *
 * @module
 */

import { findInClasses } from "hemoleak/leakage/classes/find_in_classes.ts";
import type { ClassTable } from "hemoleak/predictions/classes/class_table.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";
import { asked } from "../../cli/audit_request.ts";
import { ofClasses, ofFolds } from "../../cli/class_requests.ts";
import { auditTables } from "./audit_tables.ts";

auditTables((tables, request) => {
  // Of several files each would be a fold.
  if (tables.length > 1) tables.forEach(ofFolds);
  const first = tables[0] as NamedTable<ClassTable>;
  const found = findInClasses(first.table, asked(request));
  return { first, found, isJudged: found.test.macro !== null };
}, ofClasses);
