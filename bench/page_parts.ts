/**
 * What each part of the audit's worker in the page weighs: minified, as it is in the page, each part with
 * those above it, so that what several need counts with the first.
 *
 *     deno run -A bench/page_parts.ts
 *
 * @module
 */
import { join } from "node:path";
import { PROJECT } from "../setup/set_up.ts";
import { bundleForBrowser } from "../page/bundle.ts";

/** A part, and what of it the worker calls. */
const PARTS = [
  ["reading tables", ["lib/predictions/predictions_csv.ts", "readPredictions"]],
  ["auditing a split", ["lib/leakage/audit/audit.ts", "findInSplit"]],
  ["auditing folds", ["lib/leakage/folds/audit_folds.ts", "findInFolds"]],
  ["judging, what evaluate does", ["cli/judge.ts", "judge"]],
] as const;
/** The audit's words, which the report's worker has. */
const WORDS = ["lib/leakage/folds/fold_sentences.ts", "foldsInWords"] as const;

const folder = await Deno.makeTempDir();

/** How large a script is that needs these functions. */
async function sizeOf(calls: readonly (readonly [file: string, name: string])[]): Promise<number> {
  const script = join(folder, "script.ts");
  const imports = calls.map(([file, name]) =>
    `import { ${name} } from "file://${PROJECT}/${file}";`
  );
  const names = calls.map(([, name]) => name).join(", ");
  await Deno.writeTextFile(
    script,
    `${imports.join("\n")}\nReflect.set(globalThis, "x", [${names}]);`,
  );
  return new TextEncoder().encode(await bundleForBrowser(script)).length;
}

const calls = PARTS.map(([, call]) => call);
let before = 0;
for (const [i, [part]] of PARTS.entries()) {
  const size = await sizeOf(calls.slice(0, i + 1));
  console.log(`${part}: ${kilobytes(size - before)} kB`);
  before = size;
}
console.log(`all of it: ${kilobytes(before)} kB`);
const reading = PARTS[0][1], judging = PARTS[3][1];
const alone = await sizeOf([reading, judging]) - await sizeOf([reading]);
console.log(`judging in a worker of its own, without reading: ${kilobytes(alone)} kB`);
console.log(
  `the words, which are not in it: ${kilobytes(await sizeOf([...calls, WORDS]) - before)} kB`,
);
await Deno.remove(folder, { recursive: true });

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
