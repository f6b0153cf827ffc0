import { join } from "node:path";
import { PROJECT } from "../setup/set_up.ts";

/** How a bundle is made. */
export interface BundleOptions {
  /** A script that a `<script>` or a worker runs, or a module. Default `iife`. */
  format?: "iife" | "esm";
  /** Default true. */
  minify?: boolean;
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
  { format = "iife", minify = true }: BundleOptions = {},
): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    const output = join(folder, "bundle.js");
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        "--quiet",
        `--config=${PROJECT}/deno.json`,
        "--platform=browser",
        `--format=${format}`,
        ...minify ? ["--minify"] : [],
        `--output=${output}`,
        module,
      ],
      cwd: PROJECT,
      env: { NO_COLOR: "1" },
    }).output();
    const said = new TextDecoder().decode(stderr);
    if (!success) throw new Error(`${module} cannot be bundled: ${said}`);
    const text = await Deno.readTextFile(output);
    const node = NODE_MODULE.exec(text)?.[0];
    if (node !== undefined) throw new Error(`${module} cannot run in a browser: it needs ${node}`);
    return text;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
