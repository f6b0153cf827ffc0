import type { SlurmProgram } from "./installed_programs.ts";
import {
  ACCOUNT_ARGUMENTS,
  parseAccounts,
  parseQueue,
  phaseOf,
  QUEUE_ARGUMENTS,
  type QueuedTask,
} from "./queue.ts";

/** What a program of Slurm's says; `why` in place of it, if it fails or is not there. */
export type SlurmAnswer = { text: string; why: null } | { text: null; why: string };

/** A controller that does not answer is given up after so long, in ms. */
const PATIENCE = 60_000;

/** Runs one of Slurm's programs. */
export async function askSlurm(
  program: SlurmProgram,
  args: readonly string[],
): Promise<SlurmAnswer> {
  // A process that may start single programs only has to keep what could load other code from them.
  const variables = Object.entries(Deno.env.toObject());
  const env = Object.fromEntries(variables.filter(([name]) => !name.startsWith("LD_")));
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const command = new Deno.Command(program, { args: [...args], clearEnv: true, env, signal });
    const { success, stdout, stderr } = await command.output();
    const text = new TextDecoder().decode(stdout).trim();
    if (success) return { text, why: null };
    const [first = ""] = new TextDecoder().decode(stderr).trim().split("\n");
    return { text: null, why: first || `${program} has failed and does not say why` };
  } catch (error) {
    // A confined process may start those alone that were found before.
    const isMissing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotCapable;
    return {
      text: null,
      why: isMissing ? `there is no ${program} here` : (error as Error).message,
    };
  }
}

/** What Slurm knows of the tasks of some jobs. */
export interface KnownTasks {
  tasks: Map<string, QueuedTask>;
  /** Why the queue cannot be asked; null where it can. */
  why: string | null;
  /** Why the accounts cannot be asked, which many clusters do not keep; null where they can. */
  accounts: string | null;
}

/**
 * Asks Slurm for the tasks of some jobs: `squeue` for what lives, and `sacct`, where there is accounting,
 * for what has ended.
 *
 * @param jobs Their numbers; those that Slurm has forgotten may be among them.
 */
export async function knownTasks(jobs: readonly string[]): Promise<KnownTasks> {
  if (jobs.length === 0) return { tasks: new Map(), why: null, accounts: null };
  const of = ["-j", jobs.join(",")];
  const [queue, accounts] = await Promise.all([
    askSlurm("squeue", [...QUEUE_ARGUMENTS, ...of]),
    askSlurm("sacct", [...ACCOUNT_ARGUMENTS, ...of]),
  ]);
  const ended = accounts.text === null ? new Map() : parseAccounts(accounts.text);
  if (queue.text === null && !isForgotten(queue.why)) {
    return { tasks: ended, why: queue.why, accounts: accounts.why };
  }
  const tasks = new Map(ended);
  for (const [id, task] of parseQueue(queue.text ?? "")) {
    // Of what has ended, the accounts know more.
    if (task.phase !== "ended" || !tasks.has(id)) tasks.set(id, task);
  }
  return { tasks, why: null, accounts: accounts.why };
}

/** Whether a job has ended, as far as Slurm says so. */
export async function hasEnded(job: string): Promise<boolean> {
  const { text, why } = await askSlurm("squeue", ["-h", "-t", "all", "-j", job, "-o", "%T"]);
  if (text === null) return isForgotten(why);
  return text.split("\n").every((state) => state === "" || phaseOf(state) === "ended");
}

/** As {@linkcode hasEnded}, but Slurm is asked once for all jobs, when the first is asked for. */
export function endedByNow(): (job: string) => Promise<boolean> {
  let asked: Promise<SlurmAnswer> | undefined;
  return async (job) => {
    const { text } = await (asked ??= askSlurm("squeue", ["-h", "-o", "%A"]));
    return text !== null && !text.split("\n").includes(job);
  };
}

/** The most tasks that an array may have here. */
export async function largestArray(): Promise<number> {
  const { text } = await askSlurm("scontrol", ["show", "config"]);
  const size = Number(/MaxArraySize\s*=\s*(\d+)/.exec(text ?? "")?.[1] ?? SLURM_DEFAULT_ARRAY);
  return Math.max(1, size - 1);
}

/** `MaxArraySize` where a cluster does not set it (slurm.conf(5)). */
const SLURM_DEFAULT_ARRAY = 1001;

function isForgotten(why: string): boolean {
  return /invalid job id/i.test(why);
}
