import assert from "node:assert/strict";
import { acceleration, bcaInterval } from "hemoleak/statistics/bca.ts";
import { near } from "../evaluate/near.ts";

Deno.test("BCa: the acceleration of Efron and Tibshirani's spatial data", () => {
  // An Introduction to the Bootstrap, table 14.1 (test A of 26 children) and section 14.3: the plug-in
  // variance is 171.5 and its acceleration 0.061.
  // deno-fmt-ignore
  const a = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41,
    24, 26, 30, 41];
  const variance = (values: number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  };
  near(variance(a), 171.5, 0.05);
  const jackknife = Float64Array.from(a, (_, i) => variance(a.filter((_, k) => k !== i)));
  near(acceleration(jackknife), 0.061, 5e-4);
});

Deno.test("BCa by hand: nothing to correct is the percentile interval", () => {
  const replicates = Float64Array.from({ length: 1001 }, (_, i) => i / 1000);
  const even = Float64Array.of(0.4, 0.5, 0.6);
  const [low, high] = bcaInterval({ estimate: 0.5, replicates, jackknife: even });
  near(low, 0.025, 1e-12);
  near(high, 0.975, 1e-12);
});

Deno.test("BCa by hand: bias moves both ends, acceleration spreads them", () => {
  const replicates = Float64Array.from({ length: 1001 }, (_, i) => i / 1000);
  const even = Float64Array.of(0.4, 0.5, 0.6);
  // 69.2 % of the resamples lie below: z0 = 0.5, and the ends are those of 2 z0 -+ 1.96.
  const [low, high] = bcaInterval({ estimate: 0.6919624612740131, replicates, jackknife: even });
  near(low, 0.1685, 1e-3);
  near(high, 0.9985, 1e-3);
  const skewed = Float64Array.of(0.5, 0.5, 0.5, 0.1);
  const [lower, upper] = bcaInterval({ estimate: 0.5, replicates, jackknife: skewed });
  assert.ok(lower > 0.025 && upper > 0.975, `${lower}, ${upper}`);
});

Deno.test("BCa: no spread at all, and resamples to one side only, give ends inside the resamples", () => {
  const flat = new Float64Array(10).fill(1);
  assert.deepEqual(bcaInterval({ estimate: 1, replicates: flat, jackknife: flat }), [1, 1]);
  const below = Float64Array.from({ length: 10 }, (_, i) => i / 100);
  for (const estimate of [-1, 2]) {
    for (const jackknife of [flat, Float64Array.of(0, 0, 0, 1), Float64Array.of(1, 1, 1, 0)]) {
      const [low, high] = bcaInterval({ estimate, replicates: below, jackknife });
      assert.ok(0 <= low && low <= high && high <= 0.09, `${low}, ${high}`);
    }
  }
});
