import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { exp, hypot, log, log1p, pow, powerOf2From } from "hemoleak/elementary.ts";
import { Random } from "hemoleak/random.ts";

const COUNT = 20_000;

/** Arguments of each function over its whole range, and where it is hard. */
const random = new Random(1, "elementary");
const spread = (decades: number) => 10 ** random.uniform(-decades, decades);
const sign = () => random.bool() ? 1 : -1;
const ARGUMENTS: Record<string, (() => number)[]> = {
  exp: [
    () => random.uniform(-707, 709.7),
    () => random.uniform(-10, 10),
    () => sign() * 10 ** random.uniform(-18, 1),
  ],
  log: [
    () => spread(300),
    () => random.float(),
    () => 1 + sign() * 10 ** random.uniform(-16, -1),
    () => 2.2e-308 * random.float(),
  ],
  log1p: [() => -random.float(), () => spread(20), () => sign() * 10 ** random.uniform(-18, -1)],
};
const drawn = (name: string) =>
  ARGUMENTS[name]!.flatMap((draw) => Array.from({ length: COUNT }, draw));

for (
  const [name, own, engine] of [
    ["exp", exp, Math.exp],
    ["log", log, Math.log],
    ["log1p", log1p, Math.log1p],
  ] as const
) {
  Deno.test(`${name}: equals Deno's own to the last bit over the whole range`, () => {
    for (const x of drawn(name)) {
      if (!Object.is(own(x), engine(x))) assert.equal(own(x), engine(x), `${name}(${x})`);
    }
  });
}

// Python's decimal is exact to as many digits as are asked for; only what is drawn is given to it.
const PYTHON = `
import json, sys
from decimal import Decimal as D, getcontext
getcontext().prec = 60
rows = json.load(sys.stdin)
def value(name, x, y):
    if name == "exp": return D(x).exp()
    if name == "log": return D(x).ln()
    if name == "log1p": return (1 + D(x)).ln()
    return (D(x).ln() * D(y)).exp()
print(json.dumps([float(value(*row)) for row in rows]))
`;

Deno.test("elementary functions: the value nearest to the true one, by Python's decimal", () => {
  const few = (name: string) =>
    ARGUMENTS[name]!.flatMap((draw) => Array.from({ length: 60 }, draw));
  const rows = [
    ...few("exp").map((x) => ["exp", x, 0] as const),
    ...few("log").map((x) => ["log", x, 0] as const),
    ...few("log1p").map((x) => ["log1p", x, 0] as const),
    ...Array.from({ length: 200 }, () => ["pow", spread(3), sign() * spread(1.5)] as const),
    // Halfway between two numbers to 61 bits: here the quick way has to see that it may be wrong.
    ["log", 6.790754607594842e-299, 0] as const,
    ["log", 9.718770110456226e-269, 0] as const,
  ];
  const { status, stdout, stderr } = spawnSync("python3", ["-c", PYTHON], {
    input: JSON.stringify(rows),
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  const own = rows.map(([name, x, y]) => name === "pow" ? pow(x, y) : { exp, log, log1p }[name](x));
  assert.deepEqual(own, JSON.parse(stdout));
});

Deno.test("elementary functions: edges are those of Math", () => {
  const edges = [0, -0, 1, -1, Infinity, -Infinity, NaN, 710, -746, 5e-324, 2 ** -1022, 1.8e308];
  for (const x of edges) {
    assert(Object.is(exp(x), Math.exp(x)), `exp(${x})`);
    assert(Object.is(log(x), Math.log(x)), `log(${x})`);
    assert(Object.is(log1p(x), Math.log1p(x)), `log1p(${x})`);
    for (const y of x < 0 || Object.is(x, -0) ? [] : edges) {
      // JavaScript alone has no value of 1 to a power that is none.
      if (x === 1 && !Number.isFinite(y)) continue;
      assert(Object.is(pow(x, y), Math.pow(x, y)), `pow(${x}, ${y})`);
    }
  }
});

Deno.test("pow: within one last bit of Math.pow, and exact where the power is a number", () => {
  assert.equal(pow(3, 4), 81);
  assert.equal(pow(0.25, 0.5), 0.5);
  assert.equal(pow(10, -2), 0.01);
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      fc.double({ min: -20, max: 20, noNaN: true }),
      (x, y) => {
        const own = pow(x, y), engine = Math.pow(x, y);
        assert(Math.abs(own - engine) <= 2.3e-16 * engine, `pow(${x}, ${y}): ${own}, ${engine}`);
      },
    ),
  );
});

Deno.test("hypot: equals Math.hypot", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
      assert.equal(hypot(a, b), Math.hypot(a, b));
    }),
    { numRuns: 5000 },
  );
  assert.equal(hypot(3, -4), 5);
});

Deno.test("powerOf2From: the least that is not below", () => {
  assert.deepEqual([1, 1.5, 2, 3, 1025].map(powerOf2From), [1, 2, 2, 4, 2048]);
});
