import { type Cell, factorTexts } from "../../experiment/cell.ts";
import { groupBy } from "../../groups.ts";
import type { TrialOutcomes } from "../../leakage/trials/trial_outcomes.ts";
import { LABEL_TITLES } from "../../split/titles.ts";
import { seedsText } from "../../text/numbers.ts";
import type { StoppedTraining } from "../../train/history.ts";
import { DEAD_ADVICE, type LearningOutcome } from "../../train/learning.ts";

/** What is said of one network; null where it learned, or it is not known. */
export const OUTCOME_TITLES: Readonly<Record<LearningOutcome, string | null>> = {
  "learned": null,
  "not-learned": "has not learned by its validation loss",
  "dead": "died in training",
  "unknown": null,
};

/** What the titles mean. */
export const OUTCOME_MEANINGS: Readonly<Record<LearningOutcome, string | null>> = {
  "learned": null,
  "not-learned":
    "Has not learned by its validation loss: that is not below the loss of a constant " +
    "guess. Slices of subjects that were trained on may be told apart all the same.",
  "dead":
    "Died in training: the network gives every image the same answer, or no step changes it any " +
    `more. That is a failed training and no result. ${DEAD_ADVICE}`,
  "unknown": null,
};

/** What became of a run, as far as it is known. */
interface RunState {
  learning?: { outcome: LearningOutcome };
  stopped?: StoppedTraining | null;
}

/** What is said of one run beside its numbers; nothing of one that was finished and has learned. */
export function stateTitles({ learning, stopped }: RunState): string[] {
  const outcome = OUTCOME_TITLES[learning?.outcome ?? "unknown"];
  return [
    ...stopped ? [`stopped after epoch ${stopped.epoch} of ${stopped.epochs}`] : [],
    ...outcome === null ? [] : [outcome],
  ];
}

/** What the titles of some runs mean, each once. */
export function stateMeanings(runs: readonly RunState[]): string[] {
  const meanings = runs.flatMap(({ learning, stopped }) => [
    stopped
      ? "Stopped: judged by the best weights so far, and not kept. Run its cell again to train it " +
        "to the end."
      : null,
    OUTCOME_MEANINGS[learning?.outcome ?? "unknown"],
  ]);
  return [...new Set(meanings.filter((meaning) => meaning !== null))];
}

/** What of a cell distinguishes it from others; not every analysis varies all of it. */
type Factors = Partial<Cell> & Pick<Cell, "seed">;

/**
 * What became of an analysis's runs, a sentence each; none where all learned.
 *
 * @param titles What networks are called, where there are several.
 */
export function outcomeNotes(
  { dead, notLearned }: TrialOutcomes,
  titles?: ReadonlyMap<string, string>,
): string[] {
  const cellsText = (cells: readonly Factors[]) => textOf(cells, titles);
  return [
    ...dead.length > 0
      ? [
        `Left out, because the network died in training and has no result: ${cellsText(dead)}. ` +
        DEAD_ADVICE,
      ]
      : [],
    ...notLearned.length > 0
      ? [
        "Counted, though the network has not learned by its validation loss (not below that of a " +
        `constant guess): ${cellsText(notLearned)}.`,
      ]
      : [],
  ];
}

/** How many runs a figure leaves out, for its subtitle; none where there are none. */
export function deadSubtitle({ dead: { length } }: TrialOutcomes): string[] {
  if (length === 0) return [];
  return [`Left out: ${length} ${length === 1 ? "run" : "runs"} whose network died in training.`];
}

/** Cells by condition: `by slice, permuted labels: seeds 1–3; by subject: fold 2 of seed 2`. */
function textOf(cells: readonly Factors[], titles?: ReadonlyMap<string, string>): string {
  const byCondition = groupBy(
    cells,
    ({ fold: _fold, folds: _folds, ...cell }) => conditionText(cell, titles),
  );
  return [...byCondition].map(([condition, group]) =>
    (condition && `${condition}: `) + runsText(group)
  ).join("; ");
}

function runsText(cells: readonly Factors[]): string {
  const byFold = [...groupBy(cells, ({ fold = 0 }) => fold)].sort(([one], [two]) => one - two);
  return byFold.map(([fold, group]) =>
    (fold > 0 ? `fold ${fold} of ` : "") +
    seedsText(group.map(({ seed }) => seed).sort((a, b) => a - b))
  ).join(", ");
}

function conditionText(
  { model, seed: _seed, split, labels, ...others }: Factors,
  titles?: ReadonlyMap<string, string>,
): string {
  return [
    ...model === undefined || titles === undefined ? [] : [titles.get(model) ?? model],
    ...split === undefined ? [] : [`by ${split}`],
    ...labels === undefined ? [] : [LABEL_TITLES[labels]],
    ...factorTexts(others),
  ].join(", ");
}
