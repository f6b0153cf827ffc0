/**
 * Mean binary cross-entropy in nats, from logits: `softplus(x)` for label 0, `softplus(-x)` for label 1.
 * However wrong and however certain, an answer has a finite loss, about the size of its logit. NaN if
 * a logit is NaN or there are none.
 *
 * @param logits Of the probability of label 1.
 * @param labels 0 or 1 each.
 */
export function binaryCrossEntropy(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
): number {
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    sum += softplus(labels[i] === 1 ? -logits[i]! : logits[i]!);
  }
  return sum / logits.length;
}

/** log(1 + exp(x)), without overflow and without rounding small values away. */
function softplus(x: number): number {
  return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
}
