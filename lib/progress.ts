/**
 * How long work reports how far it is, without knowing who listens.
 *
 * @module
 */

/** Called with the units done so far, the units in all, and a few words on the present one. */
export type Progress = (done: number, total: number, detail?: string) => void;

/** The same, but it throws the signal's reason once that is aborted: so the work that tells it ends, too. */
export function stoppable(
  progress: Progress | undefined,
  signal: AbortSignal | undefined,
): Progress {
  return (...told) => {
    signal?.throwIfAborted();
    progress?.(...told);
  };
}
