import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { Command } from "commander";
import { SetupError } from "../lib/error.ts";
import { VEGA_LITE_SCRIPT, vegaLiteScript } from "../page/vega_lite_script.ts";
import { writeFile } from "./node_system.ts";
import { unpackPage } from "./packed_page.ts";

/** Where the package keeps the page, beside this file's bundle. */
export const PACKED_PAGE = "audit.html.br";

/** `hemoleak page`: the audit as a page for a browser. */
export function pageCommand(): Command {
  return new Command("page")
    .description("Write the audit as a page for a browser: one file that works offline.")
    .argument("[file]", "where to", "audit.html")
    .action(async (file: string) => {
      await writeFile(file, await wholePage());
      console.log(`Open ${resolve(file)} in a browser.`);
    });
}

/** The page, with Vega-Lite as it is installed. */
async function wholePage(): Promise<string> {
  const packed = await readFile(new URL(`./${PACKED_PAGE}`, import.meta.url));
  const module = createRequire(import.meta.url).resolve("vega-lite");
  const script = join(dirname(module), "..", VEGA_LITE_SCRIPT);
  const page = unpackPage(packed, vegaLiteScript(await readFile(script, "utf8")));
  if (page !== null) return page;
  throw new SetupError({
    problem: `${script} is not of the version of vega-lite that the page was made with`,
    hint: "install hemoleak anew, with the dependencies that it names",
  });
}
