import { dirname, join, resolve } from "node:path";
import { HemoleakError } from "hemoleak/error.ts";
import { isStandardInput } from "hemoleak/files/standard_input.ts";
import { accessFault, specialFault } from "./last_resort.ts";

/** The project's folder. */
export const PROJECT = resolve(import.meta.dirname!, "..");

/** A command line: what Deno runs, and the folder that it reads its own parts from. */
export interface Program {
  main: string;
  folder: string;
}

const HEMOLEAK: Program = { main: join(PROJECT, "cli", "main.ts"), folder: PROJECT };

/** What a command may touch. What is not named it may not: no network, and no other program. */
export interface Permissions {
  /** Files and folders that it reads, those that it writes not repeated; `true` for any. */
  read: true | readonly string[];
  /** Files and folders that it writes; `true` for any. */
  write?: true | readonly string[];
  /** Further options of `deno run`. */
  more?: readonly string[];
}

/** Who works in a folder says on which machine, and whose it is; see `lockFolder`. */
export const HOST = "--allow-sys=hostname,uid";

/**
 * An action for a command that runs in a process of its own, with no more permissions than it needs.
 * The first process only parses the command line and starts the second; a process that may not start
 * another one, because it is that second one or was started by hand with few permissions, acts itself.
 *
 * @param load Imports the action: only the process that acts loads what that needs. The specifier has
 *   to be a literal, so that Deno knows the modules beforehand and no permission is asked for them.
 * @param needs Derives the permissions from the command's arguments and options.
 * @param program The command line that is running; by default the project's.
 */
export function confined<Args extends unknown[]>(
  load: () => Promise<(...args: Args) => Promise<void>>,
  needs: (...args: Args) => Permissions,
  program: Program = HEMOLEAK,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    if (!mayStartDeno()) {
      const act = await load();
      return await act(...args);
    }
    const child = (await confinedCommand(Deno.args, needs(...args), {}, program)).spawn();
    // A signal to this process alone must not leave the other one behind.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2"] as const) {
      Deno.addSignalListener(signal, () => child.kill(signal));
    }
    Deno.exit((await child.status).code);
  };
}

/** The command line with these arguments, as a process that may do no more than this. */
export async function confinedCommand(
  args: readonly string[],
  permissions: Permissions,
  options: Pick<Deno.CommandOptions, "stdin" | "stdout" | "stderr"> = {},
  { main, folder }: Program = HEMOLEAK,
): Promise<Deno.Command> {
  const allowed = await permissionOptions(permissions, folder);
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...cachedOnly(), ...allowed, main, ...args],
    ...options,
  });
}

/**
 * A process that was started with what is cached alone, on a node without network, says so by this variable;
 * Deno does not tell.
 */
function cachedOnly(): string[] {
  return Deno.env.get("HEMOLEAK_CACHED_ONLY") ? ["--cached-only"] : [];
}

function mayStartDeno(): boolean {
  const { state } = Deno.permissions.querySync({ name: "run", command: Deno.execPath() });
  return state === "granted";
}

/** Permissions as options of `deno run`. */
export async function permissionOptions(
  { read, write = [], more = [] }: Permissions,
  folder = PROJECT,
): Promise<string[]> {
  const options = [...more];
  if (read === true || write === true) options.push("--allow-read");
  else options.push(`--allow-read=${await pathList([folder, ...read, ...write])}`);
  if (write === true) options.push("--allow-write");
  else if (write.length > 0) options.push(`--allow-write=${await pathList(write)}`);
  return options;
}

/**
 * The paths and, of links, what they lead to.
 *
 * @throws {HemoleakError} One is where no permission for single files is to be had.
 */
async function pathList(paths: readonly string[]): Promise<string> {
  const all = new Set<string>();
  for (const path of paths.filter((path) => !isStandardInput(path))) {
    const absolute = resolve(path);
    const real = await Deno.realPath(absolute).catch((error) => {
      if (error instanceof Deno.errors.NotCapable) {
        throw new HemoleakError(accessFault(error.message));
      }
      return absolute;
    });
    const special = [absolute, real].find((one) => SPECIAL.test(one));
    if (special !== undefined) throw new HemoleakError(specialFault(special));
    all.add(nameable(absolute));
    all.add(nameable(real));
  }
  return [...all].join(",");
}

/** Folders of the system that Deno opens to programs alone that may do everything. */
const SPECIAL = /^\/(?:dev|proc|sys)(?:\/|$)/;

/** Deno's options cannot name a path that holds a comma: the folder above it has to do. */
function nameable(path: string): string {
  return path.includes(",") ? nameable(dirname(path)) : path;
}
