import { InvalidArgumentError } from "commander";

/** The name of a file to write, of an option: no other place, and not what an empty variable leaves. */
export function outputFile(text: string): string {
  if (text.trim() !== "" && text !== "-") return text;
  throw new InvalidArgumentError(`Expected the name of a file but found "${text}".`);
}
