import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { findBrowser } from "../../setup/browser.ts";

/** An installed browser, or null. */
export const BROWSER: string | null = findBrowser();

if (BROWSER === null) {
  const missing = "No Chromium, Chrome or Edge is installed (HEMOLEAK_BROWSER names another place)";
  if (Deno.env.has("HEMOLEAK_BROWSER_TESTS")) throw new Error(missing);
  console.warn(`${missing}: the tests in a browser are left out.`);
}

/** Where screenshots of failures go. */
const SHOTS = join(import.meta.dirname!, "..", "..", ".cache", "screenshots");

/** Starts the browser, with a window so tall that JupyterLab keeps all cells of a notebook in the page. */
export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: BROWSER!,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
}

/** Keeps what the pages show, as `NAME-1.png`, ... */
export async function keepScreenshots(browser: Browser, name: string): Promise<void> {
  await Deno.mkdir(SHOTS, { recursive: true });
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [i, page] of pages.entries()) {
    const path = join(SHOTS, `${name}-${i + 1}.png`);
    await page.screenshot({ path }).then(() => console.error(`See ${path}`), () => {});
  }
}

/** Asks until there is an answer. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | null | false>,
  seconds = 60,
): Promise<Answer> {
  for (const end = performance.now() + 1000 * seconds; performance.now() < end;) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Not within ${seconds} s: ${what}`);
}
