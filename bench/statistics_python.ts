import { dirname, join } from "node:path";
import { libraryFolder } from "hemoleak/tensorflow/library.ts";
import { runCommand } from "../setup/command.ts";
import { runPip } from "../setup/pip.ts";
import { findPython } from "../setup/python.ts";
import { pythonOf } from "../setup/virtual_environment.ts";

const REQUIREMENTS = join(import.meta.dirname!, "statistics_requirements.txt");

/**
 * The interpreter of a virtual environment with scikit-learn, in the folder that caches TensorFlow;
 * made first where it is missing or of other versions.
 *
 * @throws {SetupError} No Python, or no network.
 */
export async function statisticsPython(): Promise<string> {
  const folder = join(dirname(libraryFolder()), "bench-statistics");
  // A copy of the requirements that were installed, written last.
  const record = join(folder, "installed.txt");
  const wanted = await Deno.readTextFile(REQUIREMENTS);
  if (await Deno.readTextFile(record).catch(() => "") === wanted) return pythonOf(folder);
  console.error("Installing scikit-learn ...");
  const made = await runCommand(await findPython(), ["-m", "venv", "--clear", folder]);
  if (!made.success) throw new Error(`python3 -m venv ${folder} failed: ${made.stderr}`);
  const args = ["install", "--quiet", "--no-deps", "--only-binary=:all:", `-r${REQUIREMENTS}`];
  await runPip(pythonOf(folder), args, "Installing scikit-learn");
  await Deno.writeTextFile(record, wanted);
  return pythonOf(folder);
}
