/**
 * Training: with checkpoints, so that a training that was killed ends with the same bits as one that
 * was not; predicting, and the features of the penultimate layer.
 *
 * @example
 * ```ts
 * import { cnn4 } from "hemoleak/model";
 * import { useTensorFlow } from "hemoleak/tensorflow";
 * import { predict, Random, train } from "hemoleak/train";
 *
 * await useTensorFlow();
 * const labels = Array.from({ length: 40 }, (_, i) => i % 2 as 0 | 1);
 * const sets = labels.map((_, i) => i < 30 ? "train" as const : "validation" as const);
 * const store = {
 *   size: 16,
 *   read: (indices: readonly number[]) =>
 *     Uint8Array.from(indices.flatMap((i) => Array(16 * 16).fill(50 + 150 * labels[i]!))),
 * };
 * const random = new Random(1, "weights");
 * const model = cnn4({ size: 16, random, filters: [4, 4], dense: 8 });
 * const { rows } = await train(model, { store, labels, sets }, { epochs: 2, random });
 * console.assert(rows.length === 2 && (await predict(model, store, [30, 31])).length === 2);
 * ```
 *
 * @module
 */

export { OptionsError, StorageError, TensorFlowError, TrainingError } from "../error.ts";
export { Random } from "../random.ts";
export {
  type BatchEvent,
  type EpochEvent,
  type ResumeEvent,
  train,
  type TrainingEvent,
  type TrainingListener,
} from "./train.ts";
export { type TrainingData, type TrainingOptions, WARM_UP } from "./training_options.ts";
export {
  bestEpoch,
  type EpochSeconds,
  type History,
  type HistoryRow,
  type StoppedTraining,
} from "./history.ts";
export { type Learning, learningOf, type LearningOutcome } from "./learning.ts";
export { type ImageSource } from "./image_source.ts";
export { embed, embedToFile, type FeatureTaker } from "./embed.ts";
export { predict, type PredictOptions } from "./predict.ts";
export type { Precision, PRECISIONS } from "../precision.ts";
export { loadModel, saveModel } from "./model_files.ts";
export { stopOnInterrupt } from "./stop_on_interrupt.ts";
