import assert from "node:assert/strict";
import { moverInterval } from "hemoleak/statistics/mover.ts";
import { scoreInterval, wilsonInterval } from "hemoleak/statistics/score_interval.ts";
import { studentQuantile, studentTwoSided } from "hemoleak/statistics/student_t.ts";
import { near } from "../evaluate/near.ts";

Deno.test("Wilson's interval of Newcombe's table I (1998, Stat Med 17:857, method 3)", () => {
  const published: [number, number, number, number][] = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ];
  for (const [found, cases, low, high] of published) {
    const ci = wilsonInterval(found / cases, cases);
    near(ci[0], low, 5e-5);
    near(ci[1], high, 5e-5);
  }
});

Deno.test("a factor on the variance is as many fewer cases", () => {
  const half = wilsonInterval(0.3, 40, { factor: 2 });
  wilsonInterval(0.3, 20).forEach((bound, i) => near(half[i]!, bound, 1e-14));
  const wide = scoreInterval(0.9, 20, 20, { factor: 2 }), narrow = scoreInterval(0.9, 20, 20);
  assert.ok(wide[0] < narrow[0] && wide[1] > narrow[1]);
});

Deno.test("MOVER: the published interval of 56/70 less 48/80 (Newcombe 1998, method 10)", () => {
  // Stat Med 17:873, table II: 0.0524 to 0.3339.
  const ci = moverInterval((a, b) => a - b, [
    { value: 56 / 70, ci: wilsonInterval(56 / 70, 70) },
    { value: 48 / 80, ci: wilsonInterval(48 / 80, 80) },
  ]);
  near(ci[0], 0.0524, 5e-5);
  near(ci[1], 0.3339, 5e-5);
});

Deno.test("Student's quantiles go over into the normal ones without a step", () => {
  // SciPy 1.17.1: t.ppf(0.975, 2e6), 2 * t.sf(2, 2e6).
  near(studentQuantile(0.975, 2e6), 1.9599651706763748, 1e-9);
  near(studentTwoSided(2, 2e6), 0.04550039887380676, 1e-9);
  near(studentQuantile(0.975, 999_999), studentQuantile(0.975, 1_000_001), 1e-9);
  near(studentQuantile(0.975, Infinity), 1.959963984540054, 1e-14);
});
