import { createHash } from "node:crypto";
import { HemoleakError } from "hemoleak/error.ts";
import { inKeyOrder, TRAINER_NAME } from "hemoleak/experiment/cell.ts";
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

/** What all folds have in common: all that a run's result depends on, but for which fold is tested. */
function recipeOf(record: FullRecord): string {
  const { cell: { fold: _, ...cell }, fingerprint, software, profile, trainer } = record;
  return JSON.stringify(inKeyOrder({ cell, fingerprint, software, profile, trainer }));
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
  throw new HemoleakError({
    file: path,
    expected: "the record.json of a run, with its cell, split and what trained it,",
    found: "something else",
  });
}

function isRecord(value: unknown): value is FullRecord {
  const { cell, splitSha256, profile, trainer } = (value ?? {}) as Partial<FullRecord>;
  const isRun = typeof splitSha256 === "string" &&
    ["slice", "subject"].includes(cell?.split as string) &&
    ["true", "permuted"].includes(cell?.labels as string) &&
    typeof cell?.seed === "number";
  if (!isRun) return false;
  return profile === undefined
    ? TRAINER_NAME.allows(cell.model) &&
      (trainer === undefined || typeof trainer.command === "string")
    : isModelName(cell.model) &&
      typeof profile.name === "string" && typeof profile.size === "number" &&
      typeof profile.epochs === "object";
}
