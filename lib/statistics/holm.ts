/**
 * p-values adjusted for being several (Holm 1979, Scand J Stat 6:65): where an adjusted one is below 0.05,
 * the chance that any such finding of them all is none is below 0.05, however they depend on each other.
 *
 * @returns In the order given; null for those that are.
 */
export function holmAdjusted(ps: readonly (number | null)[]): (number | null)[] {
  const known = [...ps.keys()].filter((i) => ps[i] !== null).sort((a, b) => ps[a]! - ps[b]!);
  const adjusted = ps.map((): number | null => null);
  let least = 0;
  for (const [rank, i] of known.entries()) {
    least = Math.max(least, Math.min(1, (known.length - rank) * ps[i]!));
    adjusted[i] = least;
  }
  return adjusted;
}
