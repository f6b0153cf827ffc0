import {
  ANYTHING,
  NUMBER,
  oneOf,
  type OptionRules,
  PART,
  SIGNAL,
  TEXT,
  wholeFrom,
} from "../options.ts";
import type { Random } from "../random.ts";
import type { SetName } from "../split/split.ts";
import { type Precision, PRECISIONS } from "../precision.ts";
import type { ImageSource } from "./image_source.ts";

/** Images, their labels and who trains and validates. */
export interface TrainingData {
  /** The images, by index. */
  store: ImageSource;
  /** One label per image. */
  labels: readonly (0 | 1)[];
  /** One set per image, or null for one that is not used; those and the test set's are never read. */
  sets: readonly (SetName | null)[];
}

/** How to train. */
export interface TrainingOptions {
  /** Passes over the training set. The paper: 150. */
  epochs: number;
  /** Shuffles the training set again for each epoch. */
  random: Random;
  /** Images per step. Default 32, as in the paper. */
  batchSize?: number;
  /**
   * Adam's step size (Kingma and Ba 2015, arXiv:1412.6980). Default 3e-4: both networks learn from
   * it, where VGG16 often does not from the usual 1e-3. The paper names no optimizer.
   */
  learningRate?: number;
  /**
   * Steps in which the rate rises in equal parts from nothing to `learningRate`; 0 for none. Default
   * {@linkcode WARM_UP}.
   */
  warmUp?: number;
  /**
   * How steps are computed; weights, Adam's moments and losses are of 32 bits in any case, and so is all
   * that judges the network. Default `float32`.
   */
  precision?: Precision;
  /**
   * Ends the training once the validation loss has not fallen for this many epochs. Default: it goes
   * through all of them, as in the paper.
   */
  patience?: number;
  /**
   * A folder for this training alone, where its state is kept after each epoch: the same training
   * (a new network with the same weights, a new generator of the same seed) resumes from there if it
   * was interrupted, and ends with the same bits as one that was not. What is found of a training
   * with other data, options or versions is not used, and goes after the first epoch. Default:
   * nothing is kept.
   */
  checkpoints?: string;
  /** Stops the training after the present batch; the best weights so far are put in place. */
  signal?: AbortSignal | undefined;
  /**
   * Suspends the training after the present batch, because the process has to end: the state between the
   * two batches is kept in `checkpoints`, and the same training goes on from there, to the same bits. That
   * is no result, as that of `signal` is: `train` throws the signal's reason. Without `checkpoints`,
   * nothing is kept.
   */
  suspend?: AbortSignal | undefined;
}

/** What the options may be. */
export const TRAINING_RULES: OptionRules<TrainingOptions> = {
  epochs: wholeFrom(1),
  random: PART,
  batchSize: wholeFrom(1),
  learningRate: NUMBER,
  warmUp: ANYTHING,
  precision: oneOf(PRECISIONS),
  patience: ANYTHING,
  checkpoints: TEXT,
  signal: SIGNAL,
  suspend: SIGNAL,
};

/**
 * In how many steps the learning rate rises to its full height, unless set otherwise: the default of
 * `warmUp`.
 *
 * Adam's first steps move each weight by about the whole rate, whatever the size of its gradient, and all
 * in the direction of a single batch. A unit of CNN4's first dense layer has 246,016 inputs at 256 pixels:
 * moved together they throw the logit by tens, and the loss with it (to 34 in the second step, where it
 * began at 1.3). With small first steps each is corrected by the next.
 *
 * It is the least that helps at every size: the initial weights, and all later steps, are what they would
 * be without. What else was tried, and with what result: `docs/measured.md`. The paper does not mention the
 * matter.
 */
export const WARM_UP = 50;
