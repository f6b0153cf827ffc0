import { auc } from "../../evaluate/auc/auc.ts";
import { clusteredAuc } from "../../evaluate/auc/obuchowski.ts";
import { classViews } from "../../evaluate/classes/class_views.ts";
import { macroAuc, macroTest } from "../../evaluate/classes/macro_auc.ts";
import { type ClassTable, viewOf } from "../../predictions/classes/class_table.ts";
import { oracleScores } from "../oracles/identity_oracle.ts";
import { membersOf } from "../audit/set_overlap.ts";
import type { ClassOracle } from "./class_audit.ts";

/**
 * Asks what knowing who each subject is would score: the oracle of two labels, for each class against the
 * rest.
 *
 * @param rows The test rows, of two classes or more. There are training rows.
 * @param scored Whether the test rows have scores.
 */
export function classOracle(
  table: ClassTable,
  rows: Uint32Array,
  scored: boolean,
  { level = 0.95 }: { level?: number } = {},
): ClassOracle {
  const asked = classViews(table, rows).flatMap((view, place) => {
    if (view.slices === 0) return [];
    const own = viewOf(table, place);
    return [{ ...view, ...oracleScores(own, rows, membersOf(own, "train")) }];
  });
  const areaOf = (scoresOf: (one: typeof asked[number]) => Float64Array) =>
    asked.reduce((sum, one) => sum + auc({ scores: scoresOf(one), labels: one.scored.labels }), 0) /
    asked.length;
  const bySubject = areaOf(({ ofSubjects }) => ofSubjects);
  // Whether slices have a place does not depend on the class.
  const byPlace = asked[0]!.ofPlaces === null ? null : areaOf(({ ofPlaces }) => ofPlaces!);
  const knows = byPlace !== null && byPlace > bySubject ? "place" : "subject";
  const oracle = asked.map(({ name, scored, ofSubjects, ofPlaces }) => ({
    name,
    ...scored,
    scores: knows === "place" ? ofPlaces! : ofSubjects,
  }));
  return {
    knows,
    bySubject,
    byPlace,
    macro: macroAuc(oracle, { level }),
    classes: oracle.map(({ name, ...one }) => ({ name, ...clusteredAuc(one, { level }) })),
    network: scored ? macroTest(asked.map((one) => one.scored), oracle, { level }) : null,
  };
}
