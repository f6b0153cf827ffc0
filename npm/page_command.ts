import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { Command } from "commander";
import { outputFile } from "../cli/output_file.ts";
import { withoutSourceMap } from "../page/published_scripts.ts";
import { writeFile } from "./node_system.ts";
import { unpackPage } from "./packed_page.ts";

/** Where the package keeps the page, beside this file's bundle. */
export const PACKED_PAGE = "audit.html.br";

/** `hemoleak page`: the audit as a page for a browser. */
export function pageCommand(): Command {
  return new Command("page")
    .description("Write the audit as a page for a browser: one file that works offline.")
    .argument("[file]", "where to", outputFile, "audit.html")
    .action(async (file: string) => {
      await writeFile(file, await wholePage());
      console.log(`Open ${resolve(file)} in a browser.`);
    });
}

/** The page, with the scripts in it that are installed beside. */
async function wholePage(): Promise<string> {
  return unpackPage(await readFile(new URL(`./${PACKED_PAGE}`, import.meta.url)), installedScript);
}

/** A script by its path in `node_modules`, as the page holds it; null if it is not there. */
function installedScript(path: string): string | null {
  const [name, ...rest] = path.split("/");
  try {
    const module = createRequire(import.meta.url).resolve(name!);
    return withoutSourceMap(readFileSync(join(dirname(module), "..", ...rest), "utf8"));
  } catch {
    return null;
  }
}
