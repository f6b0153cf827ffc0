import { preprocessSeries, type SeriesResult, type SeriesTask } from "./series.ts";
import type { SeriesMessage } from "./series_worker.ts";

/** Something that preprocesses one series at a time. */
interface SeriesRunner {
  run(task: SeriesTask, onSlice: () => void): Promise<SeriesResult>;
  close(): void;
}

/**
 * Preprocesses every series, `workers` of them at the same time, each in a thread of its own; with
 * one worker in this thread. The results do not depend on the number, only their order does.
 *
 * @param onSeries Called with each task's index and result; the next task waits for it.
 * @throws The first error of a worker or of `onSeries`; the series under way are finished first.
 */
export async function preprocessQueue(
  tasks: readonly SeriesTask[],
  workers: number,
  onSlice: (task: number) => void,
  onSeries: (task: number, result: SeriesResult) => Promise<void>,
): Promise<void> {
  const queue = tasks.keys().toArray();
  const count = Math.min(workers, tasks.length);
  const work = async (runner: SeriesRunner) => {
    try {
      for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
        const index = task;
        await onSeries(index, await runner.run(tasks[index]!, () => onSlice(index)));
      }
    } catch (error) {
      queue.length = 0;
      throw error;
    } finally {
      runner.close();
    }
  };
  const runners = Array.from({ length: count }, count > 1 ? inWorker : inThisThread);
  const ends = await Promise.allSettled(runners.map(work));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed) throw failed.reason;
}

function inThisThread(): SeriesRunner {
  return { run: preprocessSeries, close: () => {} };
}

function inWorker(): SeriesRunner {
  const worker = new Worker(new URL("./series_worker.ts", import.meta.url), { type: "module" });
  return {
    run: (task, onSlice) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<SeriesMessage>) =>
          data.kind === "slice" ? onSlice() : resolve(data.result);
        worker.onerror = (event) => {
          event.preventDefault();
          reject(new Error(`Preprocessing ${task.files[0]} failed: ${event.message}`));
        };
        worker.postMessage(task);
      }),
    close: () => worker.terminate(),
  };
}
