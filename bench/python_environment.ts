import { join } from "node:path";
import { runCommand } from "../setup/command.ts";
import { runPip } from "../setup/pip.ts";
import { findPython } from "../setup/python.ts";
import { pythonOf } from "../setup/virtual_environment.ts";

const FOLDER = join(import.meta.dirname!, "..", "data", "bench", "python");
const REQUIREMENTS = join(import.meta.dirname!, "python", "requirements.txt");
/** A copy of the requirements that were installed, written last. */
const RECORD = join(FOLDER, "installed.txt");

/**
 * The interpreter of a virtual environment that holds the benchmark's Python packages; made first
 * where it is missing or of other versions.
 *
 * @throws {SetupError} No Python, or no network.
 */
export async function benchmarkPython(): Promise<string> {
  const wanted = await Deno.readTextFile(REQUIREMENTS);
  const installed = await Deno.readTextFile(RECORD).catch(() => "");
  if (installed === wanted) return pythonOf(FOLDER);
  console.error("Installing the benchmark's Python packages ...");
  const made = await runCommand(await findPython(), ["-m", "venv", "--clear", FOLDER]);
  if (!made.success) throw new Error(`python3 -m venv ${FOLDER} failed: ${made.stderr}`);
  const args = ["install", "--quiet", "--no-deps", "--only-binary=:all:", `-r${REQUIREMENTS}`];
  await runPip(pythonOf(FOLDER), args, "Installing the benchmark's Python packages");
  await Deno.writeTextFile(RECORD, wanted);
  return pythonOf(FOLDER);
}
