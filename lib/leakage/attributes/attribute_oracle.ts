import { missingLabel, takeRows } from "../../evaluate/judged_rows.ts";
import type { PredictionTable } from "../../predictions/prediction_table.ts";
import { type AskedOracle, askOracle, meanLabel } from "../oracles/oracle.ts";
import { slicesOf, type ValueCounts } from "../audit/set_overlap.ts";
import type { Attribute } from "./attribute.ts";

/** What knowing an attribute alone would score. */
export interface AttributeOracle extends AskedOracle {
  /** Test slices without a value, or with one that no training slice has: to the oracle they are alike. */
  strangers: number;
}

/**
 * Asks what knowing an attribute, and no image, would score on the test set: a test slice's score is the
 * mean label of the training slices of its group, or of all of them where there are none.
 *
 * @param rows The test rows.
 * @param train The training slices of each group.
 * @returns The oracle, or why there is none.
 */
export function attributeOracle(
  table: PredictionTable,
  rows: Uint32Array,
  { of, groups }: Attribute,
  train: ValueCounts,
  { level = 0.95 }: { level?: number } = {},
): AttributeOracle | string {
  const network = takeRows(table, rows);
  const missing = missingLabel(network.labels);
  if (missing !== null) return `${missing} in the test set`;
  const trained = slicesOf(train);
  if (trained.every((slices) => slices === 0)) return "no training slices with a value";
  if (groups.length < 2) return "one value";
  const mean = meanLabel(train);
  let strangers = 0;
  const scores = Float64Array.from(rows, (row) => {
    const group = of[row]!;
    if (group >= 0 && trained[group]! > 0) return train.positives[group]! / trained[group]!;
    strangers++;
    return mean;
  });
  return { ...askOracle(network, scores, { level }), strangers };
}
