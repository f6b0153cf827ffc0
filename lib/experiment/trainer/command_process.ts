import { setTimeout } from "node:timers/promises";
import { TrainingError } from "../../error.ts";
import { SHELL } from "../../text/shell.ts";

/**
 * Runs the command `$1`, whose output goes to the file `$2`, in this shell's process group. Meanwhile a
 * second shell reads what is to be done with the group: a line is a signal to be sent to it, and the end of
 * the input, which also comes when hemoleak is killed, ends all that is in it.
 */
const SCRIPT = `
trap : TERM
exec 3<&0
{ trap '' TERM; while read -r signal <&3; do kill -s "$signal" 0; done; kill -s KILL 0; } &
${SHELL} -c "$1" </dev/null >"$2" 2>&1 3<&-
`;

/** How a command is run. */
export interface CommandProcessOptions {
  /** The folder that it runs in. */
  directory: string;
  /** The file that gets what it says, in place of one that is there. */
  log: string;
  /** Variables besides the user's own, for those that the user has not set. */
  defaults: Readonly<Record<string, string>>;
  /** Seconds until it is ended; without it, it may take as long as it likes. */
  timeout?: number;
  /** Aborted, it is ended. */
  signal: AbortSignal;
  /** Milliseconds that it has between being told to end and being killed. Default: {@linkcode GRACE}. */
  grace?: number;
}

/** So long a command may take to keep its state, in ms. */
const GRACE = 10_000;

/** How a command ended: by itself with a status, or because it was ended. */
export type CommandEnd =
  | { how: "by itself"; status: number }
  | { how: "timeout" }
  | { how: "signal" };

/**
 * Runs a command of the user's with the user's rights, as a process group of its own, of which nothing is
 * left when it has ended, or when this process is killed. To be ended it is told by SIGTERM, and killed if it
 * still runs then.
 *
 * @throws {TrainingError} The folder that it is to run in is not there.
 */
export async function runCommand(
  command: string,
  { directory, log, defaults, timeout, signal, grace = GRACE }: CommandProcessOptions,
): Promise<CommandEnd> {
  if (signal.aborted) return { how: "signal" };
  const child = spawned(command, directory, log, defaults);
  const input = child.stdin.getWriter();
  const ended = child.status;
  const end = await firstOf(ended, timeout, signal);
  if (end.how !== "by itself") {
    await input.write(new TextEncoder().encode("TERM\n")).catch(() => {});
    await Promise.race([ended, wait(grace, ended)]);
  }
  // What is left of the group ends with its input, and with it what the second shell holds open.
  await input.close().catch(() => {});
  await ended;
  await child.stdout.pipeTo(new WritableStream());
  return end;
}

function spawned(
  command: string,
  directory: string,
  log: string,
  defaults: CommandProcessOptions["defaults"],
): Deno.ChildProcess {
  const { variables, script } = environment(defaults);
  try {
    return new Deno.Command(SHELL, {
      args: ["-c", script + SCRIPT, "hemoleak", command, log],
      cwd: directory,
      env: variables,
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      // The group must not be this process's own.
      detached: true,
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new TrainingError({
      file: directory,
      expected: "the folder that the grid was planned in, where the command is run,",
      problem: `there is none on ${Deno.hostname()}`,
      hint: "plan the grid again",
    });
  }
}

/** Which comes first: the end, the time limit, or the signal. */
async function firstOf(
  ended: Promise<Deno.CommandStatus>,
  timeout: number | undefined,
  signal: AbortSignal,
): Promise<CommandEnd> {
  const stop = new AbortController();
  const events: Promise<CommandEnd>[] = [
    ended.then(({ code }) => ({ how: "by itself", status: code })),
    aborted(signal, stop.signal),
  ];
  if (timeout !== undefined) {
    events.push(wait(1000 * timeout, ended).then(() => ({ how: "timeout" })));
  }
  try {
    return await Promise.race(events);
  } finally {
    stop.abort();
  }
}

function aborted(signal: AbortSignal, done: AbortSignal): Promise<CommandEnd> {
  return new Promise((resolve) => {
    const options = { once: true, signal: done };
    signal.addEventListener("abort", () => resolve({ how: "signal" }), options);
  });
}

/** Longer waits do not fit into a timer. */
const LONGEST_WAIT = 2 ** 31 - 1;

/** Waits so many ms, or until the process has ended, which leaves no timer behind. */
async function wait(time: number, ended: Promise<unknown>): Promise<void> {
  const stop = new AbortController();
  ended.then(() => stop.abort());
  for (let left = time; left > 0; left -= LONGEST_WAIT) {
    const { signal } = stop;
    await setTimeout(Math.min(left, LONGEST_WAIT), null, { signal }).catch((error) => {
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) return;
  }
}

/**
 * The user's variables. Those that say which libraries are loaded Deno hands only to programs that may do
 * everything, so that the shell sets them.
 */
function environment(defaults: Readonly<Record<string, string>>) {
  const all = { ...defaults, ...Deno.env.toObject() };
  const isLoader = ([name]: [string, string]) => /^(?:LD|DYLD)_/.test(name);
  const variables = Object.entries(all).filter((one) => !isLoader(one));
  const loaders = Object.entries(all).filter(isLoader);
  const script = loaders.map(([name]) => `export ${name}="$HEMOLEAK_${name}"\n`).join("");
  const carried = loaders.map(([name, value]) => [`HEMOLEAK_${name}`, value] as const);
  return { variables: Object.fromEntries([...variables, ...carried]), script };
}
