/**
 * The one of several names that somebody may have meant: the nearest in spelling, if at most two
 * letters, and fewer than half of its own, are missing, too many, other ones or swapped with the next. Case
 * does not count.
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

/**
 * How many letters are to be added, taken out, replaced, or swapped with their neighbor (the optimal string
 * alignment of Damerau 1964), row by row.
 */
function edits(from: string, to: string): number {
  let before: number[] = [], row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = row[j]! + Number(from[i] !== to[j]);
      const swapped = i > 0 && j > 0 && from[i] === to[j - 1] && from[i - 1] === to[j]
        ? before[j - 1]! + 1
        : Infinity;
      next.push(Math.min(replaced, row[j + 1]! + 1, next[j]! + 1, swapped));
    }
    [before, row] = [row, next];
  }
  return row[to.length]!;
}
