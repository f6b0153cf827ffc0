import type { Prediction } from "../evaluate/prediction.ts";
import type { PredictionTable } from "../evaluate/prediction_table.ts";
import type { Proportion } from "../evaluate/proportion.ts";
import type { Embeddings } from "./embeddings.ts";

/** How well features name the subject that a slice is of, among some subjects. */
export interface Recognition {
  /** The subjects to choose from. */
  subjects: number;
  /** The slices that a subject was named for. */
  slices: number;
  /** The share of slices whose subject was named rightly; its interval is over subjects. */
  accuracy: Proportion;
  /** What naming at random reaches: 1 / `subjects`. */
  chance: number;
  /** What is reached after whole subjects have exchanged their names at random. */
  permuted: {
    /** The middle 95 % of such accuracies. */
    range: [low: number, high: number];
    /** The share of them, the true one counted, that are at least as high as the true one. */
    p: number;
    permutations: number;
  };
}

/** What a network's features tell of who a slice is of; `probe` of an audit. */
export interface RecognitionProbe {
  /** Features a slice. */
  units: number;
  /** Features that have one value in all slices, as those of dead ReLUs: they are left out. */
  constantUnits: number;
  /** Numbers a slice that are told apart by: the other features, or as many sums of them. */
  dimensions: number;
  /** Test subjects with fewer than four slices: they are left out. */
  leftOutSubjects: number;
  /**
   * Test slices named by the other half of their subject's stack, the lower by the upper and the
   * reverse: only what marks a subject from bottom to top can tell. Null with fewer than two subjects.
   */
  contiguous: Recognition | null;
  /** The same by every other slice of the stack: neighbors, which are nearly the same image, help. */
  alternating: Recognition | null;
  /**
   * Test slices named by the training slices of their subject, among the subjects that have both.
   * Null with fewer than two of them, as in a split by subject.
   */
  trained: Recognition | null;
}

/** How to probe. */
export interface RecognitionOptions {
  /** Coverage of the interval. Default 0.95. */
  level?: number;
}

/**
 * Asks of a network's features, usually those of its penultimate layer, who a slice is of.
 *
 * @param embeddings Row i is of prediction i.
 * @throws {PredictionsError} There are not as many rows as predictions.
 */
export function recognitionProbe(
  _embeddings: Embeddings,
  _predictions: readonly Prediction[] | PredictionTable,
  _options: RecognitionOptions = {},
): RecognitionProbe {
  throw new Error("not yet");
}
