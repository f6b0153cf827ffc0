import type * as tf from "@tensorflow/tfjs";
import type { Random } from "../random.ts";
import { cnn4 } from "./cnn4.ts";
import { type ModelName, networkOf, type NetworkSize } from "./networks.ts";
import { vgg16 } from "./vgg16.ts";

/** Makes a network, with initial weights from the generator. */
export type NetworkBuilder = (size: NetworkSize, random: Random) => tf.Sequential;

/**
 * How the networks of `NETWORKS` are made, each of them: apart from it, so that whoever only names a network
 * does not load TensorFlow.js.
 */
export const BUILDERS: Readonly<Record<ModelName, NetworkBuilder>> = {
  cnn4: ({ size }, random) => cnn4({ size, random }),
  vgg16: ({ size, vgg16Width: width }, random) => vgg16({ size, random, width }),
};

/**
 * Makes the network of a name.
 *
 * @throws {TrainingError} There is no such network.
 */
export function buildNetwork(name: ModelName, size: NetworkSize, random: Random): tf.Sequential {
  networkOf(name);
  return BUILDERS[name](size, random);
}
