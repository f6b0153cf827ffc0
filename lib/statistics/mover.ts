/** A value with its interval. */
export interface Bounded {
  value: number;
  ci: readonly [low: number, high: number];
}

/**
 * The interval of a function of estimates that are independent, from their intervals alone (`mover`:
 * Zou and Donner 2008, Stat Med 27:1693; Newcombe 2001, Stat Med 20:2889): a bound lies as far from the
 * value as the root of the sum of squares of how far each estimate moves it on its way to that one of
 * its own bounds which leads there. So it is as asymmetric as the intervals are, and has a width where
 * an estimate of the variance would be 0.
 *
 * @param functionOf Of the estimates, in their order.
 */
export function moverInterval(
  functionOf: (...values: number[]) => number,
  estimates: readonly Bounded[],
): [low: number, high: number] {
  const values = estimates.map(({ value }) => value);
  const center = functionOf(...values);
  let below = 0, above = 0;
  for (const [i, { ci }] of estimates.entries()) {
    const moved = ci.map((bound) => functionOf(...values.with(i, bound)) - center);
    below += Math.min(0, ...moved) ** 2;
    above += Math.max(0, ...moved) ** 2;
  }
  return [center - Math.sqrt(below), center + Math.sqrt(above)];
}
