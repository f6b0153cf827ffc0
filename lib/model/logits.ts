import * as tf from "@tensorflow/tfjs";
import { TrainingError } from "../error.ts";

/**
 * The logits of a network: what its last sigmoid takes, `[images, 1]`. A loss made of them has a
 * gradient wherever the network stands; where a probability has been rounded to 0 or 1, nothing can be
 * learned from it any more.
 *
 * @param images As the network takes them.
 * @throws {TrainingError} The network does not end in a sigmoid; see {@linkcode logitsOfFeatures}.
 */
export function logits(
  model: tf.LayersModel,
  images: tf.Tensor,
  { training = false }: { training?: boolean } = {},
): tf.Tensor {
  const last = model.outputs[0]!.sourceLayer;
  const before = tf.model({ inputs: model.inputs, outputs: last.input as tf.SymbolicTensor });
  return logitsOfFeatures(last, before.apply(images, { training }) as tf.Tensor);
}

/**
 * What a network's last layer gives but for its sigmoid.
 *
 * @param last A dense layer with a sigmoid, or a sigmoid alone.
 * @param features What it takes, `[images, features]`.
 * @throws {TrainingError} It is no such layer.
 */
export function logitsOfFeatures(
  last: tf.layers.Layer | undefined,
  features: tf.Tensor,
): tf.Tensor {
  const kind = last?.getClassName(), { activation } = last?.getConfig() ?? {};
  if (activation !== "sigmoid" || (kind !== "Dense" && kind !== "Activation")) {
    throw new TrainingError({
      expected: "the network to end in a sigmoid (a dense layer with that activation, or the " +
        "activation alone)",
      found: last
        ? `${kind} "${last.name}" with the activation "${activation ?? "none"}"`
        : "no layer",
    });
  }
  if (kind === "Activation") return features;
  const [kernel, bias] = last!.getWeights();
  const products = features.matMul(kernel!);
  return bias ? products.add(bias) : products;
}
