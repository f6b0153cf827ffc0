import { InvalidArgumentError } from "commander";

/** Parses an option that must be a whole number of 0 or more. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new InvalidArgumentError(`Expected a whole number of 0 or more but found "${text}".`);
  }
  return Number(text);
}
