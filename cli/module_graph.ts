import { PROJECT } from "../setup/set_up.ts";

/** A part of what `deno info --json` prints. */
interface ModuleGraph {
  roots: string[];
  redirects?: Record<string, string>;
  modules: { specifier: string; dependencies?: Dependency[] }[];
}

interface Dependency {
  code?: { specifier?: string };
  isDynamic?: boolean;
}

/**
 * What a module loads before its first line runs: neither types, nor what it imports later, if at all.
 *
 * @param module A path in the project, or an address.
 * @param options Whether what it imports later counts, too; default false.
 * @returns Each module with the one that imports it, files by their paths in the project.
 */
export async function loadedBy(
  module: string,
  { later = false } = {},
): Promise<Map<string, string | null>> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", `--config=${PROJECT}/deno.json`, module],
    cwd: PROJECT,
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const graph: ModuleGraph = JSON.parse(new TextDecoder().decode(stdout));
  const modules = new Map(graph.modules.map((module) => [module.specifier, module]));
  const importerOf = new Map<string, string | null>(graph.roots.map((root) => [root, null]));
  for (const [importer] of importerOf) {
    for (const { code, isDynamic } of modules.get(importer)?.dependencies ?? []) {
      if (isDynamic && !later || code?.specifier === undefined) continue;
      const specifier = graph.redirects?.[code.specifier] ?? code.specifier;
      if (!importerOf.has(specifier)) importerOf.set(specifier, importer);
    }
  }
  return new Map(
    [...importerOf].map(([module, importer]) => [pathOf(module), importer && pathOf(importer)]),
  );
}

/** Its path in the project, or the address as it is. */
function pathOf(specifier: string): string {
  const project = `file://${PROJECT}/`;
  return specifier.startsWith(project) ? specifier.slice(project.length) : specifier;
}
