import { isHemoleakError } from "../lib/error.ts";
import { type Fault, faultText } from "../lib/fault.ts";
import { printable, printableLines } from "../lib/text/printable.ts";

/** Shows where an error that nobody expected came from. */
export const STACK_TRACE = "--stack-trace";

/**
 * An error in words.
 *
 * @param systemFault What the system says of a file, or null where an error is not the system's.
 */
export function errorText(
  error: unknown,
  command: string,
  withStack: boolean,
  systemFault: (error: unknown) => Fault | null,
): string {
  if (isHemoleakError(error)) return `hemoleak: ${printableLines(error.message)}`;
  const system = systemFault(error);
  if (system !== null) return `${command}: ${printable(faultText(system))}`;
  const name = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const stack = error instanceof Error && withStack ? `\n${error.stack}` : "";
  return printableLines(
    `${command}: an error that nobody expected: ${name}\n` +
      "This is a defect of hemoleak. Please report it as CONTRIBUTING.md says, with the command that you " +
      `ran${
        withStack ? " and what follows" : ` and what it says with ${STACK_TRACE}`
      }, and with no ` +
      `patient's data.${stack}`,
  );
}
