/**
 * Checks of options objects at run time: a notebook cell is never type-checked, so a misspelled option would
 * silently leave the default in place.
 *
 * @module
 */

import { OptionsError } from "./error.ts";
import { closest } from "./text/closest.ts";

/** Which values an option may have. */
export interface ValueRule {
  /** In words, after "expected ... to be". */
  expected: string;
  allows(value: unknown): boolean;
  /** The values, where they are few enough to be named. */
  choices?: readonly string[];
}

/** A rule for each option; one that an interface gains is missed by the compiler until it is here. */
export type OptionRules<Options> = { [Name in keyof Required<Options>]: ValueRule };

/** One of these values, and no other spelling of it. */
export function oneOf(choices: readonly (string | number)[]): ValueRule {
  const names = choices.map(String);
  return {
    expected: choices.length === 1 ? names[0]! : `one of ${names.join(", ")}`,
    allows: (value) => choices.some((choice) => choice === value),
    choices: names,
  };
}

/** A whole number of at least so much. */
export function wholeFrom(least: number): ValueRule {
  return {
    expected: `a whole number of at least ${least}`,
    allows: (value) => Number.isSafeInteger(value) && (value as number) >= least,
  };
}

/** A finite number. */
export const NUMBER: ValueRule = { expected: "a number", allows: Number.isFinite };

/** A finite number above a bound. */
export function numberAbove(bound: number): ValueRule {
  return {
    expected: `a number above ${bound}`,
    allows: (value) => Number.isFinite(value) && (value as number) > bound,
  };
}

/** A finite number of at least so much. */
export function numberFrom(least: number): ValueRule {
  return {
    expected: `a number of at least ${least}`,
    allows: (value) => Number.isFinite(value) && (value as number) >= least,
  };
}

/** A share, with both ends. */
export const SHARE: ValueRule = {
  expected: "a number from 0 to 1",
  allows: (value) => typeof value === "number" && value >= 0 && value <= 1,
};

/** True or false. */
export const FLAG: ValueRule = {
  expected: "true or false",
  allows: (value) => typeof value === "boolean",
};

/** A text with something in it. */
export const TEXT: ValueRule = {
  expected: "a text that is not empty",
  allows: (value) => typeof value === "string" && value !== "",
};

/** Something with parts of its own: a generator, a listener, a signal, a nested object. */
export const PART: ValueRule = {
  expected: "an object or a function",
  allows: (value) => typeof value === "function" || (typeof value === "object" && value !== null),
};

/** What stops long work; none, where nothing can stop it, is a signal, too. */
export const SIGNAL: ValueRule = {
  expected: "an AbortSignal",
  allows: (value) => value === undefined || value instanceof AbortSignal,
};

/** Whatever the place that uses it takes: that place checks it, and knows more. */
export const ANYTHING: ValueRule = { expected: "given", allows: (value) => value !== undefined };

/**
 * Refuses names that an options object does not have, and values that an option cannot have. One that is
 * there but undefined is refused as well: in a notebook, a misspelled import gives undefined, and a
 * default in its place would be a wrong result.
 *
 * @param of Whose options these are, in a message: `a cell`.
 * @param rules One for each option that there is.
 * @throws {OptionsError} For the first that is wrong, with what was probably meant.
 */
export function checkOptions<Options extends object>(
  of: string,
  options: Options,
  rules: OptionRules<Options>,
): void {
  const names = Object.keys(rules);
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name as keyof Options] : undefined;
    if (rule === undefined) {
      throw new OptionsError({
        expected: `an option of ${of} (${names.join(", ")})`,
        found: name,
        ...didYouMean(name, names),
      });
    }
    if (rule.allows(value)) continue;
    throw new OptionsError({
      expected: `${name} of ${of} to be ${rule.expected}`,
      found: shown(value),
      ...value === undefined ? { hint: UNDEFINED } : didYouMean(String(value), rule.choices ?? []),
    });
  }
}

const UNDEFINED =
  "is the name that it is given spelled as where it comes from? Without a value, leave it out";

function didYouMean(name: string, names: readonly string[]): { hint?: string } {
  const near = closest(name, names);
  return near === null ? {} : { hint: `did you mean ${near}?` };
}

function shown(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}
