import { OptionsError } from "../../error.ts";
import { closest } from "../../text/closest.ts";
import { shellWord } from "../../text/shell.ts";
import { TRAINER_NAME } from "../cell.ts";

/** What is filled into a command for each cell. */
export interface CommandValues {
  /** The file to read: what the cell uses, and in which set. */
  split: string;
  /** The file to write. */
  predictions: string;
  /** Seeds everything random. */
  seed: number;
  /** So many threads may be used. */
  threads: number;
  /** A folder of the trainer's own. */
  folder: string;
}

const PLACEHOLDERS = [
  "split",
  "predictions",
  "seed",
  "threads",
  "folder",
] as const satisfies readonly (
  keyof CommandValues
)[];

/** The name of a trainer that is given none. */
const UNNAMED = "trainer";

/**
 * A trainer from the text of an option: `forest=python forest.py {split} {predictions}` is one that is called
 * forest; a command alone is called trainer.
 *
 * @throws {OptionsError} The command says not where its split and its predictions are.
 */
export function parseTrainer(text: string): { name: string; command: string } {
  const [, name = UNNAMED, command = text] = /^([a-z][a-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  checkCommand({ name, command });
  return { name, command };
}

/**
 * Refuses a command that cannot be a trainer's.
 *
 * @throws {OptionsError} `{split}` or `{predictions}` is not in it, or something that is nearly called so; or
 *   the trainer's name cannot be one.
 */
export function checkCommand({ name, command }: { name: string; command: string }): void {
  if (!TRAINER_NAME.allows(name)) {
    throw new OptionsError({
      expected: `the name of a trainer to be ${TRAINER_NAME.expected}`,
      found: `"${name}"`,
    });
  }
  for (const [found, word] of command.matchAll(/\{(\w+)\}/g)) {
    const near = closest(word!, PLACEHOLDERS);
    if (near === null || PLACEHOLDERS.some((one) => one === word)) continue;
    throw new OptionsError({
      expected: `one of {${PLACEHOLDERS.join("}, {")}} in the command of ${name}`,
      found,
      hint: `did you mean {${near}}?`,
    });
  }
  for (const placeholder of ["split", "predictions"] as const) {
    if (command.includes(`{${placeholder}}`)) continue;
    throw new OptionsError({
      expected: `{${placeholder}} in the command of ${name}`,
      found: JSON.stringify(command),
      hint: "{split} is the file that it reads, {predictions} the one that it writes",
    });
  }
}

/** Whether a command is told how many threads it may use. */
export function usesThreads(command: string): boolean {
  return command.includes("{threads}");
}

/** A command for the shell, filled in for a cell; paths are one word each. */
export function filledCommand(command: string, values: CommandValues): string {
  return PLACEHOLDERS.reduce((text, name) => {
    const value = values[name];
    return text.replaceAll(
      `{${name}}`,
      () => typeof value === "number" ? `${value}` : shellWord(value),
    );
  }, command);
}
