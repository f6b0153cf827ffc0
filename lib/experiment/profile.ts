import type { ModelName } from "../model/model_name.ts";
import { WARM_UP } from "../train/training_options.ts";

/** How large an experiment is: image size, network width, epochs. */
export interface Profile {
  name: ProfileName;
  /** Side of the square network input in pixels. */
  size: number;
  /** Images a gradient step. The paper: 32. */
  batchSize: number;
  /** Passes over the training set, for each model; the best by validation loss is kept. */
  epochs: Record<ModelName, number>;
  /** Adam's learning rate. The paper does not tell its optimizer or rate. */
  learningRate: number;
  /** Steps in which the rate rises to that; 0 for none. See {@linkcode WARM_UP}. */
  warmUp: number;
  /** Epochs without a lower validation loss that end a training; without it, none do. */
  patience?: number;
  /** The share of VGG16's filters and dense units that is kept; 1 is the published network. */
  vgg16Width: number;
}

/** The profiles there are; see {@linkcode PROFILES}. */
export type ProfileName = "quick" | "paper";

/**
 * `paper` is the paper's protocol: 256 x 256 pixels, batches of 32, 150 epochs, the full VGG16.
 * `quick` shows the same effect on the phantom within minutes on two cores: 64 x 64 pixels, a few
 * epochs, VGG16 at a quarter of its width.
 *
 * The learning rate of 3e-4 lets both networks learn from He initialization; with a rate of 1e-3,
 * a VGG16 without batch normalization often stays at the loss of a constant guess.
 */
export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  quick: {
    name: "quick",
    size: 64,
    batchSize: 32,
    epochs: { cnn4: 12, vgg16: 9 },
    learningRate: 3e-4,
    warmUp: WARM_UP,
    vgg16Width: 0.25,
  },
  paper: {
    name: "paper",
    size: 256,
    batchSize: 32,
    epochs: { cnn4: 150, vgg16: 150 },
    learningRate: 3e-4,
    warmUp: WARM_UP,
    vgg16Width: 1,
  },
};

/** The model's name as figures and tables show it; a narrowed VGG16 always says so. */
export function modelTitle(model: ModelName, profile: Profile): string {
  if (model === "cnn4") return "CNN4";
  return profile.vgg16Width === 1 ? "VGG16" : `VGG16 × ${profile.vgg16Width}`;
}
