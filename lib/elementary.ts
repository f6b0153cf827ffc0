/**
 * `exp`, `log`, `log1p` and `pow` that are the same bits in every engine. `Math.exp` and its like differ in
 * last bits between engines and between versions of one; these round the true value correctly, of which there
 * is but one. They are made of +, -, * and /, which IEEE 754 determines, in pairs of numbers whose sum is known
 * to some 30 digits (T. J. Dekker, _Numerische Mathematik_ 18:224, 1971). Most values take a quick way whose
 * error is known, and the long way where that error could change the rounding (A. Ziv, _ACM Transactions on
 * Mathematical Software_ 17:410, 1991). Results below 2^-1022 may be a last bit off, in all engines alike.
 *
 * @module
 */

/** A number as the sum of two, the second below a last bit of the first. */
type Pair = readonly [high: number, low: number];

/** 2^27 + 1 cuts a number into halves. */
const SPLITTER = 134217729;

// ln 2 in three parts; of the first two so few bits are set that their products with exponents are exact.
const LN2_HIGH = 6.93147180369123816490e-1;
const LN2_MIDDLE = 1.90821492927058770002e-10;
const LN2_LOW = 1.1612227229362532e-26;
const LN2 = 0.6931471805599453;

/** A sum, and what rounding took from it (Knuth). */
function sum(a: number, b: number): Pair {
  const high = a + b, of = high - a;
  return [high, (a - (high - of)) + (b - of)];
}

/** A product, and what rounding took from it (Dekker). */
function product(a: number, b: number): Pair {
  const high = a * b;
  const cutA = SPLITTER * a, highA = cutA - (cutA - a), lowA = a - highA;
  const cutB = SPLITTER * b, highB = cutB - (cutB - b), lowB = b - highB;
  return [high, ((highA * highB - high) + highA * lowB + lowA * highB) + lowA * lowB];
}

function add(a: Pair, b: Pair): Pair {
  const [high, rest] = sum(a[0], b[0]), [low, last] = sum(a[1], b[1]);
  const [upper, lower] = sum(high, rest + low);
  return sum(upper, lower + last);
}

function times(a: Pair, b: Pair): Pair {
  const [high, rest] = product(a[0], b[0]);
  return sum(high, rest + (a[0] * b[1] + a[1] * b[0]));
}

function over(a: Pair, by: number): Pair {
  const quotient = a[0] / by, [high, rest] = product(quotient, by);
  return sum(quotient, ((a[0] - high) - rest + a[1]) / by);
}

const bits = new DataView(new ArrayBuffer(8));

/** 2 to a whole power from -1022 to 1023. */
function powerOf2(power: number): number {
  bits.setUint32(0, (power + 1023) << 20);
  return bits.getFloat64(0);
}

/** A number times 2 to a whole power, by steps that stay within range. */
function scaled(x: number, power: number): number {
  if (power > 1000) return x * powerOf2(1000) * powerOf2(power - 1000);
  return power < -1000 ? x * powerOf2(power + 100) * powerOf2(-100) : x * powerOf2(power);
}

/** An exponential: the pair times 2 to the power. */
interface Exponential {
  pair: Pair;
  power: number;
}

/** The long way: the series of a small part of the argument, squared eight times. */
function expOfPair(x: Pair): Exponential {
  const power = Math.round(x[0] / LN2);
  const reduced = [LN2_HIGH, LN2_MIDDLE, LN2_LOW].reduce<Pair>(
    (rest, part) => add(rest, product(-power, part)),
    x,
  );
  const part: Pair = [reduced[0] / 256, reduced[1] / 256];
  let less: Pair = [0, 0];
  for (let term = 9; term >= 1; term--) less = over(times(part, add([1, 0], less)), term);
  // (1 + e)^2 - 1 = e (2 + e)
  for (let square = 0; square < 8; square++) less = times(less, add([2, 0], less));
  return { pair: add([1, 0], less), power };
}

/** So many steps divide the powers of 2 from 1 to 2. */
const STEPS = 64;
const STEP_HIGH = LN2_HIGH / STEPS, STEP_LOW = LN2_MIDDLE / STEPS;
/** 2^(i/64), their parts apart. */
const STEP_POWERS = Array.from({ length: STEPS }, (_, i) => {
  const { pair, power } = expOfPair(times([LN2, 2.3190468138462996e-17], [i / STEPS, 0]));
  return pair.map((part) => scaled(part, power)) as unknown as Pair;
});
/** The relative error of the quick way is smaller: its own roundings leave some 2^-67. */
const QUICK_ERROR = powerOf2(-64);

