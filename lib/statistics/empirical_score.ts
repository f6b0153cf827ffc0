/**
 * An estimate as a function of how much each subject weighs, 1 in the sample. What all weights are multiplied
 * by changes nothing. By how much each weight moves the estimate (its gradient) is written into `moves`.
 */
export type Reweighted = (weights: Float64Array, moves: Float64Array) => number;

/** How far weights may go. */
interface Allowed {
  /**
   * The share that each subject has in what it is compared with, in [0, 1): large ones deviate more easily.
   * Those of none do not count.
   */
  shares: ArrayLike<number>;
  /** What Pearson's X^2 of the sample may be, were the weights the true ones. */
  distance: number;
}

/** How far weights may go, and where minima are sought. */
export interface EmpiricalOptions extends Allowed {
  /** Subjects, by their number, that may count more or less together, as those of one fold. */
  groups?: readonly (readonly number[])[];
}

/**
 * The least and the greatest estimate that other weights of the subjects give from which the sample is no
 * farther than it may be, by Pearson's X^2: sum of (1 - share) (1 - weight)^2 / weight <= distance. Of shares
 * of single cases that is Wilson's score interval; in general it is the power divergence of 1 among empirical
 * discrepancies, of which the likelihood is that of 0 (Baggerly 1998, Biometrika 85:535; Owen 2001, Empirical
 * Likelihood, sections 3.5 and 3.16; Qin and Zhou 2006, Biometrics 62:613, for an AUC). To second order it is
 * the variance over subjects as Bell and McCaffrey's CR2 has it (2002, Surv Methodol 28:169).
 *
 * Which weights are allowed does not depend on the values. An estimate that never rises when a subject gets
 * worse has therefore bounds that do not, either, which none made from an estimated variance can promise.
 *
 * An estimate that is no linear function of the weights may have several minima. They are sought from the
 * sample's weights, and from those with each large subject, and each group, raised or lowered; the bounds are
 * exact to 1e-9 unless all of these lead elsewhere, seldom and with fewer than four effective subjects only.
 */
export function empiricalBounds(
  estimate: Reweighted,
  { shares, distance, groups = [] }: EmpiricalOptions,
): [low: number, high: number] {
  // X^2 is of weights with a mean of 1. Here they may have any, which changes no estimate; what their X^2 is
  // with the mean for which it is least, follows from that.
  let kept = 0;
  for (let i = 0; i < shares.length; i++) if (shares[i]! > 0) kept += 1 - shares[i]!;
  const options = { shares, distance: 2 * kept * (Math.sqrt(1 + distance / kept) - 1) };
  const starts = startsOf(options, groups);
  const bound = (sign: 1 | -1) => {
    const signed: Reweighted = (weights, moves) => {
      const value = estimate(weights, moves);
      for (let i = 0; i < moves.length; i++) moves[i]! *= sign;
      return sign * value;
    };
    return sign * Math.min(...starts.map((start) => descend(signed, start, options)));
  };
  return [bound(1), bound(-1)];
}

/** Whether a subject with such a share may lead to a minimum of its own. */
export function isLarge(share: number): boolean {
  return share > 1 / 16;
}

/** The sample's weights, and those farthest from them by which one that may lead to a minimum gains or loses. */
function startsOf(
  options: Allowed,
  groups: readonly (readonly number[])[],
): Float64Array[] {
  const { shares } = options, alike = new Float64Array(shares.length).fill(1), starts = [alike];
  const apart = [...groups];
  for (let i = 0; i < shares.length; i++) if (isLarge(shares[i]!)) apart.push([i]);
  for (const group of apart) {
    for (const move of [-1, 1]) {
      const start = alike.slice();
      farthest(alike.map((_, i) => group.includes(i) ? move : 0), options, start, null);
      starts.push(start);
    }
  }
  return starts;
}

/** What may be missing of the least estimate, and after how many steps it is given up. */
const MISSING = 1e-10, STEPS = 500;

/**
 * Goes down from allowed weights, towards those that would be best if the estimate were linear (Frank and Wolfe
 * 1956, Nav Res Logist Q 3:95): all weights between allowed ones are allowed.
 */
