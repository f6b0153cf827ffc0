import { ANYTHING, checkOptions, type OptionRules, PART, SIGNAL } from "../../options.ts";
import type { Prediction } from "../../predictions/prediction.ts";
import { type PredictionTable, tableOf } from "../../predictions/prediction_table.ts";
import type { Progress } from "../../progress.ts";
import type { SetName } from "../../split/split.ts";
import {
  type ExactDuplicates,
  exactDuplicates,
  type HashedRows,
  type NearDuplicates,
  nearDuplicates,
} from "./duplicates.ts";
import { MatchedImages, type RowImages } from "./matched_images.ts";
import type { NeighborSource } from "./nearest_neighbor.ts";
import {
  binsByDistance,
  type DistanceBin,
  type NearestSubjects,
  nearestSubjects,
} from "./nearest_subjects.ts";
import { testNeighbors } from "./neighbors_of_test_slices.ts";

/** What the images show of a split; `images` of an audit. */
export interface ImageAudit {
  /** Rows of the predictions that have an image, of each set. */
  matched: Record<SetName, number>;
  /** Rows that have none: they are not looked at. */
  withoutImage: number;
  /** Images that no row is of: they are not looked at. */
  withoutRow: number;
  /** Matched rows whose image is a single gray at 32 x 32 pixels: all such are alike, so left out. */
  blank: number;
  /** For each two sets that both have slices: training and test come first. */
  exact: ExactDuplicates[];
  /** Null without test or training slices, or with too few to say what is near. */
  near: NearDuplicates | null;
  /** Null without test or training slices. */
  nearest: NearestSubjects | null;
  /** Quarters of the test slices, the nearest to the training set first; null as `nearest` is. */
  byDistance: DistanceBin[] | null;
}

/** How to look at the images. */
export interface ImageAuditOptions {
  /** Coverage of the intervals. Default 0.95. */
  level?: number;
  /** Called with the images done. */
  progress?: Progress;
  /** Stops the audit, which then throws the signal's reason. */
  signal?: AbortSignal | undefined;
}

const IMAGE_AUDIT_RULES: OptionRules<ImageAuditOptions> = {
  level: ANYTHING,
  progress: PART,
  signal: SIGNAL,
};

/**
 * Compares the images of a split: duplicates, and for each test slice the nearest training slice.
 * Every test slice is compared with every training slice; of 29,000 with 131,000 that takes a few
 * minutes on two cores. The test slices are kept, at 5 KB each; all others are read once, batch by
 * batch.
 *
 * The distance of two slices is the root mean squared difference of their gray levels at 32 x 32
 * pixels. Preprocessing has brought all slices to one scale of gray levels, so it needs no correlation
 * to forget brightness, is defined for every image and is given in gray levels.
 *
 * @param source The preprocessed slices.
 * @param predictions Matched with them by subject, study and slice.
 * @throws {PredictionsError} No row is of a slice that has an image.
 *
 * @example
 * ```ts
 * import { auditImages } from "hemoleak/leakage/images";
 * import { parsePredictions } from "hemoleak/predictions";
 * import { openStore } from "hemoleak/preprocess";
 *
 * async function sameSubjectShare(store: string, predictions: string) {
 *   using source = await openStore(store);
 *   const rows = parsePredictions(await Deno.readTextFile(predictions), predictions);
 *   return (await auditImages(source, rows)).nearest?.sameSubject;
 * }
 * ```
 */
export async function auditImages(
  source: NeighborSource,
  predictions: readonly Prediction[] | PredictionTable,
  options: ImageAuditOptions = {},
): Promise<ImageAudit> {
  checkOptions("auditImages", options, IMAGE_AUDIT_RULES);
  const { level = 0.95, progress = () => {}, signal } = options;
  const table = "scores" in predictions ? predictions : tableOf(predictions);
  const matched = new MatchedImages(source, table);
  const hashed: Record<SetName, HashedRows> = { train: none(), validation: none(), test: none() };
  let done = 0, blank = 0;
  async function* read(set: SetName): AsyncGenerator<RowImages> {
    for await (const batch of matched.read(set)) {
      hashed[set].rows.push(...batch.images.rows);
      hashed[set].hashes.push(...batch.images.hashes);
      yield batch.images;
      signal?.throwIfAborted();
      blank += batch.blank;
      done += batch.images.rows.length + batch.blank;
      progress(done, matched.total);
    }
  }
  const sample = matched.sample("train", SAMPLE);
  const neighbors = await testNeighbors(table, read("test"), sample, read("train"));
  for await (const _ of read("validation")); // Only hashed.
  return {
    matched: matched.matched,
    withoutImage: matched.withoutImage,
    withoutRow: matched.withoutRow,
    blank,
    exact: EXACT_PAIRS.flatMap(([first, second]) =>
      hashed[first].rows.length > 0 && hashed[second].rows.length > 0
        ? [exactDuplicates(table, [first, second], hashed[first], hashed[second])]
        : []
    ),
    near: neighbors && nearDuplicates(neighbors, { level }),
    nearest: neighbors && nearestSubjects(neighbors, { level }),
    byDistance: neighbors && binsByDistance(neighbors, { level }),
  };
}

/** So many training slices show how near different subjects come. */
const SAMPLE = 2000;

const EXACT_PAIRS: readonly [SetName, SetName][] = [
  ["train", "test"],
  ["train", "validation"],
  ["validation", "test"],
];

function none(): HashedRows {
  return { rows: [], hashes: [] };
}
