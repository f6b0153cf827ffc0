/**
 * `deno task wheel`: writes `dist/wheel/hemoleak-VERSION-py3-none-any.whl`, the wheel for PyPI.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { writeAtomically } from "hemoleak/files/write_atomically.ts";
import { PROJECT } from "../setup/set_up.ts";
import { MOST_BYTES, wheelFile } from "./wheel_file.ts";

const { name, bytes } = await wheelFile();
const file = join("dist", "wheel", name), kilobytes = (bytes.length / 1000).toFixed(0);
if (bytes.length > MOST_BYTES) {
  throw new Error(`Too large, ${name}: ${kilobytes} kB of at most ${MOST_BYTES / 1000}`);
}
await writeAtomically(join(PROJECT, file), bytes);
console.log(`${createHash("sha256").update(bytes).digest("hex")}  ${file} (${kilobytes} kB)`);
