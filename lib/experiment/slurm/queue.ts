/** What Slurm says of a task. */
export interface QueuedTask {
  /** Whether it waits, runs or has ended. */
  phase: "pending" | "running" | "ended";
  /** Slurm's word: `PENDING`, `TIMEOUT`. */
  state: string;
  /** Of one that waits: for what. */
  reason: string | null;
  /** How long it has run since it was started last, as Slurm writes it: `1-02:03:04`. */
  elapsed: string | null;
  /** Where. */
  node: string | null;
  /** The status that it ended with. */
  status: number | null;
  /** The signal that ended it. */
  signal: number | null;
}

/** How `squeue` is asked for what {@linkcode parseQueue} reads. */
export const QUEUE_ARGUMENTS = ["-h", "-r", "-t", "all", "-o", "%i|%T|%r|%M|%N"] as const;
/** How `sacct` is asked for what {@linkcode parseAccounts} reads. */
export const ACCOUNT_ARGUMENTS = [
  ...["-n", "-P", "-X"],
  ...["-o", "JobID,State,ExitCode,Elapsed,NodeList"],
] as const;

const PENDING = new Set([
  ...["PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD"],
  ...["RESV_DEL_HOLD", "SPECIAL_EXIT"],
]);
const RUNNING = new Set([
  ...["RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "RESIZING", "SIGNALING", "STAGE_OUT"],
]);

/** Whether a job that Slurm calls so waits, runs or has ended. */
export function phaseOf(state: string): QueuedTask["phase"] {
  if (PENDING.has(state)) return "pending";
  return RUNNING.has(state) ? "running" : "ended";
}

/** Reads what `squeue` says of tasks, by their names: `12_3`. */
export function parseQueue(text: string): Map<string, QueuedTask> {
  return parseLines(text, ([id = "", state = "", reason = "", elapsed = "", node = ""]) => {
    const phase = phaseOf(state);
    return [id, {
      ...{ phase, state, reason: phase === "pending" ? reason : null },
      ...{ elapsed: known(elapsed), node: known(node), status: null, signal: null },
    }];
  });
}

/** Reads what `sacct` says of tasks, by their names; a word of more, as in `CANCELLED by 0`, is left out. */
export function parseAccounts(text: string): Map<string, QueuedTask> {
  return parseLines(text, ([id = "", words = "", code = "", elapsed = "", node = ""]) => {
    const state = words.split(" ")[0]!;
    const [status = 0, signal = 0] = code.split(":").map(Number);
    return [id, {
      ...{ phase: phaseOf(state), state, reason: null },
      ...{ elapsed: known(elapsed), node: node === "None assigned" ? null : known(node) },
      ...{ status, signal: signal === 0 ? null : signal },
    }];
  });
}

function parseLines(
  text: string,
  read: (fields: string[]) => [string, QueuedTask],
): Map<string, QueuedTask> {
  return new Map(
    text.split("\n").filter((line) => line !== "").flatMap((line) => {
      const [id, task] = read(line.split("|"));
      return namesOf(id).map((name): [string, QueuedTask] => [name, task]);
    }),
  );
}

/** The names of tasks that Slurm writes as one: those of `12_[0-2,5%3]`, which no limit (`%3`) is a part of. */
function namesOf(id: string): string[] {
  const [, job, ranges] = /^(\d+)_\[([^\]%]*)/.exec(id) ?? [];
  if (job === undefined) return [id];
  return ranges!.split(",").flatMap((range) => {
    const [first, last = first, step = 1] = range.split(/[-:]/).map(Number) as [
      number,
      number?,
      number?,
    ];
    const count = Math.floor((last - first) / step) + 1;
    return Array.from({ length: count }, (_, i) => `${job}_${first + i * step}`);
  });
}

const known = (text: string) => text === "" ? null : text;
