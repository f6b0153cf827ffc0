/**
 * The one of several names that somebody may have meant: the nearest in spelling, if at most two
 * letters, and fewer than half of its own, are missing, too many or other ones. Case does not count.
 *
 * @returns Null if none is so near.
 */
export function closest(name: string, names: readonly string[]): string | null {
  let nearest: string | null = null, least = 3;
  for (const one of names) {
    const distance = edits(name.toLowerCase(), one.toLowerCase());
    if (distance < least && 2 * distance < one.length) [nearest, least] = [one, distance];
  }
  return nearest;
}

/** How many letters are to be added, taken out or replaced (Levenshtein 1966), row by row. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = row[j]! + Number(letter !== to[j]);
      next.push(Math.min(replaced, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
