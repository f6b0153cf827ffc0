import type { SetName } from "../split/split.ts";

/** What sets are called, in small letters. */
const SETS: ReadonlyMap<string, SetName> = new Map([
  ...named("train", "train training trn tr learn learning"),
  ...named("validation", "validation val valid validate dev tune tuning"),
  ...named("test", "test testing tst te holdout hold-out hold_out"),
]);

function named(set: SetName, names: string): [string, SetName][] {
  return names.split(" ").map((name) => [name, set]);
}

/** The set of a name such as `Training`, or null. */
export function setOf(text: string): SetName | null {
  return SETS.get(text) ?? SETS.get(text.trim().toLowerCase()) ?? null;
}
