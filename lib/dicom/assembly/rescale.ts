// @ts-nocheck: AssemblyScript, compiled by cli/build_wasm.ts

/**
 * Turns 16-bit words into Hounsfield units, in place: value x slope + intercept, where the value is
 * `(word & mask) ^ flip` as a signed number.
 *
 * A straight line has its extremes where its argument has them. So products and sums need 16 bits
 * only, and whether one of them did not fit shows at the end.
 *
 * @param slope Below 2^14 in size, and
 * @param intercept below 2^30, so that 32 bits hold the extremes.
 * @returns Whether all units fit in 16 bits; if not, the words are lost.
 */
export function rescale(
  words: usize,
  count: i32,
  mask: i32,
  flip: i32,
  slope: i32,
  intercept: i32,
): bool {
  const masks = i16x8.splat(<i16> mask), flips = i16x8.splat(<i16> flip);
  const slopes = i16x8.splat(<i16> slope), intercepts = i16x8.splat(<i16> intercept);
  let lows = i16x8.splat(i16.MAX_VALUE), highs = i16x8.splat(i16.MIN_VALUE);
  let at = words;
  for (const end = words + (<usize> count << 1 & ~15); at < end; at += 16) {
    const values = v128.xor(v128.and(v128.load(at), masks), flips);
    lows = i16x8.min_s(lows, values);
    highs = i16x8.max_s(highs, values);
    v128.store(at, i16x8.add(i16x8.mul(values, slopes), intercepts));
  }
  for (const end = words + (<usize> count << 1); at < end; at += 2) {
    const value = (<i32> load<u16>(at) & mask) ^ flip;
    lows = i16x8.min_s(lows, i16x8.splat(<i16> value));
    highs = i16x8.max_s(highs, i16x8.splat(<i16> value));
    store<i16>(at, value * slope + intercept);
  }
  return isInt16(least(lows) * slope + intercept) &&
    isInt16((~least(v128.not(highs))) * slope + intercept);
}

/** The least of 8 numbers. */
function least(numbers: v128): i32 {
  let least = i16x8.min_s(numbers, v128.shuffle<u16>(numbers, numbers, 4, 5, 6, 7, 0, 1, 2, 3));
  least = i16x8.min_s(least, v128.shuffle<u16>(least, least, 2, 3, 0, 1, 6, 7, 4, 5));
  least = i16x8.min_s(least, v128.shuffle<u16>(least, least, 1, 0, 3, 2, 5, 4, 7, 6));
  return i16x8.extract_lane_s(least, 0);
}

function isInt16(number: i32): bool {
  return number == <i32> (<i16> number);
}
