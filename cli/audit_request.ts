import type { AuditOptions } from "hemoleak/leakage/audit/audit.ts";
import { claimOf, type Target } from "hemoleak/leakage/audit/claim.ts";
import type { PredictionsOptions } from "hemoleak/predictions/predictions_reader.ts";

/** What of an audit's options needs the table alone, as they are given. */
export interface AuditRequest {
  target?: string;
  attributes?: readonly string[];
  threshold?: number;
}

/** What to read of a table, and what to ask of it. */
export interface AskedOfTable {
  reading: Pick<PredictionsOptions, "attributes" | "acrossSets" | "unscored">;
  audit: Pick<AuditOptions, "target" | "attributes" | "threshold">;
}

/**
 * How an audit reads its table and what it asks of it: the column of the claim's sites is read, too.
 *
 * @throws {OptionsError} As {@linkcode claimOf}.
 */
export function askedOfTable(
  { target = "new-patients", attributes = [], threshold }: AuditRequest,
): AskedOfTable {
  const { site } = claimOf(target, attributes);
  return {
    reading: {
      attributes: [...new Set([...attributes, ...site === null ? [] : [site]])],
      acrossSets: true,
      unscored: true,
    },
    audit: {
      attributes,
      target: target as Target,
      ...threshold !== undefined && { threshold },
    },
  };
}
