import { StoppedError } from "hemoleak/error.ts";

/**
 * By which a process is told to end: by the script of a Slurm task before its time is up, and by whoever ends
 * processes. Not SIGUSR1, on which Deno opens its debugger to the network, as Node does.
 */
const SIGNALS = ["SIGUSR2", "SIGTERM"] as const;

/** Hears whether this process is told to end, until it is disposed of. */
export interface ToldToEnd extends Disposable {
  /** Aborted once it is told. */
  readonly signal: AbortSignal;
  /** How it was told. */
  readonly by: typeof SIGNALS[number] | null;
}

/** From now on, SIGUSR2 and SIGTERM do not end the process but abort a signal. */
export function suspendOnSignal(): ToldToEnd {
  const controller = new AbortController();
  let by: ToldToEnd["by"] = null;
  const listeners = SIGNALS.map((signal) => {
    const listener = () => {
      by ??= signal;
      controller.abort(
        new StoppedError(
          `Told to end by ${by}: its state is kept, and run again it goes on from there`,
        ),
      );
    };
    Deno.addSignalListener(signal, listener);
    return { signal, listener };
  });
  return {
    signal: controller.signal,
    get by() {
      return by;
    },
    [Symbol.dispose]() {
      for (const { signal, listener } of listeners) Deno.removeSignalListener(signal, listener);
    },
  };
}
