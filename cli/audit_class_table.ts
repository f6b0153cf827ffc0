import { PredictionsError } from "hemoleak/error.ts";
import type { Target } from "hemoleak/leakage/audit/claim.ts";
import type { ClassAudit } from "hemoleak/leakage/classes/class_audit.ts";
import { auditClasses } from "hemoleak/leakage/classes/audit_classes.ts";
import type { ClassTable } from "hemoleak/predictions/classes/class_table.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import { describeClassAudit } from "./class_text.ts";
import type { System } from "./system.ts";

/** What is asked of one class against the rest. */
const OF_TWO_LABELS = ["images", "embeddings", "record", "sheet", "threshold"] as const;

/** What of the command's options counts for several classes, and what does not. */
export interface ClassAuditRequest extends Partial<Record<typeof OF_TWO_LABELS[number], unknown>> {
  target?: string;
  attributes?: readonly string[];
  json?: true;
  html?: string;
}

/**
 * Audits a split of several classes, says what was found, and writes the page if it is asked for.
 *
 * @throws {PredictionsError} As `auditClasses`; or something is asked that needs two labels.
 */
export async function auditClassTable(
  table: ClassTable,
  file: string,
  request: ClassAuditRequest,
  system: Pick<System, "writeText">,
): Promise<Pick<ClassAudit, "verdict" | "sentences"> & { isDoubtful: boolean }> {
  for (const one of OF_TWO_LABELS) {
    if (request[one] === undefined) continue;
    throw new PredictionsError({
      file,
      expected: `two labels with --${one}`,
      found: `the classes ${table.classes.join(", ")}`,
      hint: "ask it of one class against the rest: --class NAME",
    });
  }
  const { attributes = [], target = "new-patients", html, json } = request;
  const audited = auditClasses(table, { attributes, target: target as Target });
  if (html !== undefined) {
    const { classPage } = await import("hemoleak/report/audit/class_page.ts");
    await system.writeText(html, await classPage(audited, { title: file }));
  }
  console.log(
    printableLines(json ? JSON.stringify(audited, null, 2) : describeClassAudit(audited)),
  );
  return { ...audited, isDoubtful: audited.doubts.length > 0 };
}
