import { PredictionsError } from "../../error.ts";
import { groupBy } from "../../groups.ts";
import type { TriedCell } from "./trial.ts";

/**
 * The runs of one condition in the order of their seeds.
 *
 * @throws {PredictionsError} No run, two of one seed, two that differ in more than the seed, or one whose
 * network died in training.
 */
export function bySeed<Run extends TriedCell>(trials: readonly Run[]): Run[] {
  if (trials.length === 0) {
    throw new PredictionsError({ expected: "at least one run", found: "none" });
  }
  const sorted = trials.toSorted((a, b) => a.cell.seed - b.cell.seed);
  const repeated = sorted.find(({ cell }, i) => cell.seed === sorted[i + 1]?.cell.seed);
  if (repeated) {
    throw new PredictionsError({
      expected: "one run per seed and condition",
      found: `two of seed ${repeated.cell.seed}`,
      hint: "compare the runs of one network at a time",
    });
  }
  assertAlike(sorted, []);
  const dead = sorted.find(({ learning }) => learning?.outcome === "dead");
  if (dead) {
    throw new PredictionsError({
      expected: "results",
      problem: `the network of seed ${dead.cell.seed} died in training, and what it scores is none`,
      hint: "leave the run out",
    });
  }
  return sorted;
}

/** Runs by condition, each with the same seeds in the same order. */
export interface BalancedTrials<Condition, Run> {
  seeds: number[];
  groups: Map<Condition, Run[]>;
}

/**
 * Makes sure that runs are compared for what makes them differ: nothing but the seed and some factors.
 *
 * @param factors What may differ beside the seed.
 * @throws {PredictionsError} Something else does, too.
 */
export function assertAlike(trials: readonly TriedCell[], factors: readonly string[]): void {
  const free = new Set(["seed", ...factors]);
  const cells = trials.map(({ cell }) => cell as Readonly<Record<string, unknown>>);
  const fixed = new Set(cells.flatMap((cell) => Object.keys(cell)).filter((one) => !free.has(one)));
  for (const factor of fixed) {
    const values = new Set(cells.map((cell) => JSON.stringify(cell[factor]) ?? "none"));
    if (values.size < 2) continue;
    throw new PredictionsError({
      expected: `runs that differ in ${[...free].join(", ")} alone`,
      found: `the ${factor} ${[...values].join(" and ")}`,
      hint: `compare runs of one ${factor} at a time`,
    });
  }
}

/**
 * Groups runs by condition and keeps the seeds that all conditions have, so that a difference between
 * conditions is none between splits.
 *
 * @param factors What the conditions are distinguished by; all else but the seed must be the same.
 * @throws {PredictionsError} No run, two of one seed and condition, runs that differ in anything else,
 * or no seed that all have.
 */
export function balancedTrials<Condition, Run extends TriedCell>(
  trials: readonly Run[],
  factors: readonly (string & keyof Run["cell"])[],
  conditionOf: (cell: Run["cell"]) => Condition,
): BalancedTrials<Condition, Run> {
  assertAlike(trials, factors);
  const all = [...groupBy(trials, ({ cell }) => conditionOf(cell))]
    .map(([condition, runs]) => [condition, bySeed(runs)] as const);
  const [first, ...others] = all.map(([, runs]) => new Set(runs.map(({ cell }) => cell.seed)));
  if (!first) throw new PredictionsError({ expected: "at least one run", found: "none" });
  const common = new Set([...first].filter((seed) => others.every((seeds) => seeds.has(seed))));
  if (common.size === 0) {
    throw new PredictionsError({
      expected: `a seed that all ${all.length} conditions were run with`,
      found: "none",
      hint: "finish the runs of at least one seed",
    });
  }
  const kept = (runs: Run[]) => runs.filter(({ cell }) => common.has(cell.seed));
  return {
    seeds: [...common],
    groups: new Map(all.map(([condition, runs]) => [condition, kept(runs)])),
  };
}
