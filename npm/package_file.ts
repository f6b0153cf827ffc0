import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { CORE_ENTRIES } from "../cli/core.ts";
import { auditPageFile } from "../page/audit_page_file.ts";
import { PROJECT } from "../setup/set_up.ts";
import { bundleForDeno, scriptsOf } from "./bundle_for_deno.ts";
import { declarations } from "./declarations.ts";
import { packPage } from "./packed_page.ts";
import { PACKED_PAGE } from "./page_command.ts";
import { stableNames } from "./stable_names.ts";
import { tarball, type TarFile } from "./tar.ts";

/** Packages that are installed beside it: Vega is as large as all the rest, and few commands draw. */
const BESIDE = [
  "commander",
  "vega",
  "vega-interpreter",
  "vega-lite",
] as const;

/** So large it may get; a third of it is the page for a browser, which Vega is left out of. */
export const MOST_BYTES = 400_000;

/** The command line's script. */
const COMMAND = "hemoleak.js";

/** The package's name and bytes. */
export interface PackageFile {
  name: string;
  bytes: Uint8Array;
}

/**
 * The package for npm: the command line's `audit`, `evaluate` and `split` for Node and `page`, and the entry
 * points of the core with their types. The same source gives the same bytes.
 */
export async function packageFile(): Promise<PackageFile> {
  // One after the other: with an empty cache each fetches what the next one needs.
  const scripts = await bundles(), types = await declarations(), page = await auditPageFile();
  const files = [
    textFile("package.json", `${JSON.stringify(manifest(), null, 2)}\n`),
    textFile("README.md", await Deno.readTextFile(join(PROJECT, "npm", "README.md"))),
    textFile("LICENSE", await Deno.readTextFile(join(PROJECT, "LICENSE"))),
    ...[...scripts].map(([name, text]) => textFile(`dist/${name}`, text)),
    ...[...types].map(([name, text]) => textFile(`dist/${name}`, text)),
    { path: `package/dist/${PACKED_PAGE}`, bytes: packPage(page.html, page.published) },
  ];
  return {
    name: `hemoleak-${config.version}.tgz`,
    bytes: tarball(files.sort((a, b) => a.path < b.path ? -1 : 1)),
  };
}

function textFile(path: string, text: string): TarFile {
  return {
    path: `package/${path}`,
    bytes: new TextEncoder().encode(text),
    executable: text.startsWith("#!"),
  };
}

function manifest() {
  const entry = (name: string) => ({
    types: `./dist/${name}.d.ts`,
    default: `./dist/${name}.js`,
  });
  return {
    name: "hemoleak",
    version: config.version,
    description: "Measure how much of a slice classifier's score is the patient's identity",
    license: config.license,
    type: "module",
    engines: { node: ">=20" },
    bin: { hemoleak: `dist/${COMMAND}` },
    exports: Object.fromEntries(CORE_ENTRIES.map((name) => [`./${name}`, entry(name)])),
    files: ["dist"],
    sideEffects: false,
    dependencies: Object.fromEntries(BESIDE.map((name) => [name, versionOf(name)])),
  };
}

function versionOf(name: keyof typeof config.imports): string {
  return /@([^@/]+)$/.exec(config.imports[name])![1]!;
}

/** The scripts by their names: the command, a file for each entry point, and what they share. */
async function bundles(): Promise<Map<string, string>> {
  const modules = ["npm/hemoleak.ts", ...CORE_ENTRIES.map((entry) => `npm/entries/${entry}.ts`)];
  const scripts = await bundleForDeno(modules, BESIDE, scriptsIn);
  return stableNames([COMMAND, ...CORE_ENTRIES.map((entry) => `${entry}.js`)], scripts);
}

/** All in one folder: those of the entry points lie in one below, from where they import what is shared. */
async function scriptsIn(folder: string): Promise<Map<string, string>> {
  const scripts = await scriptsOf(folder);
  scripts.set(COMMAND, `#!/usr/bin/env node\n${scripts.get(COMMAND)}`);
  for (const [name, text] of await scriptsOf(join(folder, "entries"))) {
    scripts.set(name, text.replaceAll(/(from|import\(?)"\.\.\//g, '$1"./'));
  }
  return scripts;
}
