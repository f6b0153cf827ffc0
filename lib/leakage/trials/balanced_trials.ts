import { PredictionsError } from "../../error.ts";
import type { Trial } from "./trial.ts";

/**
 * The runs of one condition in the order of their seeds.
 *
 * @throws {PredictionsError} No run, two of one seed, or one whose network died in training.
 */
export function bySeed<Run extends Trial>(trials: readonly Run[]): Run[] {
  if (trials.length === 0) throw new PredictionsError("Expected at least one run but found none");
  const sorted = trials.toSorted((a, b) => a.cell.seed - b.cell.seed);
  const repeated = sorted.find(({ cell }, i) => cell.seed === sorted[i + 1]?.cell.seed);
  if (repeated) {
    throw new PredictionsError(
      `Expected one run a seed and condition but found two of seed ${repeated.cell.seed}: ` +
        `compare the runs of one network at a time`,
    );
  }
  const dead = sorted.find(({ learning }) => learning?.outcome === "dead");
  if (dead) {
    throw new PredictionsError(
      `Expected results but the network of seed ${dead.cell.seed} died in training, and what it ` +
        `scores is none: leave the run out`,
    );
  }
  return sorted;
}

/** Runs by condition, each with the same seeds in the same order. */
export interface BalancedTrials<Condition, Run> {
  seeds: number[];
  groups: Map<Condition, Run[]>;
}

/**
 * Groups runs by condition and keeps the seeds that all conditions have, so that a difference between
 * conditions is none between splits.
 *
 * @throws {PredictionsError} No run, two of one seed and condition, or no seed that all have.
 */
export function balancedTrials<Condition, Run extends Trial>(
  trials: readonly Run[],
  conditionOf: (cell: Run["cell"]) => Condition,
): BalancedTrials<Condition, Run> {
  const all = [...Map.groupBy(trials, ({ cell }) => conditionOf(cell))]
    .map(([condition, runs]) => [condition, bySeed(runs)] as const);
  const [first, ...others] = all.map(([, runs]) => new Set(runs.map(({ cell }) => cell.seed)));
  if (!first) throw new PredictionsError("Expected at least one run but found none");
  const common = others.reduce((seeds, more) => seeds.intersection(more), first);
  if (common.size === 0) {
    throw new PredictionsError(
      `Expected a seed that all ${all.length} conditions were run with but found none: ` +
        `finish the runs of at least one seed`,
    );
  }
  const kept = (runs: Run[]) => runs.filter(({ cell }) => common.has(cell.seed));
  return {
    seeds: [...common],
    groups: new Map(all.map(([condition, runs]) => [condition, kept(runs)])),
  };
}
