import { join } from "node:path";
import { writeAtomically } from "../lib/files/write_atomically.ts";
import { pythonOf } from "./virtual_environment.ts";

const CONFIG = join(import.meta.dirname!, "..", "deno.json");
const LANGUAGE_SERVER = join(import.meta.dirname!, "..", "jupyter", "language_server.ts");
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

/**
 * Tells JupyterLab how to start Deno's language server, and what to leave alone: it asks on its first start
 * for no news, and underlines no name that two cells declare or that only a later one uses.
 */
export async function writeLabSettings(
  environment: string,
  deno: string = Deno.execPath(),
): Promise<void> {
  await writeIfChanged(join(environment, "share/jupyter/lab/settings/overrides.json"), {
    "@jupyterlab/apputils-extension:notification": { checkForUpdates: false, fetchNews: "false" },
    "@jupyterlab/completer-extension:manager": { autoCompletion: true },
    "@jupyter-lsp/jupyterlab-lsp:diagnostics": { ignoreCodes: REPEATED_OR_UNUSED },
  });
  await writeIfChanged(join(environment, "etc/jupyter/jupyter_server_config.d/hemoleak.json"), {
    LanguageServerManager: {
      autodetect: false,
      language_servers: {
        deno: {
          version: 2,
          display_name: "Deno",
          argv: [deno, "run", "--quiet", "--no-prompt", `--config=${CONFIG}`]
            .concat("--allow-env", `--allow-run=${deno}`, LANGUAGE_SERVER),
          env: { DENO_NO_UPDATE_CHECK: "1" },
          languages: ["x.typescript", "typescript"],
          mime_types: ["text/x.typescript", "text/typescript", "application/typescript"],
          requires_documents_on_disk: false,
        },
      },
    },
  });
}

/** TypeScript's codes for names that are declared twice, and for those that nothing uses. */
const REPEATED_OR_UNUSED = ["2300", "2393", "2440", "2451", "6133", "6192", "6196", "6198"];

async function writeIfChanged(path: string, value: unknown): Promise<void> {
  const text = JSON.stringify(value, null, 2) + "\n";
  const present = await Deno.readTextFile(path).catch(() => null);
  if (present !== text) await writeAtomically(path, text);
}
