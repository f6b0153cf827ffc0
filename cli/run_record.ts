import { createHash } from "node:crypto";
import { HemoleakError } from "hemoleak/error.ts";
import { inKeyOrder } from "hemoleak/experiment/cell.ts";
import type { FullRecord } from "hemoleak/experiment/run_record.ts";
import { currentRecord } from "hemoleak/experiment/stored_record.ts";
import { isModelName } from "hemoleak/model/networks.ts";
import type { FoldSplit } from "hemoleak/predictions/folds.ts";
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
  if (record.splitSha256 !== splitHash(table)) {
    throw new HemoleakError({
      file: path,
      expected: "the record of the run that made the predictions",
      found: "one of another split",
      hint: "give the two files of one folder",
    });
  }
  return record;
}

/**
 * Reads the `record.json` of each fold's run, in any order: a record is of the fold whose split it names.
 *
 * @returns In the order of the folds.
 * @throws {HemoleakError} As {@linkcode readRunRecord}, a fold has no record, or their networks were not
 * trained alike.
 */
export async function readFoldRecords(
  paths: readonly string[],
  splits: readonly FoldSplit[],
  system: Pick<System, "readText" | "whyNot">,
): Promise<FullRecord[]> {
  const hashes = splits.map(({ table }) => splitHash(table));
  const found = new Map<string, { path: string; record: FullRecord }>();
  for (const path of paths) {
    const record = parse(await read(path, system), path);
    if (!hashes.includes(record.splitSha256)) {
      throw new HemoleakError({
        file: path,
        expected: "the record of a run that made one of the folds",
        found: "one of another split",
        hint: "give the two files of each run's folder",
      });
    }
    const first = [...found.values()][0];
    if (first !== undefined && recipeOf(record) !== recipeOf(first.record)) {
      throw new HemoleakError({
        file: path,
        expected: `a network that was trained as that of ${first.path}`,
        found: "another one, or other settings",
      });
    }
    found.set(record.splitSha256, { path, record });
  }
  return splits.map(({ name }, i) => {
    const own = found.get(hashes[i]!);
    if (own !== undefined) return own.record;
    throw new HemoleakError({
      expected: `--record for each fold`,
      found: `none of fold "${name}"`,
    });
  });
}

/** What all folds have in common. */
function recipeOf({ cell: { fold: _, ...cell }, profile }: FullRecord): string {
  return JSON.stringify(inKeyOrder({ cell, profile }));
}

function splitHash(table: PredictionTable): string {
  const rows = Array.from({ length: table.length }, (_, row) => predictionAt(table, row));
  return createHash("sha256").update(formatSplit(rows)).digest("hex");
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
  const { cell, profile, splitSha256 } = (value ?? {}) as Partial<FullRecord>;
  if (typeof splitSha256 === "string" && cell !== undefined && profile === undefined) {
    throw new HemoleakError({
      file: path,
      expected: "the record of one of hemoleak's networks, whose training the sheet can describe,",
      found: `one of the trainer ${cell.model}`,
      hint: "leave --record out: how it trains is its author's to say",
    });
  }
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
