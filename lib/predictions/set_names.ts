import type { SetName } from "../split/split.ts";

/** What sets are called, in small letters. */
const SETS: Readonly<Record<string, SetName>> = {
  ...named("train", "train training trn tr learn learning"),
  ...named("validation", "validation val valid validate dev tune tuning"),
  ...named("test", "test testing tst te holdout hold-out hold_out"),
};

function named(set: SetName, names: string): Record<string, SetName> {
  return Object.fromEntries(names.split(" ").map((name) => [name, set]));
}

/** The set of a name such as `Training`, or null. */
export function setOf(text: string): SetName | null {
  return SETS[text.trim().toLowerCase()] ?? null;
}
