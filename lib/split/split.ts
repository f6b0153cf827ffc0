import { SplitError } from "../error.ts";
import { ANYTHING, FLAG, type OptionRules, PART } from "../options.ts";
import type { Random } from "../random.ts";

/** What a split draws at random: single slices, or whole subjects. */
export const SPLIT_UNITS = ["slice", "subject"] as const;
/** One of {@linkcode SPLIT_UNITS}. */
export type SplitUnit = typeof SPLIT_UNITS[number];

/** The readers' labels, or labels that whole subjects have exchanged at random. */
export const LABEL_KINDS = ["true", "permuted"] as const;
/** One of {@linkcode LABEL_KINDS}. */
export type LabelKind = typeof LABEL_KINDS[number];

/** Which part of an experiment a slice belongs to. */
export type SetName = "train" | "validation" | "test";

/** The sets in the order of their use. */
export const SET_NAMES: readonly SetName[] = ["train", "validation", "test"];

/** What is to be told of a slice: 1 where it is positive, else 0; or, of several classes, the name of its own. */
export type Label = 0 | 1 | string;

/**
 * What a split needs to know of a slice.
 *
 * @typeParam Of Its label; by default one of two.
 */
export interface LabeledSlice<Of extends Label = 0 | 1> {
  /** The patient: the unit that must stay on one side. */
  subject: string;
  /** 1 where the slice is positive; of several classes, the name of its own. */
  label: Of;
}

/** What a split needs to know of a slice whose place in its stack counts. */
export interface PlacedSlice<Of extends Label = 0 | 1> extends LabeledSlice<Of> {
  /** The study; a series is unique within it. */
  study: string;
  /** Unique within the study. */
  series: string;
  /** Position in the study, so that neighbors of a series differ by 1. */
  slice: number;
}

/** How slices are shared out; the defaults are the paper's ("Training and evaluating models"). */
export interface SplitOptions {
  /** Draws who goes where: the same generator state gives the same split. */
  random: Random;
  /** Share of all units (slices or subjects) that are tested. Default 0.15. */
  test?: number;
  /** Share of the units left that validate. Default 0.2, so train has 0.68 and validation 0.17. */
  validation?: number;
  /** Whether each set gets its share of each label. Default true; the paper does not say. */
  stratify?: boolean;
}

/** What the options of a split may be. */
export const SPLIT_RULES: OptionRules<SplitOptions> = {
  random: PART,
  test: ANYTHING,
  validation: ANYTHING,
  stratify: FLAG,
};

/**
 * Makes sure that no subject is in two sets.
 *
 * @param slices One entry per slice.
 * @param sets The set of each slice, in the same order; null for one that is not used.
 * @throws {SplitError} Names the subjects that are shared, and where they are.
 */
export function assertSubjectsApart(
  slices: readonly { subject: string }[],
  sets: readonly (SetName | null)[],
): void {
  if (slices.length !== sets.length) {
    throw new SplitError({
      expected: "one set per slice",
      found: `${sets.length} sets for ${slices.length} slices`,
    });
  }
  const setsOf = new Map<string, Set<SetName>>();
  slices.forEach(({ subject }, i) => {
    const set = sets[i] ?? null, seen = setsOf.get(subject);
    if (set === null) return;
    if (seen) seen.add(set);
    else setsOf.set(subject, new Set([set]));
  });
  const shared = [...setsOf].filter(([, seen]) => seen.size > 1);
  if (shared.length === 0) return;
  const examples = shared.slice(0, 3)
    .map(([subject, seen]) => `${subject} (${[...seen].sort().join(", ")})`);
  throw new SplitError({
    expected: "every subject in one set",
    problem: `${shared.length} of ${setsOf.size} subjects are in several: ` +
      `${examples.join("; ")}${shared.length > 3 ? "; ..." : ""}`,
  });
}
