import type { PredictionTable } from "../../predictions/prediction_table.ts";
import { SET_NAMES } from "../../split/split.ts";
import { countOf } from "../../text/numbers.ts";
import { type Doubt, doubtsOf } from "../audit/doubts.ts";
import { samePeople } from "../../predictions/people/same_person.ts";
import { membersOf } from "../audit/set_overlap.ts";

/** Of what stands against calling subjects new; a doubt of any other kind is none of a split's. */
const WORDS: Readonly<Partial<Record<Doubt["about"], string>>> = {
  spelling: "names of subjects in different sets may be one person's",
  nobody: "names of subjects may be nobody's in particular",
  image:
    "the names of subjects may be those of images: nearly every subject has one slice, or is called as a file is",
  study: "subjects in different sets share the name of a study",
  folder: "subjects in different sets share a folder",
  file: "subjects in different sets share the names of files",
  likeness: "subjects in different sets have images that are alike",
};

/**
 * What an audit will doubt of a split: names that nothing can keep together, or that should not be.
 *
 * @param sets The names of the sets; of folds each is the test set of its own split, and what most of its
 * slices are doubted for is told.
 * @param setOf The place of each row's set.
 */
export function doubtNotes(
  names: PredictionTable,
  sets: readonly string[],
  setOf: ArrayLike<number>,
): string[] {
  const judged = ["test", "validation"].find((name) => sets.includes(name));
  const worst = new Map<Doubt["about"], Doubt>();
  for (const test of judged === undefined ? sets : [judged]) {
    for (const doubt of doubtsOfSplit(names, sets, setOf, test)) {
      const known = worst.get(doubt.about);
      if (known === undefined || doubt.slices > known.slices) worst.set(doubt.about, doubt);
    }
  }
  return [...worst.values()].flatMap(({ about, slices, examples }) => {
    const words = WORDS[about];
    if (words === undefined) return [];
    const shown = examples.map(([a, b]) => `"${a}", ${about === "nobody" ? b : `"${b}"`}`);
    return `an audit will leave it open whether this split leaks: ${words} ` +
      `(${countOf(slices, "slice")}; ${shown.join("; ")})`;
  });
}

function doubtsOfSplit(
  names: PredictionTable,
  sets: readonly string[],
  setOf: ArrayLike<number>,
  test: string,
): Doubt[] {
  const place = sets.map((name) => SET_NAMES.indexOf(name === test ? "test" : "train"));
  const { table } = samePeople({
    ...names,
    sets: Uint8Array.from(setOf, (set) => place[set]!),
  });
  return doubtsOf(table, [membersOf(table, "train")], membersOf(table, "test"));
}
