import { basename } from "node:path";
import { PredictionsError } from "hemoleak/error.ts";
import type { NamedTable } from "hemoleak/predictions/match_predictions.ts";
import { readPredictions } from "hemoleak/predictions/predictions_csv.ts";
import type { PredictionsOptions } from "hemoleak/predictions/predictions_reader.ts";

/** Reads a `predictions.csv` bit by bit: it may have millions of rows. */
export async function readPredictionsFile(
  path: string,
  options: PredictionsOptions = {},
): Promise<NamedTable> {
  const file = basename(path);
  try {
    using opened = await Deno.open(path);
    return { file, table: await readPredictions(chunksOf(opened), file, options) };
  } catch (error) {
    if (error instanceof PredictionsError) throw error;
    const why = error instanceof Deno.errors.NotFound ? "there is none" : (error as Error).message;
    throw new PredictionsError({ file: path, expected: "a predictions.csv", problem: why });
  }
}

async function* chunksOf(file: Deno.FsFile): AsyncGenerator<Uint8Array> {
  for (;;) {
    const chunk = new Uint8Array(1 << 18);
    const length = await file.read(chunk);
    if (length === null) return;
    yield chunk.subarray(0, length);
  }
}
