import { basename, join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { PROJECT } from "../setup/set_up.ts";

/** Packages, and files of the project that stand in for them wherever they are imported. */
export type Replaced = Readonly<Record<string, string>>;

/** A module of Node, as the bundler leaves it: asked for when the script runs. */
const NODE_MODULE = /["']node:[\w/]+["']/;

/**
 * A module and all that it imports, now or later, as one script for a browser. The bundler is Deno's own
 * (esbuild), so that it has Deno's version, and resolves what Deno would.
 *
 * @param module A path in the project, or an absolute one.
 * @throws {Error} Something imported does not exist or needs Node.
 */
export async function bundleForBrowser(module: string): Promise<string> {
  const files = await bundled([module], {}, ["--format=iife"]);
  return files.get(scriptName(module))!;
}

/**
 * Several modules as ES modules for a browser, by their names: those that were asked for, `page.js` of
 * `page/page.ts`, and those of what several of them need, which they import.
 *
 * @param modules Paths in the project.
 * @throws {Error} As {@linkcode bundleForBrowser}.
 */
export async function bundleTogether(
  modules: readonly string[],
  replaced: Replaced,
): Promise<ReadonlyMap<string, string>> {
  return await bundled(modules, replaced, ["--format=esm", "--code-splitting"]);
}

/** The files that the bundler writes, by their names. */
async function bundled(
  modules: readonly string[],
  replaced: Replaced,
  options: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const folder = await Deno.makeTempDir();
  try {
    const map = join(folder, "deno.json");
    await Deno.copyFile(join(PROJECT, "deno.lock"), join(folder, "deno.lock"));
    let scripts = modules, configFile = `${PROJECT}/deno.json`, left = Object.keys(replaced);
    // From folders of their own the bundler would write into such.
    if (modules.length > 1) scripts = await importingAll(modules, join(folder, "modules"));
    // Deno's import map does not reach into packages: first these imports are left, then they are found.
    while (left.length > 0) {
      const next = join(folder, `without_${left.length}`);
      await bundle(configFile, scripts, next, [
        ...options,
        ...left.map((name) => `--external=${name}`),
      ]);
      const texts = [...(await filesIn(next)).values()];
      const found = left.filter((name) => texts.some((text) => text.includes(`from "${name}"`)));
      if (found.length === 0) break;
      const files = Object.fromEntries(found.map((name) => [name, replaced[name]!]));
      await Deno.writeTextFile(map, JSON.stringify({ imports: importsWith(files) }));
      left = left.filter((name) => !found.includes(name));
      scripts = modules.map((module) => join(next, scriptName(module)));
      configFile = map;
    }
    const output = join(folder, "output");
    await bundle(configFile, scripts, output, [...options, "--minify"]);
    const files = await filesIn(output);
    for (const [name, text] of files) {
      const node = NODE_MODULE.exec(text)?.[0];
      if (node === undefined) continue;
      const module = modules.find((one) => scriptName(one) === name) ?? modules.join(" or ");
      throw new Error(`${module} cannot run in a browser: it needs ${node}`);
    }
    return files;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Scripts of the modules' names in one folder, each of which imports one of them. */
async function importingAll(modules: readonly string[], folder: string): Promise<string[]> {
  await Deno.mkdir(folder);
  return await Promise.all(modules.map(async (module) => {
    const script = join(folder, scriptName(module));
    await Deno.writeTextFile(script, `import "file://${PROJECT}/${module}";`);
    return script;
  }));
}

/** What the bundler calls what it makes of a module. */
export function scriptName(module: string): string {
  return basename(module).replace(/\.\w+$/, ".js");
}

async function filesIn(folder: string): Promise<Map<string, string>> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  const texts = await Promise.all(names.map((name) => Deno.readTextFile(join(folder, name))));
  return new Map(names.map((name, i) => [name, texts[i]!]));
}

function importsWith(replaced: Replaced): Record<string, string> {
  const packages = Object.entries(config.imports).filter(([, target]) => target.startsWith("npm:"));
  const files = Object.entries(replaced).map(([name, file]) => [name, `file://${PROJECT}/${file}`]);
  return Object.fromEntries([...packages, ...files]);
}

async function bundle(
  configFile: string,
  modules: readonly string[],
  folder: string,
  options: readonly string[],
): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "bundle",
      "--quiet",
      `--config=${configFile}`,
      "--platform=browser",
      `--outdir=${folder}`,
      ...options,
      ...modules,
    ],
    cwd: PROJECT,
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) {
    throw new Error(
      `${modules.join(" and ")} cannot be bundled: ${new TextDecoder().decode(stderr)}`,
    );
  }
}
