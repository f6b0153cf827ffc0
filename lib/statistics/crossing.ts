const STEPS = 100;
const NEAR = 1e-9;

/**
 * Where a continuous function that has opposite signs at two places crosses 0, by the Illinois variant of
 * the false position (Dowell and Jarratt 1971, BIT 11:168): a handful of evaluations where it is smooth.
 */
export function crossing(
  valueAt: (x: number) => number,
  [from, to]: readonly [number, number],
): number {
  let a = from, b = to, fa = valueAt(a), fb = valueAt(b);
  for (let step = 0; step < STEPS && fb !== 0; step++) {
    const x = b - fb * (b - a) / (fb - fa), fx = valueAt(x);
    if (Math.sign(fx) === Math.sign(fb)) fa /= 2;
    else [a, fa] = [b, fb];
    const moved = Math.abs(x - b);
    [b, fb] = [x, fx];
    if (moved <= NEAR * (1 + Math.abs(b)) || Math.abs(b - a) <= NEAR * (1 + Math.abs(b))) break;
  }
  return b;
}
