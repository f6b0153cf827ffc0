import type { AuditOptions } from "hemoleak/leakage/audit/find_in_split.ts";
import { claimOf, type Target } from "hemoleak/leakage/audit/claim.ts";
import type { PredictionsOptions } from "hemoleak/predictions/predictions_reader.ts";

/** What of an audit's options needs the table alone, as they are given. */
export interface AuditRequest {
  target?: string;
  attributes?: readonly string[];
  threshold?: number;
}

/**
 * How an audit reads its table: the column of the claim's sites as well.
 *
 * @throws {OptionsError} As {@linkcode claimOf}.
 */
export function readingOf(
  { target = "new-patients", attributes = [] }: AuditRequest,
): Pick<PredictionsOptions, "attributes" | "acrossSets" | "unscored"> {
  const { site } = claimOf(target, attributes);
  return {
    attributes: [...new Set([...attributes, ...site === null ? [] : [site]])],
    acrossSets: true,
    unscored: true,
  };
}

/** What an audit asks of its table. */
export function asked(
  { target = "new-patients", attributes = [], threshold }: AuditRequest,
): Pick<AuditOptions, "target" | "attributes" | "threshold"> {
  return { attributes, target: target as Target, ...threshold !== undefined && { threshold } };
}
