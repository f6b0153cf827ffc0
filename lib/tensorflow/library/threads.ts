import { SetupError } from "../../error.ts";

/** TensorFlow's own variable for it. */
const VARIABLE = "TF_NUM_INTRAOP_THREADS";

/** Whether TensorFlow has been given it. */
let isSettled = false;

/**
 * How many threads an operation is spread over: `TF_NUM_INTRAOP_THREADS`, or as many as there are
 * cores. The last bits of sums depend on it, so that it is a part of what a training is repeated by.
 *
 * @throws {SetupError} The variable is no whole number of 1 or more.
 */
export function operationThreads(): number {
  const given = Deno.env.get(VARIABLE);
  if (!given) return navigator.hardwareConcurrency;
  if (!/^[1-9]\d*$/.test(given)) {
    throw new SetupError(
      `Expected ${VARIABLE} to be a whole number of 1 or more but found "${given}".`,
    );
  }
  return Number(given);
}

/**
 * Sets how many threads this process spreads an operation over.
 *
 * @throws {SetupError} TensorFlow has started with another number.
 */
export function useThreads(threads: number): void {
  const present = operationThreads();
  if (threads === present) return;
  if (isSettled) {
    throw new SetupError(
      `TensorFlow computes with ${present} threads here, but ${threads} are needed: ` +
        "use a process of its own.",
    );
  }
  Deno.env.set(VARIABLE, String(threads));
}

/**
 * Tells TensorFlow, which is about to be loaded: by itself it counts cores that a container may not
 * use.
 *
 * @throws {SetupError} As {@linkcode operationThreads}.
 */
export function settleThreads(): void {
  Deno.env.set(VARIABLE, String(operationThreads()));
  isSettled = true;
}