function descend(
  estimate: Reweighted,
  start: Float64Array,
  options: Allowed,
): number {
  const zeros = () => new Float64Array(start.length), towards = zeros();
  let weights = start.slice(), moves = zeros(), next = zeros(), nextMoves = zeros();
  let value = estimate(weights, moves), near: number | null = null;
  for (let step = 0; step < STEPS; step++) {
    near = farthest(moves, options, towards, near);
    if (near === null) break;
    const slopeAt = (at: Float64Array) =>
      at.reduce((slope, move, i) => slope + move * (towards[i]! - weights[i]!), 0);
    const there = (share: number) => {
      for (let i = 0; i < next.length; i++) {
        next[i] = weights[i]! + share * (towards[i]! - weights[i]!);
      }
      return estimate(next, nextMoves);
    };
    const slope = slopeAt(moves);
    if (slope > -MISSING) break;
    let found = there(1);
    const beyond = slopeAt(nextMoves);
    // Past the lowest place between: to where the slope would be 0 if it grew evenly, and nearer while that is
    // no lower.
    if (beyond > -slope / 10 || found >= value) {
      let share = slope / (slope - Math.max(beyond, -slope / 10));
      found = there(share);
      while (found >= value && share > MISSING) found = there(share /= 2);
    }
    if (found >= value) break;
    value = found;
    [weights, next] = [next, weights];
    [moves, nextMoves] = [nextMoves, moves];
  }
  return value;
}

/** By how much of it the distance may be missed, which moves a bound by half as much of what it is away. */
const REACHED = 1e-10;

/** What rounding leaves where no subject moves an estimate. */
const STILL = 1e-14;

/**
 * Writes the allowed weights that a linear estimate with these moves is least for, 1 / sqrt(1 + move / ((1 -
 * share) nu)), nu being found by Newton's method so that the distance is reached.
 *
 * @param near What it returned for similar moves, to start from.
 * @returns How far nu is from what makes a weight infinite; null, with nothing written, where no subject
 * moves it.
 */
function farthest(
  moves: Float64Array,
  { shares, distance }: Allowed,
  weights: Float64Array,
  near: number | null,
): number | null {
  // All 1 + move / ((1 - share) nu) must be above 0.
  let most = 0, bound = 0, squares = 0;
  for (let i = 0; i < moves.length; i++) {
    const scaled = moves[i]! / (1 - shares[i]!);
    most = Math.max(most, Math.abs(scaled));
    bound = Math.max(bound, -scaled);
    squares += moves[i]! * scaled;
  }
  if (most < STILL) return null;
  // In nu - bound; at first as if the distance were a sum of squares.
  let above = near ?? Math.sqrt(squares / (4 * distance)), low = 0, high = Infinity;
  for (let step = 0; step < 100; step++) {
    const nu = bound + above;
    let reached = 0, falling = 0;
    for (let i = 0; i < moves.length; i++) {
      const kept = 1 - shares[i]!, by = moves[i]! / (kept * nu), root = Math.sqrt(1 + by);
      // The weight is 1 / root, and (1 - weight)^2 / weight this without what would cancel.
      const off = by / (root + 1);
      reached += kept * off * off / root;
      falling += kept * by * by / (2 * root * (1 + by));
    }
    if (reached > distance) low = above;
    else high = above;
    const excess = reached / distance - 1;
    if (Math.abs(excess) < REACHED) break;
    // The logarithm of the distance falls by this as that of nu - bound grows; the step is one of logarithms.
    const slope = falling / reached * above / nu;
    const newton = above * Math.min(16, Math.max(1 / 16, 1 + excess / (1 + excess / 2) / slope));
    above = newton > low && newton < high ? newton : high === Infinity ? 2 * low : (low + high) / 2;
  }
  const nu = bound + above;
  for (let i = 0; i < moves.length; i++) {
    weights[i] = 1 / Math.sqrt(1 + moves[i]! / ((1 - shares[i]!) * nu));
  }
  return above;
}
