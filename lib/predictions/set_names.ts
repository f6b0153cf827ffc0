import type { SetName } from "../split/split.ts";
import { SET_WORDS } from "../text/set_words.ts";

const SETS: ReadonlyMap<string, SetName> = new Map(
  (["train", "validation", "test"] as const).flatMap((set) =>
    SET_WORDS[set].map((name): [string, SetName] => [name, set])
  ),
);

/** The set of a name such as `Training` or `test set`, or null. */
export function setOf(text: string): SetName | null {
  return SETS.get(text) ?? SETS.get(plainSet(text)) ?? null;
}

/** `Hold-Out Set` is `holdout`. */
function plainSet(text: string): string {
  return text.toLowerCase().replace(/[\s_-]+/g, "").replace(/(?<=.)(?:data)?set$/, "");
}
