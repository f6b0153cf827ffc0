/**
 * Reads damaged DICOM files and says which were not read or refused as they should be. Mutations are
 * numbered: each seed is one, and the same one every time.
 *
 *     deno task fuzz [--count 10000] [--first 1] [--quick]
 *     deno task fuzz --only SEED [--save damaged.dcm]
 *
 * @module
 */
import { parseArgs } from "node:util";
import { fuzz, LIMITS_TEXT } from "../tests/dicom/fuzz/fuzz.ts";
import type { Finding } from "../tests/dicom/fuzz/fuzz_process.ts";
import { mutate } from "../tests/dicom/fuzz/mutate.ts";
import { originals } from "../tests/dicom/fuzz/originals.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "10000" },
    first: { type: "string", default: "1" },
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    save: { type: "string" },
  },
});
const { quick, only } = values;
const first = Number(only ?? values.first), count = only === undefined ? Number(values.count) : 1;

function describe({ seed, file, mutation, complaint, read, message, ...cost }: Finding): string {
  const came = complaint ?? (read ? "read" : `refused: ${message}`);
  const { milliseconds, megabytes } = cost;
  return `seed ${seed}, ${file}, ${mutation}: ${came} ` +
    `(${milliseconds.toFixed(1)} ms, ${megabytes.toFixed(1)} MB)`;
}

if (values.save !== undefined) {
  const { bytes } = mutate(await originals({ quick }), first);
  await Deno.writeFile(values.save, bytes);
}

let done = 0, read = 0;
const wrong: Finding[] = [];
const worst = { milliseconds: 0, megabytes: 0 };
for await (const finding of fuzz({ first, count, quick })) {
  done++;
  if (finding.read) read++;
  worst.milliseconds = Math.max(worst.milliseconds, finding.milliseconds);
  worst.megabytes = Math.max(worst.megabytes, finding.megabytes);
  if (finding.complaint !== null) wrong.push(finding);
  if (finding.complaint !== null || only !== undefined) console.log(describe(finding));
  if (done % 500 === 0) console.error(`${done} of ${count}`);
}
console.log(
  `${done} mutations: ${read} read, ${done - read} refused, ${wrong.length} wrong; ` +
    `at most ${worst.milliseconds.toFixed(0)} ms of CPU time and ` +
    `${worst.megabytes.toFixed(0)} MB for one (allowed: ${LIMITS_TEXT})`,
);
if (wrong.length > 0) Deno.exit(1);
