import { Random } from "../../random.ts";
import type { SplitUnit } from "../../split/split.ts";
import { splitBy } from "../../split/split_by.ts";
import { permuteLabels } from "../trials/permute_labels.ts";
import { nearestNeighbors, type NeighborPair, type NeighborSource } from "./nearest_neighbor.ts";

/** What copying labels reaches on one test set: shares of its slices, in [0, 1]. */
export interface CopiedLabels {
  /** The most similar training slice is of the same subject. */
  sameSubject: number;
  /** Its label is right. */
  right: number;
  /** Its label is right after subjects have exchanged their labels at random. */
  rightPermuted: number;
  /** A label that has nothing to do with the slice is right: p^2 + (1 - p)^2, p the share of positives. */
  rightByChance: number;
}

/**
 * The dullest classifier, on one random split: copy the label of the training slice that looks most
 * alike ({@linkcode nearestNeighbors}). Done once with the readers' labels and once with labels
 * permuted between subjects (Chaibub Neto et al. 2019, npj Digital Medicine 2:99), from which, by slice,
 * a subject's identity can be learned. A copied label is right by chance in half of the cases or more.
 *
 * @param source The preprocessed slices.
 * @param seed Of the split and the permutation.
 * @param signal Ends the work, which then throws its reason.
 * @throws {SplitError} There are too few subjects or slices.
 */
export async function copyLabels(
  source: NeighborSource,
  unit: SplitUnit,
  seed: number,
  signal?: AbortSignal,
): Promise<CopiedLabels> {
  const { rows } = source;
  const sets = splitBy(unit, rows, { random: new Random(seed, "split") });
  const pairs = await nearestNeighbors(source, sets, signal);
  const permuted = permuteLabels(rows, new Random(seed, "labels"));
  return {
    sameSubject: agreement(pairs, (index) => rows[index]!.subject),
    right: agreement(pairs, (index) => rows[index]!.label),
    rightPermuted: agreement(pairs, (index) => permuted[index]!),
    rightByChance: byChance(pairs.map(({ test }) => rows[test]!.label)),
  };
}

function byChance(labels: readonly number[]): number {
  const positive = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  return positive ** 2 + (1 - positive) ** 2;
}

/** In which share of the pairs both slices have the same. */
function agreement(
  pairs: readonly NeighborPair[],
  valueOf: (index: number) => string | number,
): number {
  const same = pairs.filter(({ test, nearest }) => valueOf(test) === valueOf(nearest));
  return same.length / pairs.length;
}
