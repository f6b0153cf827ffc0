import { join } from "node:path";
import { SetupError } from "../lib/error.ts";
import type { Progress } from "../lib/progress.ts";
import { runCommand } from "./command.ts";
import { requireSpace } from "./disk_space.ts";
import { runPip } from "./pip.ts";

const NEEDED_BYTES = 300_000_000;

/** The interpreter of a virtual environment. */
export function pythonOf(environment: string): string {
  return join(environment, "bin", "python");
}

/** Whether a virtual environment holds exactly what a requirements file pins, for its Python. */
export async function isUpToDate(environment: string, requirements: string): Promise<boolean> {
  const record = await Deno.readTextFile(join(environment, RECORD)).catch(() => null);
  return record !== null && record === await describe(environment, requirements);
}

/**
 * Makes a virtual environment and installs what a requirements file pins, each file checked against
 * its checksum. One that was left half-made, or belongs to a Python since upgraded, is made again.
 *
 * @param environment The folder; replaced if it is there.
 * @param basePython The Python to make it from.
 * @param report Makes a listener for a step that is named.
 * @throws {SetupError} No network or disk space, or a file is not the expected one.
 */
export async function makeVirtualEnvironment(
  environment: string,
  requirements: string,
  basePython: string,
  report: (label: string) => Progress,
): Promise<void> {
  await requireSpace(environment, NEEDED_BYTES, "JupyterLab", "");
  const progress = report("Installing JupyterLab");
  const names = pinnedNames(await Deno.readTextFile(requirements));
  progress(0, names, "packages");
  const made = await runCommand(basePython, ["-I", "-m", "venv", "--clear", environment]);
  if (!made.success) {
    const reason = made.stderr.trim().split("\n").at(-1) || "python3 -m venv stopped";
    throw new SetupError(
      `${environment} cannot be made (${reason}): check that python3 -m venv works (Debian, ` +
        `Ubuntu: apt install python3-venv), that the disk has space, and run this again.`,
    );
  }
  let fetched = 0;
  await runPip(
    pythonOf(environment),
    ["install", "--no-deps", "--only-binary=:all:", "--require-hashes", `-r${requirements}`],
    "Installing JupyterLab",
    {
      onLine: (line) => {
        if (/^(Collecting|Processing) /.test(line)) progress(++fetched, names, "packages");
        if (line.startsWith("Installing ")) progress(names, names, "packages, unpacking");
      },
    },
  );
  await Deno.writeTextFile(
    join(environment, RECORD),
    await describe(environment, requirements) ?? "",
  );
}

/** The file in an environment that says what it was made from; written last. */
const RECORD = "hemoleak-setup.txt";

/** What an environment is made from: its Python, with all links followed, and the pins. */
async function describe(environment: string, requirements: string): Promise<string | null> {
  const python = await Deno.realPath(pythonOf(environment)).catch(() => null);
  return python && `${python}\n${await Deno.readTextFile(requirements)}`;
}

function pinnedNames(requirements: string): number {
  return requirements.split("\n").filter((line) => /^[A-Za-z0-9].*==/.test(line)).length;
}
