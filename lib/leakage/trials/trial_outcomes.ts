import { PredictionsError } from "../../error.ts";
import type { Trial, TriedCell } from "./trial.ts";

/** What an analysis's runs came to in training, where that needs a word. */
export interface TrialOutcomes {
  /** Runs whose network died in training. They are no results, and left out. */
  dead: Trial["cell"][];
  /** Runs whose network is no better than a constant guess on its validation set. They count. */
  notLearned: Trial["cell"][];
}

/**
 * Analyzes runs without those whose network died: the score of such a network is chance, whatever the
 * data, and must not enter a mean. Where conditions are compared seed by seed, the seed of a dead run
 * is then left out of all conditions.
 *
 * @throws {PredictionsError} What the analysis throws; the message says which runs were left out.
 */
export function withoutDead<Run extends TriedCell, Result extends object>(
  trials: readonly Run[],
  analyze: (alive: Run[]) => Result,
): Result & { outcomes: TrialOutcomes } {
  const cellsOf = (outcome: string) =>
    trials.filter(({ learning }) => learning?.outcome === outcome).map(({ cell }) => cell);
  const outcomes = { dead: cellsOf("dead"), notLearned: cellsOf("not-learned") };
  try {
    const alive = trials.filter(({ learning }) => learning?.outcome !== "dead");
    return { ...analyze(alive), outcomes };
  } catch (error) {
    if (!(error instanceof PredictionsError) || outcomes.dead.length === 0) throw error;
    const { hint, ...fault } = error.fault;
    const left = "left out, because their networks died in training: " +
      outcomes.dead.map((cell) => JSON.stringify(cell)).join(", ");
    throw new PredictionsError({
      ...fault,
      hint: hint === undefined ? left : `${hint}; ${left}`,
    });
  }
}
