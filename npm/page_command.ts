import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { Command } from "commander";
import { writeFile } from "./node_system.ts";

/** Where the package keeps the page, beside this file's bundle. */
export const PACKED_PAGE = "audit.html.br";

/** `hemoleak page`: the audit as a page for a browser. */
export function pageCommand(): Command {
  return new Command("page")
    .description("Write the audit as a page for a browser: one file that works offline.")
    .argument("[file]", "where to", "audit.html")
    .action(async (file: string) => {
      const packed = await readFile(new URL(`./${PACKED_PAGE}`, import.meta.url));
      await writeFile(file, brotliDecompressSync(packed).toString());
      console.log(`Open ${resolve(file)} in a browser.`);
    });
}
