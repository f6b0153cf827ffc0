import { dirname, join } from "node:path";
import { SetupError } from "hemoleak/error.ts";
import { libraryFolder } from "hemoleak/tensorflow/library/library.ts";
import { runCommand } from "../setup/command.ts";
import { runPip } from "../setup/pip.ts";
import { findPython } from "../setup/python.ts";
import { pythonOf } from "../setup/virtual_environment.ts";

/** A benchmark with peers or images in Python: `python/..._requirements.txt` has their versions. */
export type PythonBenchmark = "preprocess" | "real_heads" | "statistics" | "training";

/**
 * The interpreter of a virtual environment that holds a benchmark's Python packages, in the folder that
 * caches TensorFlow; made first where it is missing or of other versions.
 *
 * @throws {SetupError} No Python, no network, or another reason why it cannot be made.
 */
export async function benchmarkPython(benchmark: PythonBenchmark): Promise<string> {
  const requirements = join(import.meta.dirname!, "python", `${benchmark}_requirements.txt`);
  const folder = join(dirname(libraryFolder()), "bench", benchmark);
  // A copy of the requirements that were installed, written last.
  const record = join(folder, "installed.txt");
  const wanted = await Deno.readTextFile(requirements);
  if (await Deno.readTextFile(record).catch(() => "") === wanted) return pythonOf(folder);
  const purpose = `Installing the Python packages of the benchmark into ${folder}`;
  console.error(`${purpose} ...`);
  const made = await runCommand(await findPython(), ["-m", "venv", "--clear", folder]);
  if (!made.success) {
    throw new SetupError(`python3 -m venv ${folder} failed: ${made.stderr.trim()}`);
  }
  const args = ["install", "--quiet", "--no-deps", "--only-binary=:all:", `-r${requirements}`];
  await runPip(pythonOf(folder), args, purpose);
  await Deno.writeTextFile(record, wanted);
  return pythonOf(folder);
}
