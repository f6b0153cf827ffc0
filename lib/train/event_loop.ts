/**
 * Lets timers, signals and a notebook's messages have their turn, at most once in an interval: a
 * loop of TensorFlow calls would otherwise keep them waiting to its end.
 *
 * @param interval In milliseconds; 25 is not felt, and a turn costs about one.
 * @returns A function to be awaited in the loop.
 */
export function eventLoopTurns(interval = 25): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < interval) return;
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
  };
}