/** The quick way: 2^(i/64) from a table, and a short series for the rest, of at most ln 2 / 128. */
function quickExp(x: number): Exponential {
  const steps = Math.round(x * (STEPS / LN2));
  const [first, lost] = sum(x, -steps * STEP_HIGH);
  const [rest, low] = sum(first, lost - steps * STEP_LOW);
  const series = rest * rest *
    (1 / 2 + rest * (1 / 6 + rest * (1 / 24 + rest * (1 / 120 + rest * (1 / 720 + rest / 5040)))));
  const power = Math.floor(steps / STEPS), [high, below] = STEP_POWERS[steps - STEPS * power]!;
  const [part, partLost] = product(high, rest), [whole, wholeLost] = sum(high, part);
  const more = low + series + low * rest;
  return {
    pair: [whole, wholeLost + (partLost + high * more + below * (1 + rest))],
    power,
  };
}

/** e to the power x. */
export function exp(x: number): number {
  if (!(x < 709.782712893384)) return x > 0 ? Infinity : NaN;
  if (x < -745.14) return 0;
  const quick = quickExp(x), [high, low] = quick.pair, doubt = high * QUICK_ERROR;
  const least = high + (low - doubt);
  if (least === high + (low + doubt)) return scaled(least, quick.power);
  const { pair, power } = expOfPair([x, 0]);
  return scaled(pair[0], power);
}

/** The natural logarithm; NaN below 0. */
export function log(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x > 0 ? Infinity : NaN;
  if (x === 1) return 0;
  // However near the engine's own value is, it is corrected by how far its exponential is from x.
  const near = Math.log(x);
  if (x > LEAST_NORMAL && Math.abs(near) > 1e-3) {
    const { pair: [high, low], power } = quickExp(near);
    const off = ((scaled(x, -power) - high) - low) / (high + low);
    const correction = off - off * off / 2;
    const least = near + (correction - QUICK_ERROR);
    if (least === near + (correction + QUICK_ERROR)) return least;
  }
  return logOfPair([x, 0])[0];
}

const LEAST_NORMAL = powerOf2(-1022);

/** log(1 + x), exact for small x, too; NaN below -1. */
export function log1p(x: number): number {
  if (!(x > -1) || x === Infinity) return x === -1 ? -Infinity : x > 0 ? Infinity : NaN;
  if (x === 0) return x;
  return (Math.abs(x) < SMALL ? logSeries([x, 0]) : logOfPair(sum(1, x)))[0];
}

/** x to the power y; NaN for x below 0. */
export function pow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (!(x > 0) || x === Infinity || !Number.isFinite(y)) return powerAtEdge(x, y);
  const exponent = times(logOfPair([x, 0]), [y, 0]);
  if (exponent[0] > 709.782712893384) return Infinity;
  if (exponent[0] < -745.14) return 0;
  const { pair, power } = expOfPair(exponent);
  return scaled(pair[0], power);
}

function powerAtEdge(x: number, y: number): number {
  if (Number.isNaN(y) || !(x >= 0)) return NaN;
  if (x === 0) return y > 0 ? 0 : Infinity;
  return x > 1 === y > 0 ? Infinity : 0;
}

/** Nearer to 1 than this, the series of the logarithm ends early. */
const SMALL = 1e-4;

function logOfPair(x: Pair): Pair {
  const less = add(x, [-1, 0]);
  if (Math.abs(less[0]) < SMALL) return logSeries(less);
  const shift = x[0] < LEAST_NORMAL ? 64 : 0;
  const near = Math.log(x[0] * powerOf2(shift)) - shift * LN2;
  const { pair, power } = expOfPair([near, 0]);
  const same: Pair = [scaled(x[0], -power), scaled(x[1], -power)];
  const off = add(same, [-pair[0], -pair[1]]), both = add(same, pair);
  // log(a/b) = 2 artanh((a - b) / (a + b))
  return sum(near, 2 * off[0] / both[0]);
}

/** log(1 + x) for a small x. */
function logSeries(x: Pair): Pair {
  let value: Pair = [0, 0];
  for (let term = 9; term >= 1; term--) {
    value = times(x, add(over([term % 2 === 1 ? 1 : -1, 0], term), value));
  }
  return value;
}

/** The hypotenuse of a right triangle; the order of its operations is that of V8's `Math.hypot`. */
export function hypot(a: number, b: number): number {
  const most = Math.max(Math.abs(a), Math.abs(b));
  if (most === 0 || most === Infinity) return most;
  const first = Math.abs(a) / most, second = Math.abs(b) / most;
  const square = first * first;
  // What rounding took from the sum before, which holds one square so far, is nothing.
  return Math.sqrt(square + second * second) * most;
}

/** The least power of 2 that is not below a number of at least 1. */
export function powerOf2From(least: number): number {
  let power = 1;
  while (power < least) power *= 2;
  return power;
}
