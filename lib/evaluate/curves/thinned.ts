/**
 * Which points of a curve to keep where it has more than can be used: the ends, and whatever lies a
 * step of 2 / `most` further along than the point kept before, both axes added. A curve of no more
 * points stays whole.
 *
 * @param count The number of points.
 * @param most How many to keep at most, about. Infinity keeps all.
 * @param along How far along the curve a point is, from 0 to 2, ascending.
 */
export function thinned(count: number, most: number, along: (point: number) => number): number[] {
  const kept: number[] = [];
  const step = count <= most ? 0 : 2 / (most - 2);
  let last = -Infinity;
  for (let point = 0; point < count; point++) {
    const here = along(point);
    if (here - last < step && point < count - 1) continue;
    kept.push(point);
    last = here;
  }
  return kept;
}
