/**
 * The one score that all have, or null: where scores differ, or there are none. A classifier that gives
 * every case the same score ranks nothing; most often a network has died in training, or the wrong
 * column was taken for the score.
 */
export function constantScore(scores: ArrayLike<number>): number | null {
  const first = scores[0];
  if (first === undefined) return null;
  for (let i = 1; i < scores.length; i++) if (scores[i] !== first) return null;
  return first;
}
