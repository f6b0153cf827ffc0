import { join } from "node:path";
import { PROJECT } from "../setup/set_up.ts";

/**
 * Modules with all that they import, as scripts that share what they have in common and load it when it is
 * needed. They run on Deno, and on Node as far as they name nothing of Deno's.
 *
 * @param modules Paths in the project.
 * @param external Packages that are left as imports.
 * @param take What is wanted of the folder that the scripts lie in, which is removed afterwards.
 * @throws {Error} Something imported does not exist.
 */
export async function bundleForDeno<Taken>(
  modules: readonly string[],
  external: readonly string[],
  take: (folder: string) => Promise<Taken>,
): Promise<Taken> {
  const folder = await Deno.makeTempDir();
  try {
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["bundle", "--quiet", "--platform=deno", "--format=esm", "--minify", "--code-splitting"],
        `--outdir=${folder}`,
        ...external.map((name) => `--external=${name}`),
        ...modules,
      ],
      cwd: PROJECT,
      env: { NO_COLOR: "1" },
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return await take(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The scripts of a folder by their names; those in folders below are left out. */
export async function scriptsOf(folder: string): Promise<Map<string, string>> {
  const scripts = new Map<string, string>();
  const entries = await Array.fromAsync(Deno.readDir(folder));
  for (const { name, isFile } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (isFile) scripts.set(name, await Deno.readTextFile(join(folder, name)));
  }
  return scripts;
}
