import { SetupError } from "../error.ts";

/** TensorFlow's own variable for it. */
export const THREADS_VARIABLE = "TF_NUM_INTRAOP_THREADS";

/**
 * How many threads an operation is spread over: `TF_NUM_INTRAOP_THREADS`, or as many as there are
 * cores. The last bits of sums depend on it, so that it is a part of what a training is repeated by.
 *
 * @throws {SetupError} The variable is no whole number of 1 or more.
 */
export function operationThreads(): number {
  const given = Deno.env.get(THREADS_VARIABLE);
  if (!given) return navigator.hardwareConcurrency;
  if (!/^[1-9]\d*$/.test(given)) {
    throw new SetupError(
      `Expected ${THREADS_VARIABLE} to be a whole number of 1 or more but found "${given}".`,
    );
  }
  return Number(given);
}
