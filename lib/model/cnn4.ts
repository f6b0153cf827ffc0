import * as tf from "@tensorflow/tfjs";
import { TrainingError } from "../error.ts";
import { ANYTHING, checkOptions, oneOf, type OptionRules, PART, wholeFrom } from "../options.ts";
import type { Random } from "../random.ts";
import { INITIALIZERS, type KernelInitializer, kernelInitializer } from "./initializer.ts";

/** What the paper leaves open of CNN4, beside the size of its input. */
export interface Cnn4Options {
  /** Side of the square input in pixels, at least 16. The paper: 256. */
  size: number;
  /** Draws the initial weights: the same generator state gives the same network. */
  random: Random;
  /** Channels of the input. Default 1: a CT slice is gray. */
  channels?: 1 | 3;
  /**
   * Filters of the first and of the second pair of convolutions. Default [32, 64], those of the
   * convolutional example that Keras long shipped (`mnist_cnn.py`), doubling as VGG does.
   */
  filters?: readonly [number, number];
  /** Units of the first dense layer. Default 128, as in the same example. */
  dense?: number;
  /** Default `heNormal`, made for the ReLUs that the paper names. */
  initializer?: KernelInitializer;
}

const CNN4_RULES: OptionRules<Cnn4Options> = {
  size: ANYTHING,
  random: PART,
  channels: oneOf([1, 3]),
  filters: PART,
  dense: wholeFrom(1),
  initializer: oneOf(INITIALIZERS),
};

/**
 * CNN4, the paper's own network (its Figure 2): twice two 3 x 3 convolutions with ReLU and a 2 x 2
 * max-pooling, then flatten and two dense layers, the last with a sigmoid. Convolutions are not
 * padded, the default of Keras; the paper does not say.
 *
 * Input `[batch, size, size, channels]` in [0, 1], output `[batch, 1]`, the probability of
 * hemorrhage.
 *
 * @throws {OptionsError} There is no such option, or no such value.
 * @throws {TrainingError} The size is below 16 pixels or not a whole number.
 */
export function cnn4(options: Cnn4Options): tf.Sequential {
  checkOptions("cnn4", options, CNN4_RULES);
  const { size, random, channels = 1, filters = [32, 64], dense = 128 } = options;
  if (!Number.isInteger(size) || size < 16) {
    throw new TrainingError({
      expected: "CNN4's input to be at least 16 pixels wide",
      found: size,
    });
  }
  const initializer = () => kernelInitializer(options.initializer ?? "heNormal", random);
  const convolution = (name: string, filters: number) =>
    tf.layers.conv2d({
      name,
      filters,
      kernelSize: 3,
      activation: "relu",
      kernelInitializer: initializer(),
    });
  return tf.sequential({
    name: "cnn4",
    layers: [
      tf.layers.inputLayer({ name: "input", inputShape: [size, size, channels] }),
      convolution("conv1", filters[0]),
      convolution("conv2", filters[0]),
      tf.layers.maxPooling2d({ name: "pool1", poolSize: 2 }),
      convolution("conv3", filters[1]),
      convolution("conv4", filters[1]),
      tf.layers.maxPooling2d({ name: "pool2", poolSize: 2 }),
      tf.layers.flatten({ name: "flatten" }),
      tf.layers.dense({
        name: "dense1",
        units: dense,
        activation: "relu",
        kernelInitializer: initializer(),
      }),
      tf.layers.dense({
        name: "dense2",
        units: 1,
        activation: "sigmoid",
        kernelInitializer: initializer(),
      }),
    ],
  });
}
