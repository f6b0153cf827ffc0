/** Keras' and tfjs' bound, which keeps the loss of a wrong certainty finite. */
const EPSILON = 1e-7;

/**
 * Mean binary cross-entropy in nats, of probabilities clipped to [1e-7, 1 - 1e-7] as in Keras and
 * tfjs. NaN if a score is NaN or there are none.
 *
 * @param scores Probabilities of label 1.
 * @param labels 0 or 1 each.
 */
export function binaryCrossEntropy(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): number {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = Math.min(1 - EPSILON, Math.max(EPSILON, scores[i]!));
    sum -= labels[i] === 1 ? Math.log(score) : Math.log1p(-score);
  }
  return sum / scores.length;
}
