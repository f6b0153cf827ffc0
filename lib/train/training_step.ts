import * as tf from "@tensorflow/tfjs";
import { logits } from "../model/logits.ts";
import { type Compiled, compiled, type CompileOptions } from "../tensorflow/compile/compiled.ts";
import { crossEntropies } from "../tensorflow/losses/cross_entropies.ts";
import { networkInput } from "./image_source.ts";

/** Takes a batch of bytes (`imageBytes`) and its labels `[images, 1]`; gives the loss before it. */
export type TrainingStep = Compiled<[images: tf.Tensor4D, labels: tf.Tensor2D], tf.Scalar>;

/**
 * One step of training with binary cross-entropy from the logits, compiled: the batch is scaled, the network's
 * gradients are computed and the optimizer applied, all within TensorFlow.
 *
 * @param channels Of the network's input.
 * @throws {TensorFlowError} Mixed precision is wanted of a processor that has no bfloat16.
 */
export function trainingStep(
  model: tf.LayersModel,
  optimizer: tf.Optimizer,
  channels: number,
  options: CompileOptions = {},
): TrainingStep {
  const variables = trainableVariables(model);
  return compiled(
    (images: tf.Tensor4D, labels: tf.Tensor2D) =>
      optimizer.minimize(
        () => loss(model, networkInput(images, channels), labels),
        true,
        variables,
      )!,
    options,
  );
}

/** The variables that training changes, in the order of `trainableWeights`. */
export function trainableVariables(model: tf.LayersModel): tf.Variable[] {
  return model.trainableWeights.map((weight) => weight.read() as tf.Variable);
}

function loss(model: tf.LayersModel, images: tf.Tensor4D, labels: tf.Tensor2D): tf.Scalar {
  const mean = tf.mean<tf.Scalar>(
    crossEntropies(logits(model, images, { training: true }), labels),
  );
  return model.calculateLosses().reduce<tf.Scalar>((sum, penalty) => sum.add(penalty), mean);
}
