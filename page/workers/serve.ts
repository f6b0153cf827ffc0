import { isHemoleakError } from "hemoleak/error.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import type { Answer } from "./job.ts";

/** Tells the page what is being done, and how much of it is. */
export type Tell = (stage: string, share?: number) => void;

/** What a worker has of the page. */
interface WorkerScope<Job, Result> {
  onmessage: ((event: MessageEvent<Job>) => void) | null;
  postMessage(message: Answer<Result>, transfer?: Transferable[]): void;
}

/**
 * Has this worker do what the page asks.
 *
 * @param work Does it.
 * @param givenUp What of the result the page takes over, in place of a copy.
 */
export function serve<Job, Result>(
  work: (job: Job, tell: Tell) => Promise<Result>,
  givenUp: (result: Result) => Transferable[] = () => [],
): void {
  const worker = self as unknown as WorkerScope<Job, Result>;
  const tell: Tell = (stage, share) =>
    worker.postMessage({ kind: "progress", stage, ...share !== undefined && { share } });
  worker.onmessage = async ({ data }) => {
    try {
      const result = await work(data, tell);
      worker.postMessage({ kind: "done", result }, givenUp(result));
    } catch (error) {
      const isExpected = isHemoleakError(error);
      const message = error instanceof Error ? error.message : String(error);
      worker.postMessage({ kind: "failed", message: printableLines(message), isExpected });
    }
  };
}
