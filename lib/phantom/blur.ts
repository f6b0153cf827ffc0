/** Blurs a square image in place with a Gaussian (separable, cut at 2.6 sigma, edges repeated). */
export function blur(
  image: Float32Array,
  scratch: Float32Array,
  size: number,
  sigma: number,
): void {
  const weights = gaussianWeights(sigma);
  blurAlong(image, scratch, size, 1, weights);
  blurAlong(scratch, image, size, size, weights);
}

/** The weights of the centre and of the neighbours to one side; both sides add up to 1. */
function gaussianWeights(sigma: number): Float32Array {
  const reach = Math.max(1, Math.ceil(2.6 * sigma));
  const weights = Float32Array.from(
    { length: reach + 1 },
    (_, i) => Math.exp(-i * i / (2 * sigma * sigma)),
  );
  const sum = 2 * weights.reduce((total, weight) => total + weight, 0) - weights[0]!;
  return weights.map((weight) => weight / sum);
}

/** Blurs along rows (`step` 1) or columns (`step` = `size`). */
function blurAlong(
  from: Float32Array,
  to: Float32Array,
  size: number,
  step: number,
  weights: Float32Array,
): void {
  const reach = weights.length - 1, last = size - 1, across = step === 1 ? size : 1;
  for (let line = 0; line < size; line++) {
    const start = line * across;
    for (let i = 0; i < size; i++) {
      const at = start + i * step;
      let sum = weights[0]! * from[at]!;
      if (i >= reach && i + reach <= last) {
        for (let j = 1; j <= reach; j++) {
          sum += weights[j]! * (from[at - j * step]! + from[at + j * step]!);
        }
      } else {
        for (let j = 1; j <= reach; j++) {
          const before = start + Math.max(0, i - j) * step;
          const after = start + Math.min(last, i + j) * step;
          sum += weights[j]! * (from[before]! + from[after]!);
        }
      }
      to[at] = sum;
    }
  }
}
