import { type ModelName, networkOf, NETWORKS, type NetworkSize } from "../model/networks.ts";
import {
  checkOptions,
  numberAbove,
  numberFrom,
  oneOf,
  type OptionRules,
  PART,
  TEXT,
  wholeFrom,
} from "../options.ts";
import type { ProfileName } from "../provenance.ts";
import { type Precision, PRECISIONS } from "../tensorflow/library/precision.ts";
import { WARM_UP } from "../train/training_options.ts";

/** How large an experiment is: image size, network width, epochs. */
export interface Profile extends NetworkSize {
  /** Its own name. */
  name: ProfileName;
  /** Images per gradient step. The paper: 32. */
  batchSize: number;
  /** Passes over the training set, for each model; the best by validation loss is kept. */
  epochs: Record<ModelName, number>;
  /** Adam's learning rate. The paper does not state its optimizer or rate. */
  learningRate: number;
  /** Steps in which the rate rises to that; 0 for none. See {@linkcode WARM_UP}. */
  warmUp: number;
  /** How a step computes. Default `float32`; named only if it is another. */
  precision?: Precision;
  /** Epochs without a lower validation loss that end a training; without it, none do. */
  patience?: number;
}

const PROFILE_RULES: OptionRules<Profile> = {
  name: TEXT,
  size: wholeFrom(1),
  vgg16Width: numberAbove(0),
  batchSize: wholeFrom(1),
  epochs: PART,
  learningRate: numberFrom(0),
  warmUp: wholeFrom(0),
  precision: oneOf(PRECISIONS),
  patience: wholeFrom(1),
};

/**
 * Whether a value is a profile.
 *
 * @throws {OptionsError} It is an object, but with a name or a value that a profile does not have.
 */
export function isProfile(value: unknown): value is Profile {
  if (!PART.allows(value)) return false;
  checkOptions("a profile", value as Profile, PROFILE_RULES);
  return true;
}

/**
 * `paper` is the paper's protocol: 256 x 256 pixels, batches of 32, 150 epochs, the full VGG16.
 * `quick` shows the same effect on the phantom within minutes on two cores: 64 x 64 pixels, a few
 * epochs, VGG16 at a quarter of its width.
 *
 * `desk` is for a real cohort of some thousand slices on a workstation overnight: 128 x 128 pixels,
 * at which a bleed of a centimeter is five pixels wide, the full CNN4, and VGG16 at half its width,
 * a quarter of its multiplications. Epochs and patience were set by reasoning before any run, not by a
 * score: 1,700 training slices make 53 steps an epoch, so that 40 epochs are eight times the steps in
 * which `quick` fits the phantom; 8 epochs of patience are 400 steps, longer than the validation loss of
 * some hundred slices wavers.
 *
 * The learning rate of 3e-4 lets both networks learn from He initialization; with a rate of 1e-3,
 * a VGG16 without batch normalization often stays at the loss of a constant guess.
 */
export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  quick: {
    name: "quick",
    size: 64,
    batchSize: 32,
    epochs: epochsIn("quick"),
    learningRate: 3e-4,
    warmUp: WARM_UP,
    vgg16Width: 0.25,
  },
  desk: {
    name: "desk",
    size: 128,
    batchSize: 32,
    epochs: epochsIn("desk"),
    learningRate: 3e-4,
    warmUp: WARM_UP,
    patience: 8,
    vgg16Width: 0.5,
  },
  paper: {
    name: "paper",
    size: 256,
    batchSize: 32,
    epochs: epochsIn("paper"),
    learningRate: 3e-4,
    warmUp: WARM_UP,
    vgg16Width: 1,
  },
};

function epochsIn(profile: ProfileName): Record<ModelName, number> {
  const epochs = Object.entries(NETWORKS).map(([name, network]) => [name, network.epochs[profile]]);
  return Object.fromEntries(epochs);
}

/**
 * The model's name as figures and tables show it; a narrowed VGG16 always says so.
 *
 * @throws {TrainingError} There is no such network.
 */
export function modelTitle(model: ModelName, profile: Profile): string {
  return networkOf(model).title(profile);
}
