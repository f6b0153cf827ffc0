import { createHash } from "node:crypto";
import { HemoleakError } from "hemoleak/error.ts";
import type { FullRecord } from "hemoleak/experiment/run_record.ts";
import { currentRecord } from "hemoleak/experiment/stored_record.ts";
import { isModelName } from "hemoleak/model/networks.ts";
import { predictionAt, type PredictionTable } from "hemoleak/predictions/prediction_table.ts";
import { formatSplit } from "hemoleak/split/split_csv.ts";
import type { System } from "./system.ts";

/**
 * Reads the `record.json` of a run.
 *
 * @throws {HemoleakError} It is not there, no record, or of another split than the predictions.
 */
export async function readRunRecord(
  path: string,
  table: PredictionTable,
  system: Pick<System, "readText" | "whyNot">,
): Promise<FullRecord> {
  const record = parse(await read(path, system), path);
  const rows = Array.from({ length: table.length }, (_, row) => predictionAt(table, row));
  const split = createHash("sha256").update(formatSplit(rows)).digest("hex");
  if (record.splitSha256 !== split) {
    throw new HemoleakError({
      file: path,
      expected: "the record of the run that made the predictions",
      found: "one of another split",
      hint: "give the two files of one folder",
    });
  }
  return record;
}

async function read(path: string, system: Pick<System, "readText" | "whyNot">): Promise<string> {
  try {
    return await system.readText(path);
  } catch (error) {
    throw new HemoleakError({
      file: path,
      expected: "a run's record.json",
      problem: system.whyNot(error),
    });
  }
}

function parse(text: string, path: string): FullRecord {
  let value: unknown;
  try {
    value = currentRecord(Object(JSON.parse(text)));
  } catch {
    // What follows says it.
  }
  if (isRecord(value)) return value;
  throw new HemoleakError({
    file: path,
    expected: "the record.json of a run, with its cell, profile and split,",
    found: "something else",
  });
}

function isRecord(value: unknown): value is FullRecord {
  const { cell, profile, splitSha256 } = (value ?? {}) as Partial<FullRecord>;
  return typeof splitSha256 === "string" &&
    isModelName(cell?.model) &&
    ["slice", "subject"].includes(cell?.split as string) &&
    ["true", "permuted"].includes(cell?.labels as string) &&
    typeof cell?.seed === "number" &&
    typeof profile?.name === "string" && typeof profile.size === "number" &&
    typeof profile.epochs === "object";
}
