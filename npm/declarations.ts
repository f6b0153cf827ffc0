import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { CORE_ENTRIES } from "../cli/core.ts";
import { PROJECT } from "../setup/set_up.ts";

/** What makes declarations of one file out of those of many. */
const TOOLS = { tsdown: "0.21.10", typescript: "6.0.3" };
/** Where they are installed, with the packages whose types are named. */
const FOLDER = join(PROJECT, ".cache", "declarations");

/**
 * The declarations (`.d.ts`) of the package's entry points, by their names.
 *
 * @throws {Error} The tools cannot be installed, or do not understand the source.
 */
export async function declarations(): Promise<Map<string, string>> {
  await Deno.mkdir(FOLDER, { recursive: true });
  await write("package.json", {
    private: true,
    type: "module",
    dependencies: { ...packages(), ...TOOLS },
  });
  await write("deno.json", { nodeModulesDir: "auto" });
  await write("tsconfig.json", tsconfig());
  await write("tsdown.config.json", tsdownConfig());
  await run("install", "--quiet");
  const output = join(FOLDER, "out");
  await Deno.remove(output, { recursive: true }).catch(() => {});
  await run("run", "--quiet", "-A", `npm:tsdown@${TOOLS.tsdown}`, "--config=tsdown.config.json");
  const names = (await Array.fromAsync(Deno.readDir(output))).map(({ name }) => name).sort();
  return new Map(
    await Promise.all(
      names.map(async (name) => [name, await Deno.readTextFile(join(output, name))] as const),
    ),
  );
}

async function write(name: string, content: object): Promise<void> {
  await Deno.writeTextFile(join(FOLDER, name), JSON.stringify(content, null, 2));
}

async function run(...args: string[]): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: FOLDER,
    env: { NO_COLOR: "1" },
  }).output();
  if (success) return;
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  throw new Error(`deno ${args.join(" ")}: ${out}${err}`);
}

/** The project's packages by their exact versions, subpaths left out. */
function packages(): Record<string, string> {
  const found = Object.values(config.imports).flatMap((target) => {
    const [, name, version] = /^npm:\/?((?:@[^/]+\/)?[^@/]+)@([^/]+)/.exec(target) ?? [];
    return name === undefined ? [] : [[name, version!] as const];
  });
  return Object.fromEntries(found);
}

function tsconfig() {
  return {
    compilerOptions: {
      target: "es2023",
      lib: ["esnext", "dom", "dom.asynciterable"],
      module: "nodenext",
      moduleResolution: "nodenext",
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      allowImportingTsExtensions: true,
      rewriteRelativeImportExtensions: true,
      declaration: true,
      emitDeclarationOnly: true,
      skipLibCheck: true,
      rootDir: PROJECT,
      types: [],
      typeRoots: [],
      // The project has no `node_modules` of its own.
      paths: { "*": [join(FOLDER, "node_modules", "*")] },
    },
    files: Object.values(entries()),
  };
}

function tsdownConfig() {
  const config = join(FOLDER, "tsconfig.json");
  return {
    entry: entries(),
    outDir: join(FOLDER, "out"),
    format: "esm",
    platform: "node",
    target: "node20",
    dts: { emitDtsOnly: true, tsconfig: config },
    tsconfig: config,
    fixedExtension: false,
  };
}

function entries(): Record<string, string> {
  return Object.fromEntries(
    CORE_ENTRIES.map((entry) => [entry, join(PROJECT, "npm", "entries", `${entry}.ts`)]),
  );
}
