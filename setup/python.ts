import { delimiter, join } from "node:path";
import { SetupError } from "../lib/error.ts";
import { runCommand } from "./command.ts";

const OLDEST_MINOR_VERSION = 10;

const HOW_TO_INSTALL = "install it (Debian, Ubuntu: apt install python3 python3-venv)";

const DESCRIBE = `
import importlib.util, json, sys
modules = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
print(json.dumps([sys.executable, sys.version_info[0], sys.version_info[1], modules]))`;

/**
 * The Python that makes the project's virtual environment: `python3` on PATH.
 *
 * @returns The interpreter's path.
 * @throws {SetupError} There is none, it is older than 3.10, or it cannot make virtual environments.
 */
export async function findPython(path: string = Deno.env.get("PATH") ?? ""): Promise<string> {
  const found = await findOnPath("python3", path);
  if (found === null) {
    throw new SetupError(
      `Python 3.${OLDEST_MINOR_VERSION} or later is needed but there is no python3 on PATH: ` +
        `${HOW_TO_INSTALL} and run this again.`,
    );
  }
  let description = "";
  const { success } = await runCommand(found, ["-I", "-c", DESCRIBE], {
    onLine: (line) => description = line,
  });
  if (!success) {
    throw new SetupError(`${found} does not run: ${HOW_TO_INSTALL} and run this again.`);
  }
  const [executable, major, minor, hasVenv] = JSON.parse(description);
  if (major !== 3 || minor < OLDEST_MINOR_VERSION) {
    throw new SetupError(
      `Python 3.${OLDEST_MINOR_VERSION} or later is needed but ${found} is Python ${major}.${minor}: ` +
        `put a later one first on PATH and run this again.`,
    );
  }
  if (!hasVenv) {
    throw new SetupError(
      `${found} comes without its venv and ensurepip modules: install them (Debian, Ubuntu: ` +
        `apt install python3-venv) and run this again.`,
    );
  }
  return executable;
}

async function findOnPath(name: string, path: string): Promise<string | null> {
  for (const folder of path.split(delimiter).filter((folder) => folder !== "")) {
    const candidate = join(folder, name);
    const info = await Deno.stat(candidate).catch(() => null);
    if (info?.isFile && ((info.mode ?? 0) & 0o111) !== 0) return candidate;
  }
  return null;
}
