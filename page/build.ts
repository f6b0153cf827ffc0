/**
 * `deno task page`: writes `dist/audit.html`, the audit as a page for a browser.
 *
 * @module
 */

import { join } from "node:path";
import { writeAtomically } from "hemoleak/files/write_atomically.ts";
import { PROJECT } from "../setup/set_up.ts";
import { auditPageFile } from "./audit_page_file.ts";

/** Where the page is put. */
const FILE = join("dist", "audit.html");

const { html, sha256, sizes } = await auditPageFile();
for (const { part, bytes, most } of sizes) {
  const size = `${part}: ${(bytes / 1000).toFixed(0)} kB of at most ${most / 1000}`;
  if (bytes > most) throw new Error(`Too large, ${size}`);
  console.log(size);
}
await writeAtomically(join(PROJECT, FILE), html);
console.log(`${sha256}  ${FILE}`);
