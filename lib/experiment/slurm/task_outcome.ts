/** How a task ends when another process is training one of its cells, and it is not to wait for that. */
export const BUSY = 75;
/** How it ends when it was told to end and had not trained a single batch. */
export const STALLED = 98;
/** How it ends when it was told to end and has kept its state (by which Grid Engine puts a job into the queue again). */
export const SUSPENDED = 99;

/** How a task has ended, as far as anything tells it. */
export interface TaskEnd {
  /** Slurm's word, such as `TIMEOUT`; `UNKNOWN` where nobody knows. */
  state: string;
  /** The status that its script ended with, if it did. */
  status: number | null;
  /** The signal that ended it, if one did. */
  signal: number | null;
}

const AGAIN = "`grid slurm --failed` submits it again, and it goes on from what is kept";

/** By Slurm's word for how a job ended (squeue(1), "JOB STATE CODES"): what that means, and what to do. */
const STATES: Readonly<Record<string, string>> = {
  OUT_OF_MEMORY: "it needed more memory than it had: submit it again with a larger --mem",
  TIMEOUT:
    "its time was up before it had kept its state: submit it again with a longer --time or " +
    "with --signal further before the end",
  NODE_FAIL: `its node failed: ${AGAIN}`,
  BOOT_FAIL: `its node did not start: ${AGAIN}`,
  PREEMPTED: `another job took its place: ${AGAIN}`,
  CANCELLED: `it was cancelled: ${AGAIN}`,
  DEADLINE: `its deadline had passed: ${AGAIN}`,
  COMPLETED:
    "its task has completed, but its run is not there: is its folder the same on all nodes?",
  UNKNOWN:
    "its task is not in the queue any more and has left no status (it was killed, its node " +
    `failed, or it was cancelled before it began): ${AGAIN}`,
};

const STATUSES: Readonly<Record<number, string>> = {
  [BUSY]: "another process was training it: see whether that has finished it",
  [STALLED]:
    "it was told to end before it had trained a single batch: submit it again with a longer " +
    "--time or with --signal nearer to the end",
  [SUSPENDED]: "it has kept its state, but could not be put into the queue again (see its log): " +
    "submit it again with --failed",
  137: "its process was killed (kill -9, or the node ran out of memory): " + AGAIN,
  140: "it was told to end before it had begun: submit it again with a longer --time",
  143: `it was told to end and has kept its state: ${AGAIN}`,
};

/** What became of a task that has not finished its cell, and what to do, in words. */
export function endAdvice({ state, status, signal }: TaskEnd): string {
  // 128 and the signal's number is how a shell tells of a process that a signal ended.
  const code = status || (signal ? 128 + signal : null);
  if (state !== "FAILED" && state in STATES) return `${state}: ${STATES[state]}`;
  if (code === null) return `${state}: its log may say why`;
  return `${state}: ${STATUSES[code] ?? `it ended with status ${code}; its log says why`}`;
}
