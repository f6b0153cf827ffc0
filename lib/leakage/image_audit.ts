import type { ClusteredAuc } from "../evaluate/obuchowski.ts";
import type { Prediction } from "../evaluate/prediction.ts";
import type { PredictionTable } from "../evaluate/prediction_table.ts";
import type { Proportion } from "../evaluate/proportion.ts";
import type { Progress } from "../progress.ts";
import type { SetName } from "../split/split.ts";
import type { NeighborSource } from "./nearest_neighbor.ts";

/** A slice by its name in predictions.csv. */
export interface SliceName {
  subject: string;
  study: string;
  slice: string;
}

/** Two slices of different sets. */
export interface SlicePair {
  /** One of each of the two sets in question, in their order. */
  slices: [SliceName, SliceName];
  sameSubject: boolean;
  /** Root mean squared difference of gray levels at 32 x 32 pixels, 0 to 255. */
  distance: number;
}

/** Slices of two sets whose images are equal, byte for byte. */
export interface ExactDuplicates {
  sets: [SetName, SetName];
  pairs: number;
  /** Those of the pairs that are of one subject. */
  sameSubjectPairs: number;
  /** Slices of the second set that have an equal one in the first. */
  slices: number;
  /** The first ones. */
  examples: SlicePair[];
}

/** Test slices that come nearer to a training slice than slices of different subjects do. */
export interface NearDuplicates {
  /** A pair is one if its distance is below this; see {@linkcode auditImages}. Null if none is known. */
  threshold: number | null;
  /** Test slices with a near duplicate in the training set, exact ones included. */
  slices: number;
  /** As a share of the test slices; its interval is over subjects. */
  share: Proportion;
  /** Those whose near duplicate is a slice of another subject: one person under two names? */
  otherSubjectSlices: number;
  /** The nearest ones: first those of different subjects. */
  examples: SlicePair[];
}

/** Which training slice is nearest to a test slice. */
export interface NearestSubjects {
  /** The share of test slices whose nearest training slice is of the same subject. */
  sameSubject: Proportion;
  /** What that share would be if the nearest were any training slice. */
  chance: number;
  /** Quartiles of the distance to the nearest training slice. */
  quartiles: [lower: number, median: number, upper: number];
}

/** Test slices that are about as far from the training set. */
export interface DistanceBin {
  /** Distance to the nearest training slice, above `from` (the first bin: from it on) up to `to`. */
  from: number;
  to: number;
  slices: number;
  subjects: number;
  positives: number;
  /** Whose nearest training slice is of the same subject. */
  sameSubjectSlices: number;
  /** Of the scores that were given; null where all slices have one label. */
  auc: ClusteredAuc | null;
}

/** What the images tell of a split; `images` of an audit. */
export interface ImageAudit {
  /** Rows of the predictions that have an image, of each set. */
  matched: Record<SetName, number>;
  /** Rows that have none: they are not looked at. */
  withoutImage: number;
  /** Images that no row is of: they are not looked at. */
  withoutRow: number;
  /** Matched slices whose image is one gray: they are alike without telling anything, so left out. */
  blank: number;
  /** For each two sets that both have slices: training and test come first. */
  exact: ExactDuplicates[];
  /** Null without test or training slices, as are the next two. */
  near: NearDuplicates | null;
  nearest: NearestSubjects | null;
  /** Quarters of the test slices, the nearest to the training set first; fewer where distances tie. */
  byDistance: DistanceBin[] | null;
}

/** How to look at the images. */
export interface ImageAuditOptions {
  /** Coverage of the intervals. Default 0.95. */
  level?: number;
  /** Told the images done. */
  progress?: Progress;
  /** Stops the audit, which then throws the signal's reason. */
  signal?: AbortSignal | undefined;
}

/**
 * Compares the images of a split: duplicates, and for each test slice the nearest training slice.
 *
 * @param source The preprocessed slices.
 * @param predictions Matched with them by subject, study and slice.
 * @throws {PredictionsError} No row is of a slice that has an image.
 */
export function auditImages(
  _source: NeighborSource,
  _predictions: readonly Prediction[] | PredictionTable,
  _options: ImageAuditOptions = {},
): Promise<ImageAudit> {
  throw new Error("not yet");
}
