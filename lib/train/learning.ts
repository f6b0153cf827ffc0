import { log, log1p } from "../elementary.ts";
import { groupBy } from "../groups.ts";
import { bestEpoch, type HistoryRow } from "./history.ts";

/**
 * What has become of a network in training:
 *
 * - `learned`: its validation loss is below that of any constant answer;
 * - `not-learned`: it is not, which is a result, of a task that is hard or has nothing to be learned;
 * - `dead`: it answers the same to every image, or no step changes it any more. That is a failed
 *   training and no result: what it scores says nothing of the data;
 * - `unknown`: it is not dead, and more cannot be said: the validation set has one label only, or no
 *   epoch was finished.
 */
export type LearningOutcome = "learned" | "not-learned" | "dead" | "unknown";

/** What to do about a network that died. */
export const DEAD_ADVICE = "Train it with another seed, a longer warm-up or a lower learning rate.";

/** What has become of a network, and by what that was determined. */
export interface Learning {
  /** What has become of it. */
  outcome: LearningOutcome;
  /** Of the epoch whose weights were kept, in nats; null if none was finished. */
  validationLoss: number | null;
  /**
   * The least validation loss of a network that gives every image the same probability (the entropy of
   * the labels), in nats; null where the validation set has one label only, and a constant has no loss.
   */
  constantLoss: number | null;
}

/**
 * Determines what has become of a network in training.
 *
 * @param rows The epochs of its training; the one that {@linkcode bestEpoch} gives has been kept.
 * @param labels Of the validation set, 0 or 1 each, or the names of their classes.
 *
 * @example
 * ```ts
 * import { learningOf } from "hemoleak";
 *
 * const epoch = { epoch: 1, loss: 0.7, validationAccuracy: 0.5 };
 * const dead = { ...epoch, validationLoss: 0.693, validationSpread: 0 };
 * console.assert(learningOf([dead], [0, 1]).outcome === "dead");
 * const alive = { ...epoch, validationLoss: 0.4, validationSpread: 3.2 };
 * console.assert(learningOf([alive], [0, 1]).outcome === "learned");
 * ```
 */
export function learningOf(
  rows: readonly HistoryRow[],
  labels: ArrayLike<number | string>,
): Learning {
  const constantLoss = entropy(labels), kept = bestEpoch(rows);
  if (!kept) return { outcome: "unknown", validationLoss: null, constantLoss };
  const { validationLoss } = kept;
  return { outcome: outcomeOf(rows, kept, constantLoss), validationLoss, constantLoss };
}

function outcomeOf(
  rows: readonly HistoryRow[],
  kept: HistoryRow,
  constantLoss: number | null,
): LearningOutcome {
  if (isConstant(kept) || (isStuck(rows) && rows.at(-1)!.loss > SOLVED)) return "dead";
  if (constantLoss === null) return "unknown";
  return kept.validationLoss < constantLoss ? "learned" : "not-learned";
}

/** A training loss, in nats, that leaves no step to be made: that nothing changes is then no wonder. */
const SOLVED = 1e-6;

/** Whether a network gave the same answer to every image of the validation set. */
export function isConstant({ validationSpread }: HistoryRow): boolean {
  return validationSpread === 0;
}

/** Whether the last epoch has changed nothing: to the last bit, the loss is that of the one before. */
function isStuck(rows: readonly HistoryRow[]): boolean {
  return rows.length > 1 && rows.at(-1)!.validationLoss === rows.at(-2)!.validationLoss;
}

/**
 * Whether there is no use in training on: two epochs in a row ended with one answer to every image, or
 * nothing changes any more. One such epoch may still be left, where the optimizer is in motion.
 */
export function hasDied(rows: readonly HistoryRow[]): boolean {
  return isStuck(rows) || (rows.length > 1 && rows.slice(-2).every(isConstant));
}

/** Less is rounding: a network that answers the same to all differs by so much between batches. */
const ROUNDING = 1e-6;

/**
 * The greatest minus the least of a set's logits; 0 where they differ by no more than rounding, null where
 * there are fewer than two.
 */
export function spreadOf(logits: ArrayLike<number>): number | null {
  if (logits.length < 2) return null;
  let least = Infinity, greatest = -Infinity;
  for (let i = 0; i < logits.length; i++) {
    least = Math.min(least, logits[i]!);
    greatest = Math.max(greatest, logits[i]!);
  }
  const spread = greatest - least;
  return spread <= ROUNDING * Math.max(Math.abs(least), Math.abs(greatest)) ? 0 : spread;
}

function entropy(labels: ArrayLike<number | string>): number | null {
  if (typeof labels[0] === "string") return entropyOfClasses(Array.from(labels));
  let positives = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] === 1) positives++;
  const share = positives / labels.length;
  if (!(share > 0 && share < 1)) return null;
  return -share * log(share) - (1 - share) * log1p(-share);
}

function entropyOfClasses(labels: readonly (number | string)[]): number | null {
  const shares = [...groupBy(labels, (label) => label).values()]
    .map((of) => of.length / labels.length);
  return shares.length < 2 ? null : shares.reduce((sum, share) => sum - share * log(share), 0);
}
