import assert from "node:assert/strict";
import fc from "fast-check";
import { blur } from "hemoleak/phantom/blur.ts";
import { LatticeNoise } from "hemoleak/phantom/lattice_noise.ts";
import { NoiseTexture } from "hemoleak/phantom/noise.ts";
import { Random } from "hemoleak/random.ts";

Deno.test("NoiseTexture: mean 0, deviation 1, little power at low frequencies", () => {
  const texture = new NoiseTexture(new Random(5), 0.8);
  let sum = 0, squares = 0, blockSquares = 0;
  for (let blockRow = 0; blockRow < 512; blockRow += 16) {
    for (let blockColumn = 0; blockColumn < 512; blockColumn += 16) {
      let block = 0;
      for (let i = 0; i < 256; i++) {
        const value = texture.at(0, blockRow + (i >> 4), blockColumn + (i & 15));
        block += value;
        squares += value * value;
      }
      sum += block;
      blockSquares += (block / 256) ** 2;
    }
  }
  assert.ok(Math.abs(sum / 512 ** 2) < 0.01);
  assert.ok(Math.abs(squares / 512 ** 2 - 1) < 0.01);
  // The means of 16 x 16 blocks of white noise would have a deviation of 1/16.
  assert.ok(Math.sqrt(blockSquares / 1024) < 1 / 16);
});

Deno.test("NoiseTexture: slices at two places share no noise", () => {
  const texture = new NoiseTexture(new Random(5), 0.8);
  let product = 0;
  for (let i = 0; i < 4096; i++) {
    product += texture.at(7, i >> 6, i & 63) * texture.at(140_000, i >> 6, i & 63);
  }
  assert.ok(Math.abs(product / 4096) < 0.1);
});

Deno.test("LatticeNoise: within [-1, 1], smooth, and repeats every 32 units", () => {
  const noise = new LatticeNoise(new Random(9));
  const coordinate = fc.double({ min: -40, max: 40, noNaN: true });
  fc.assert(fc.property(coordinate, coordinate, coordinate, (x, y, z) => {
    const value = noise.at(x, y, z);
    assert.ok(Math.abs(value) <= 1);
    // The blend's slope is at most 1.5, between lattice values at most 2 apart.
    assert.ok(Math.abs(noise.at(x + 1e-3, y, z) - value) <= 3.001e-3);
    assert.ok(Math.abs(noise.at(x, y + 32, z) - value) < 1e-6);
  }));
});

Deno.test("blur: keeps a flat image and the sum of a spot, whose spread becomes sigma", () => {
  const size = 33, sigma = 2;
  const flat = new Float32Array(size * size).fill(7);
  blur(flat, new Float32Array(size * size), size, sigma);
  assert.ok(flat.every((value) => Math.abs(value - 7) < 1e-4));

  const spot = new Float32Array(size * size);
  spot[16 * size + 16] = 1;
  blur(spot, new Float32Array(size * size), size, sigma);
  let sum = 0, variance = 0;
  spot.forEach((value, at) => {
    sum += value;
    variance += value * (at % size - 16) ** 2;
  });
  assert.ok(Math.abs(sum - 1) < 1e-5);
  // Cutting the Gaussian at 2.6 sigma takes a tenth of its variance.
  assert.ok(variance > 0.88 * sigma ** 2 && variance < sigma ** 2, String(variance));
});
