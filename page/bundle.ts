import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { PROJECT } from "../setup/set_up.ts";

/** How a bundle is made. */
export interface BundleOptions {
  /** A script that a `<script>` or a worker runs, or a module. Default `iife`. */
  format?: "iife" | "esm";
  /** Packages, and files of the project that stand in for them wherever they are imported. */
  replace?: Readonly<Record<string, string>>;
}

/** A module of Node, as the bundler leaves it: asked for when the script runs. */
const NODE_MODULE = /["']node:[\w/]+["']/;

/**
 * A module and all that it imports, now or later, as one script for a browser. The bundler is Deno's own
 * (esbuild), so that it has Deno's version, and resolves what Deno would.
 *
 * @param module A path in the project, or an absolute one.
 * @throws {Error} Something imported does not exist or needs Node.
 */
export async function bundleForBrowser(
  module: string,
  { format = "iife", replace = {} }: BundleOptions = {},
): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    const output = join(folder, "bundle.js"), map = join(folder, "deno.json");
    await Deno.copyFile(join(PROJECT, "deno.lock"), join(folder, "deno.lock"));
    let script = module, configFile = `${PROJECT}/deno.json`, left = Object.keys(replace);
    // Deno's import map does not reach into packages: first these imports are left, then they are found.
    while (left.length > 0) {
      const next = join(folder, `without_${left.length}.js`);
      const kept = left.map((name) => `--external=${name}`);
      await bundle(configFile, script, next, ["--format=esm", ...kept]);
      const text = await Deno.readTextFile(next);
      const found = left.filter((name) => text.includes(`from "${name}"`));
      if (found.length === 0) break;
      const files = Object.fromEntries(found.map((name) => [name, replace[name]!]));
      await Deno.writeTextFile(map, JSON.stringify({ imports: importsWith(files) }));
      left = left.filter((name) => !found.includes(name));
      script = next;
      configFile = map;
    }
    await bundle(configFile, script, output, [`--format=${format}`, "--minify"]);
    const text = await Deno.readTextFile(output);
    const node = NODE_MODULE.exec(text)?.[0];
    if (node !== undefined) throw new Error(`${module} cannot run in a browser: it needs ${node}`);
    return text;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function importsWith(replace: Readonly<Record<string, string>>): Record<string, string> {
  const packages = Object.entries(config.imports).filter(([, target]) => target.startsWith("npm:"));
  const files = Object.entries(replace).map(([name, file]) => [name, `file://${PROJECT}/${file}`]);
  return Object.fromEntries([...packages, ...files]);
}

async function bundle(
  configFile: string,
  module: string,
  output: string,
  options: readonly string[],
): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      `--config=${configFile}`,
      "--platform=browser",
      `--output=${output}`,
      ...options,
      module,
    ],
    cwd: PROJECT,
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) {
    throw new Error(`${module} cannot be bundled: ${new TextDecoder().decode(stderr)}`);
  }
}
