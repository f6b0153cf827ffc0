import { Random } from "hemoleak/random.ts";
import { BYTE_MUTATIONS } from "./byte_mutations.ts";
import { ELEMENT_MUTATIONS } from "./element_mutations.ts";
import type { Mutation, Mutator } from "./mutation.ts";
import type { Original } from "./originals.ts";
import { PIXEL_MUTATIONS } from "./pixel_mutations.ts";

const MUTATORS: readonly (readonly [name: string, Mutator])[] = Object.entries({
  ...BYTE_MUTATIONS,
  ...ELEMENT_MUTATIONS,
  ...PIXEL_MUTATIONS,
});

/** A file of this many bytes is chosen half as often as the smallest. */
const HALF_AS_LIKELY_BYTES = 20_000;

/** A damaged file, and how it came about. */
export interface NamedMutation extends Mutation {
  original: Original;
  name: string;
}

/** The mutation with a seed: always the same for the same files. */
export function mutate(originals: readonly Original[], seed: number): NamedMutation {
  const random = new Random(seed, "fuzz");
  const original = pickOriginal(originals, random);
  for (;;) {
    const [name, mutator] = random.pick(MUTATORS);
    const mutation = mutator(original, random);
    if (mutation !== null) return { ...mutation, original, name };
  }
}

function pickOriginal(originals: readonly Original[], random: Random): Original {
  const weights = originals.map(({ bytes }) => 1 / (1 + bytes.length / HALF_AS_LIKELY_BYTES));
  let rest = random.float() * weights.reduce((sum, weight) => sum + weight, 0);
  return originals.find((_, i) => (rest -= weights[i]!) < 0) ?? originals[0]!;
}
