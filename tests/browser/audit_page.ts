import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { auditPageFile } from "../../page/audit_page_file.ts";
import { keepScreenshots, startBrowser } from "./browser.ts";

/** The command line. */
export const MAIN: string = join(import.meta.dirname!, "..", "..", "cli", "main.ts");
/** What is there once the page has a result. */
export const DONE = "#result:not([hidden])";

/** The page as it was built, and a browser for it. */
export interface AuditPage {
  browser: Browser;
  /** Where its tables may lie. */
  folder: string;
  html: string;
  /** Of the page as a file. */
  address: string;
  /** The page in a new window. */
  opened(options?: BrowserContextOptions): Promise<Page>;
  /** A step of the test, after which all windows are closed. */
  step(name: string, run: () => Promise<void>): Promise<void>;
}

/** Builds the page, and uses it in a browser. */
export async function withAuditPage(
  t: Deno.TestContext,
  use: (page: AuditPage) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const browser = await startBrowser();
  const { html } = await auditPageFile();
  await Deno.writeTextFile(join(folder, "audit.html"), html);
  const address = pathToFileURL(join(folder, "audit.html")).href;
  const opened = async (options: BrowserContextOptions = {}) => {
    const page = await browser.newPage(options);
    await page.goto(address);
    return page;
  };
  const step = async (name: string, run: () => Promise<void>) => {
    const passed = await t.step(name, run);
    if (!passed) await keepScreenshots(browser, name.slice(0, 60).replaceAll(/\W+/g, "-"));
    for (const context of browser.contexts()) await context.close();
  };
  try {
    await use({ browser, folder, html, address, opened, step });
  } finally {
    await browser.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a link of the page saves. */
export async function saved(page: Page, link: string): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(link)]);
  return {
    name: download.suggestedFilename(),
    text: await Deno.readTextFile((await download.path())!),
  };
}

/** What axe finds on what the page shows now. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: axe.Result[] }>("axe.run()");
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`);
}

/** By how many pixels what the page shows is wider than its window; none or less is right. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
