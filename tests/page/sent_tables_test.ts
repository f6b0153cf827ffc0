import assert from "node:assert/strict";
import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import { evaluateClasses } from "hemoleak/evaluate/classes/evaluate_classes.ts";
import type { AnyTable, ClassTable } from "hemoleak/predictions/classes/class_table.ts";
import { readAnyPredictions } from "hemoleak/predictions/predictions_csv.ts";
import { type PredictionTable, sliceAt } from "hemoleak/predictions/prediction_table.ts";
import { buffersOf, received, sendable } from "../../page/workers/sent_tables.ts";
import { classTable } from "../browser/page_tables.ts";
import { randomTables } from "./random_tables.ts";

async function read(text: string, attributes: string[] = []): Promise<AnyTable> {
  return await readAnyPredictions(new Blob([text]).stream(), "x.csv", {
    acrossSets: true,
    attributes,
  });
}

/** As `postMessage` sends it. */
function sent(first: AnyTable, other: AnyTable | null) {
  const named = {
    first: { file: "x.csv", table: first },
    other: other && { file: "y.csv", table: other },
  };
  const tables = sendable(named);
  return received(structuredClone(tables, { transfer: buffersOf(tables) }));
}

/** All that a table says of its slices. */
const slicesOf = (table: AnyTable) =>
  Array.from({ length: table.length }, (_, row) => sliceAt(table, row));

Deno.test("tables are received as they were, and who sent them has them no more", async () => {
  const [text] = randomTables(1),
    first = await read(text!) as PredictionTable,
    again = await read(text!);
  const before = { metrics: evaluate(first), slices: slicesOf(first) };
  const { first: got, other } = sent(first, again);
  assert.equal(got.file, "x.csv");
  assert.deepEqual(evaluate(got.table as PredictionTable), before.metrics);
  assert.deepEqual(slicesOf(got.table), before.slices);
  assert.deepEqual(slicesOf(other!.table), before.slices);
  assert.equal(first.scores.length, 0);
});

Deno.test("tables of classes, with attributes, are received as they were", async () => {
  const first = await read(classTable(), ["site"]) as ClassTable, metrics = evaluateClasses(first);
  const [{ values, of }] = first.attributes as [ClassTable["attributes"][number]];
  const sites = Array.from(of, (place) => values[place]);
  const { first: { table }, other } = sent(first, null);
  assert.equal(other, null);
  assert.deepEqual(evaluateClasses(table as ClassTable), metrics);
  const [column] = table.attributes;
  assert.deepEqual(Array.from(column!.of, (place) => column!.values[place]), sites);
});
