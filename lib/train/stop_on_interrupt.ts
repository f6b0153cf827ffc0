/**
 * Runs work that an interrupt (SIGINT: Jupyter's stop button, Ctrl+C) stops rather than kills: the
 * signal that the work is given is aborted. Before and after the work, an interrupt acts as usual.
 *
 * @example
 * ```ts
 * import { stopOnInterrupt } from "hemoleak";
 *
 * const stopped = await stopOnInterrupt((signal) => Promise.resolve(signal.aborted));
 * console.assert(stopped === false);
 * ```
 */
export async function stopOnInterrupt<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  Deno.addSignalListener("SIGINT", stop);
  try {
    return await work(controller.signal);
  } finally {
    Deno.removeSignalListener("SIGINT", stop);
  }
}
