import type { Fault } from "../../fault.ts";
import { closest } from "../../text/closest.ts";
import { labelOf, valueForm } from "../../text/values.ts";

/** The columns of a header that hold scores of classes. */
export interface ClassColumns {
  /** The classes, in the order of their columns. */
  names: readonly string[];
  /** The place of each one's scores. */
  places: readonly number[];
  /** What is wrong with them; mostly nothing. */
  faults: readonly Fault[];
}

/** `score_EDH`, `Score-EDH` or R's `score.EDH`: what follows is the class. */
const OF_CLASS = /^scores?[_.\s-]\s*(.*\S)\s*$/i;

/**
 * Finds the columns `score_NAME` of a header.
 *
 * @param wanted Which names are classes; without them all are.
 * @returns Null where fewer than two are there and none were asked for: one is no class among others.
 */
export function classColumns(
  header: readonly string[],
  wanted?: readonly string[],
): ClassColumns | null {
  const all = header.flatMap((column, place) => {
    const name = OF_CLASS.exec(column)?.[1];
    return name === undefined ? [] : [{ name, place, column, form: valueForm(name) }];
  });
  if (wanted === undefined && all.length < 2) return null;
  const forms = new Set((wanted ?? []).map(valueForm));
  const found = wanted === undefined ? all : all.filter(({ form }) => forms.has(form));
  const faults: Fault[] = [];
  for (const name of wanted ?? []) {
    if (found.some(({ form }) => form === valueForm(name))) continue;
    const near = closest(name, all.map((each) => each.name));
    faults.push({
      expected: `a column score_${name} for the class ${name}`,
      found: header.join(","),
      ...near !== null && { hint: `did you mean ${near}?` },
    });
  }
  if (wanted !== undefined && forms.size < 2) {
    faults.push({ expected: "two classes or more", found: wanted.join(",") || "none" });
  }
  for (const [i, { form, column }] of found.entries()) {
    const first = found.findIndex((other) => other.form === form);
    if (first === i) continue;
    faults.push({
      expected: "one column for each class",
      found: `${found[first]!.column} and ${column}`,
      hint: "classes are compared without case, and a blank, a hyphen and an underscore are one",
    });
  }
  return {
    names: found.map(({ name }) => name),
    places: found.map(({ place }) => place),
    faults,
  };
}

/**
 * Whether columns `score_NAME`, where there is no column `score`, are of classes: the first label is one of theirs, or
 * a name; else they are columns like any others.
 */
export function areOfClasses({ names }: ClassColumns, firstLabel: string): boolean {
  return names.map(valueForm).includes(valueForm(firstLabel)) || labelOf(firstLabel) === null;
}
