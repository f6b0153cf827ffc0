import { areProbabilities } from "../../evaluate/thresholds/probabilities.ts";
import type { PredictionTable } from "../../predictions/prediction_table.ts";
import { rowsOf } from "../../predictions/set_rows.ts";
import type { AttributeProbe } from "../features/attribute_probe.ts";
import { type JudgedGroups, judgeGroups } from "./attribute_groups.ts";
import { type AttributeOracle, attributeOracle } from "./attribute_oracle.ts";
import { type AttributeSharing, findAttribute } from "./attribute_sharing.ts";

/** What an attribute says about a split and a score. */
export interface AttributeAudit extends AttributeSharing, JudgedGroups {
  /** What knowing it alone would score on the test set; null where `withoutOracle` says why. */
  oracle: AttributeOracle | null;
  /** Why there is no oracle; null if there is one. */
  withoutOracle: string | null;
  /** From which score on a slice is called positive; null where the scores are no probabilities. */
  threshold: number | null;
  /** How well the network's features name it; null if none were given. */
  probe: AttributeProbe | null;
}

/** How to audit an attribute. */
export interface AttributeAuditOptions {
  /** Default 0.5 for scores that are probabilities, else none. */
  threshold?: number | undefined;
  /** Coverage of the intervals. Default 0.95. */
  level?: number;
  /** What the features show of it. */
  probe?: AttributeProbe | null;
  /** Whether it names the site of a claim. Default false. */
  isSite?: boolean;
}

/** What is asked of attributes, among what is asked of an audit. */
interface AttributeQuestions extends Omit<AttributeAuditOptions, "probe"> {
  attributes?: readonly string[];
  attributeProbes?: readonly AttributeProbe[];
}

/** What audits the attributes that are asked for, and the claim's site, of a table in which each person has one name. */
export function attributeFinder(
  options: AttributeQuestions,
): (table: PredictionTable, claim: { site: string | null }) => AttributeAudit[] {
  return (table, { site }) => {
    const { attributes = [], attributeProbes = [], threshold, level = 0.95 } = options;
    const names = new Set([...attributes, ...site === null ? [] : [site]]);
    return [...names].map((name) => {
      const probe = attributeProbes.find((each) => each.name === name) ?? null;
      return auditAttribute(table, name, { threshold, level, probe, isSite: name === site });
    });
  };
}

/**
 * Audits an attribute: whether sets share it, what knowing it alone would score, and how each of its
 * groups fares.
 *
 * @param table Each person has one name in it.
 * @throws {PredictionsError} There is no such column.
 */
export function auditAttribute(
  table: PredictionTable,
  name: string,
  { threshold, level = 0.95, probe = null, isSite = false }: AttributeAuditOptions = {},
): AttributeAudit {
  const { attribute, train, sharing } = findAttribute(table, name, isSite);
  const rows = rowsOf(table, "test");
  const oracle = attributeOracle(table, rows, attribute, train, { level });
  const cut = threshold ?? (areTestProbabilities(table, rows) ? 0.5 : null);
  const judged = sharing.unfit === null
    ? judgeGroups(table, rows, attribute, { threshold: cut, level })
    : { groups: [], others: { values: 0, slices: 0 } };
  return {
    ...sharing,
    oracle: typeof oracle === "string" ? null : oracle,
    withoutOracle: typeof oracle === "string" ? oracle : null,
    threshold: cut,
    ...judged,
    probe,
  };
}

function areTestProbabilities({ scores }: PredictionTable, rows: Uint32Array): boolean {
  return rows.length > 0 && areProbabilities(Float64Array.from(rows, (row) => scores[row]!));
}
