import { join } from "node:path";
import { loadedBy } from "../cli/module_graph.ts";
import { PROJECT } from "../setup/set_up.ts";

/** A package that a bundle holds. */
export interface Library {
  name: string;
  version: string;
  /** SPDX, as the package states it. */
  license: string;
  /** The line of its license that names the holders, where it has one. */
  copyright: string;
  /** The license as it is, without that line. */
  text: string;
  /** Where it lies on this machine. */
  folder: string;
}

/** What `deno info --json` prints of packages. */
interface Packages {
  modules: { specifier: string; npmPackage?: string }[];
  npmPackages: Record<string, NpmPackage>;
}

interface NpmPackage {
  name: string;
  version: string;
  dependencies: string[];
  localPath: string;
}

/** The packages that modules import, and those that these need, by name. */
export async function librariesOf(modules: readonly string[]): Promise<Library[]> {
  const found = new Map<string, NpmPackage>();
  for (const module of modules) {
    const [{ modules: all, npmPackages }, loaded] = await Promise.all([
      packagesOf(module),
      loadedBy(module, { later: true }),
    ]);
    // Those that are there for their types alone are not loaded.
    const open = all.flatMap(({ specifier, npmPackage }) =>
      loaded.has(specifier) ? npmPackage ?? [] : []
    );
    for (const id of open) {
      const one = npmPackages[id]!;
      if (found.has(`${one.name}@${one.version}`)) continue;
      found.set(`${one.name}@${one.version}`, one);
      open.push(...one.dependencies);
    }
  }
  const libraries = await Promise.all([...found.values()].map(libraryOf));
  return libraries.sort((a, b) => a.name < b.name ? -1 : 1);
}

async function packagesOf(module: string): Promise<Packages> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", module],
    cwd: PROJECT,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function libraryOf({ name, version, localPath }: NpmPackage): Promise<Library> {
  const { license } = JSON.parse(await Deno.readTextFile(join(localPath, "package.json")));
  if (typeof license !== "string") throw new Error(`${name}@${version} states no license`);
  const files = (await Array.fromAsync(Deno.readDir(localPath))).map(({ name }) => name);
  const file = files.find((name) => /^licen[cs]e/i.test(name));
  const text = file === undefined ? "" : await Deno.readTextFile(join(localPath, file));
  const lines = text.replaceAll("\r", "").split("\n").map((line) => line.trim());
  const holders = lines.filter((line) => /^Copyright\b/i.test(line));
  return {
    name,
    version,
    license,
    copyright: holders.join("; "),
    text: lines.filter((line) => !holders.includes(line)).join("\n").trim(),
    folder: localPath,
  };
}
