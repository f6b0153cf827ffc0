/**
 * `deno task check`: every check that needs no test run, each to its end, and a summary of what failed.
 *
 * @module
 */

import { basename, join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { checkNotebooks, checkOutputs } from "../jupyter/check_notebooks.ts";
import { listNotebooks } from "../jupyter/notebooks.ts";
import { PROJECT } from "../setup/set_up.ts";
import { checkCore } from "./core.ts";
import { checkImports } from "./import_order.ts";

/** For files that the project's configuration leaves out. */
const FORMAT = ["fmt", "--quiet", "--no-config", "--line-width=100"];
/** AssemblyScript, which reads like TypeScript and is not. */
const ASSEMBLY = ["lib/dicom/assembly", "lib/preprocess/assembly"];
/** The package's entry points. */
const ENTRIES = Object.values(config.exports);
const LARGEST_NOTEBOOKS_BYTES = 2_000_000;

/** What runs under Deno; the scripts of the page are checked with the core, by a browser's types. */
const TYPED = [
  "bench",
  "cli",
  "jupyter",
  "lib",
  "npm",
  "page/build.ts",
  "setup",
  "tests",
  "wheel",
];

/** A check: its name, and how to get its complaints, empty if all is well. */
interface Check {
  name: string;
  run(): Promise<string>;
}

const CHECKS: readonly Check[] = [
  { name: "formatting", run: () => deno("fmt", "--check") },
  { name: "AssemblyScript formatting", run: () => deno(...FORMAT, "--check", ...ASSEMBLY) },
  { name: "notebook formatting", run: checkNotebookFormatting },
  { name: "lint", run: () => deno("lint") },
  { name: "types", run: () => deno("check", ...TYPED) },
  { name: "the order of imports and folders", run: () => checkImports(join(PROJECT, "lib")) },
  { name: "the core without a platform", run: checkCore },
  { name: "README's example", run: () => deno("check", "--doc-only", "README.md") },
  { name: "notebook cells", run: async () => await checkNotebooks(await listNotebooks()) },
  { name: "notebook outputs", run: async () => await checkOutputs(await listNotebooks()) },
  { name: "notebook sizes", run: checkNotebookSizes },
  // Types of packages are documented where they come from.
  { name: "documentation", run: () => deno("doc", "--quiet", "--lint", "--no-npm", ...ENTRIES) },
  {
    name: "what JSR would take",
    run: () => deno("publish", "--dry-run", "--quiet", "--allow-dirty", "--no-check"),
  },
  { name: "documentation examples", run: () => deno("test", "--doc", "--allow-all", "lib") },
];

async function deno(...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: PROJECT,
  }).output();
  if (success) return "";
  const decoder = new TextDecoder();
  return `${decoder.decode(stdout)}${decoder.decode(stderr)}`.trim();
}

/**
 * Compares notebooks with what `deno fmt` makes of them, because `deno fmt --check` of 2.9.6
 * complains of notebooks that `deno fmt` leaves as they are.
 */
async function checkNotebookFormatting(): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    const complaints: string[] = [];
    for (const notebook of await listNotebooks()) {
      const copy = join(folder, basename(notebook));
      await Deno.copyFile(notebook, copy);
      complaints.push(await deno(...FORMAT, copy));
      if (await Deno.readTextFile(copy) !== await Deno.readTextFile(notebook)) {
        complaints.push(
          `${notebook} is not formatted: run \`deno ${FORMAT.join(" ")} notebooks\`.`,
        );
      }
    }
    return complaints.filter((complaint) => complaint !== "").join("\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function checkNotebookSizes(): Promise<string> {
  const notebooks = await listNotebooks();
  const sizes = await Promise.all(notebooks.map(async (path) => (await Deno.stat(path)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return total <= LARGEST_NOTEBOOKS_BYTES
    ? ""
    : `The notebooks have ${total} bytes with their outputs; expected at most ` +
      `${LARGEST_NOTEBOOKS_BYTES}.`;
}

const failed: string[] = [];
for (const { name, run } of CHECKS) {
  const start = performance.now();
  console.log(`Checking ${name} ...`);
  const complaints = await run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (complaints !== "") {
    console.log(`${complaints}\n`);
    failed.push(name);
  }
  console.log(`  ${complaints === "" ? "ok" : "FAILED"} (${seconds} s)`);
}
if (failed.length > 0) {
  console.log(`\n${failed.length} of ${CHECKS.length} checks failed: ${failed.join(", ")}.`);
  Deno.exit(1);
}
console.log(`\nAll ${CHECKS.length} checks passed.`);
