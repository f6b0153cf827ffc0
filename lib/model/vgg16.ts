import * as tf from "@tensorflow/tfjs";
import { TrainingError } from "../error.ts";
import { ANYTHING, checkOptions, oneOf, type OptionRules, PART, wholeFrom } from "../options.ts";
import type { Random } from "../random.ts";
import { INITIALIZERS, type KernelInitializer, kernelInitializer } from "./initializer.ts";

/** Filters and number of convolutions of VGG16's five blocks (configuration D). */
const BLOCKS = [[64, 2], [128, 2], [256, 3], [512, 3], [512, 3]] as const;

/** What the paper leaves open of VGG16, beside the size of its input. */
export interface Vgg16Options {
  /** Side of the square input in pixels, at least 32. The paper: 256. */
  size: number;
  /** Draws the initial weights: the same generator state gives the same network. */
  random: Random;
  /**
   * Channels of the input. Default 1: from scratch, a gray slice repeated to three channels is the
   * same function with 1,152 parameters more. 3 is for weights that were trained on color images.
   */
  channels?: 1 | 3;
  /**
   * Share of the filters and dense units that is kept. Default 1, the published network; less is
   * another, faster network, to be named so wherever its figures are shown.
   */
  width?: number;
  /** Units of the first and the second dense layer, before `width`. Default 4,096, as published. */
  dense?: number;
  /** Default `heNormal`, with which networks of this depth learn without batch normalization. */
  initializer?: KernelInitializer;
}

const VGG16_RULES: OptionRules<Vgg16Options> = {
  size: ANYTHING,
  random: PART,
  channels: oneOf([1, 3]),
  width: ANYTHING,
  dense: wholeFrom(1),
  initializer: oneOf(INITIALIZERS),
};

/**
 * VGG16 (Simonyan and Zisserman 2015, arXiv:1409.1556, configuration D; the paper's Figure 3): five
 * blocks of padded 3 x 3 convolutions with ReLU and a 2 x 2 max-pooling, then three dense layers.
 * The published dropout between the dense layers is left out, as the paper names none; for the last
 * layer's 1,000 classes there is one sigmoid unit, the paper's "modification for binary classification".
 *
 * Input `[batch, size, size, channels]` in [0, 1], output `[batch, 1]`, the probability of hemorrhage.
 *
 * @throws {OptionsError} There is no such option, or no such value.
 * @throws {TrainingError} The size is below 32 pixels or not a whole number, or the width is not
 * positive.
 */
export function vgg16(options: Vgg16Options): tf.Sequential {
  checkOptions("vgg16", options, VGG16_RULES);
  const { size, random, channels = 1, width = 1, dense = 4096 } = options;
  if (!Number.isInteger(size) || size < 32 || !(width > 0)) {
    throw new TrainingError({
      expected: "VGG16's input to be at least 32 pixels wide and its width to be positive",
      found: `${size} pixels and width ${width}`,
    });
  }
  const scaled = (count: number) => Math.max(1, Math.round(count * width));
  const initializer = () => kernelInitializer(options.initializer ?? "heNormal", random);
  const denseLayer = (name: string, units: number, activation: "relu" | "sigmoid") =>
    tf.layers.dense({ name, units, activation, kernelInitializer: initializer() });
  return tf.sequential({
    name: "vgg16",
    layers: [
      tf.layers.inputLayer({ name: "input", inputShape: [size, size, channels] }),
      ...BLOCKS.flatMap(([filters, convolutions], block) => [
        ...Array.from({ length: convolutions }, (_, i) =>
          tf.layers.conv2d({
            name: `block${block + 1}_conv${i + 1}`,
            filters: scaled(filters),
            kernelSize: 3,
            padding: "same",
            activation: "relu",
            kernelInitializer: initializer(),
          })),
        tf.layers.maxPooling2d({ name: `block${block + 1}_pool`, poolSize: 2 }),
      ]),
      tf.layers.flatten({ name: "flatten" }),
      denseLayer("dense1", scaled(dense), "relu"),
      denseLayer("dense2", scaled(dense), "relu"),
      denseLayer("predictions", 1, "sigmoid"),
    ],
  });
}
