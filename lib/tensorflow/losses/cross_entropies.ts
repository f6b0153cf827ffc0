import type * as tf from "@tensorflow/tfjs";

/**
 * Binary cross-entropy of each logit in nats: `softplus(x)` for label 0, `softplus(-x)` for label 1. The
 * gradient, `sigmoid(x)` or `-sigmoid(-x)`, is right to the last digits at any logit, so that a network
 * that is certain and wrong is corrected. tfjs's `binaryCrossentropy` clips the probability at 1e-7
 * instead, beyond which the gradient is zero.
 *
 * @param logits Of the probability of label 1.
 * @param labels In [0, 1], the same shape.
 */
export function crossEntropies(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  const ifOne = logits.neg().softplus(), ifZero = logits.softplus();
  return labels.mul(ifOne).add(labels.neg().add(1).mul(ifZero));
}
