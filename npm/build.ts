/**
 * `deno task npm`: writes `dist/npm/hemoleak-VERSION.tgz`, the package for npm.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { writeAtomically } from "hemoleak/files/write_atomically.ts";
import { PROJECT } from "../setup/set_up.ts";
import { MOST_BYTES, packageFile } from "./package_file.ts";

const { name, bytes } = await packageFile();
const file = join("dist", "npm", name), kilobytes = (bytes.length / 1000).toFixed(0);
if (bytes.length > MOST_BYTES) {
  throw new Error(`Too large, ${name}: ${kilobytes} kB of at most ${MOST_BYTES / 1000}`);
}
await writeAtomically(join(PROJECT, file), bytes);
console.log(`${createHash("sha256").update(bytes).digest("hex")}  ${file} (${kilobytes} kB)`);
