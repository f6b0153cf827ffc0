import { join } from "node:path";
import { writeAtomically } from "../lib/files/write_atomically.ts";
import { pythonOf } from "./virtual_environment.ts";

const START_KERNEL = join(import.meta.dirname!, "..", "jupyter", "start_kernel.py");

/**
 * Tells Jupyter how to start this very Deno as a kernel. Called on each set-up, since a Deno that
 * npx fetched may lie elsewhere the next time.
 *
 * @param environment The virtual environment that Jupyter is installed in.
 */
export async function writeKernelspec(
  environment: string,
  deno: string = Deno.execPath(),
): Promise<void> {
  await writeIfChanged(join(environment, "share/jupyter/kernels/deno/kernel.json"), {
    argv: [
      pythonOf(environment),
      ...["-I", START_KERNEL],
      ...[deno, "jupyter", "--quiet", "--kernel", "--conn", "{connection_file}"],
    ],
    display_name: "Deno",
    language: "typescript",
  });
}

/** Keeps JupyterLab from asking on its first start whether it may fetch news. */
export async function writeLabSettings(environment: string): Promise<void> {
  await writeIfChanged(join(environment, "share/jupyter/lab/settings/overrides.json"), {
    "@jupyterlab/apputils-extension:notification": { checkForUpdates: false, fetchNews: "false" },
  });
}

async function writeIfChanged(path: string, value: unknown): Promise<void> {
  const text = JSON.stringify(value, null, 2) + "\n";
  const present = await Deno.readTextFile(path).catch(() => null);
  if (present !== text) await writeAtomically(path, text);
}
