/** Whether scores may be probabilities: all of them in [0, 1]. */
export function areProbabilities(scores: ArrayLike<number>): boolean {
  for (let i = 0; i < scores.length; i++) if (!(scores[i]! >= 0 && scores[i]! <= 1)) return false;
  return true;
}
