import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { SetupError } from "hemoleak/error.ts";
import { writeAtomically } from "hemoleak/files/write_atomically.ts";
import type { Sheets } from "hemoleak/report/media/html_page.ts";
import { runCommand } from "../setup/command.ts";

/**
 * Prints a document on paper of the size that its style asks for: once to see on which sheet each of its
 * anchors comes to lie, which no browser can write into a list of contents by itself, and once with that.
 * The same document gives the same bytes with the same browser: the file has no date.
 *
 * @param browser Path of a Chromium, Chrome or Edge.
 * @param html The document; needs no other file.
 * @param to The PDF's path.
 * @throws {SetupError} When the browser cannot be started or writes nothing.
 */
export async function printPdf(
  browser: string,
  html: (sheets?: Sheets) => string,
  to: string,
): Promise<void> {
  const sheets = await sheetsOf(await printed(browser, html(), to));
  await writeAtomically(to, withoutDates(await printed(browser, html(sheets), to)));
}

async function printed(browser: string, html: string, to: string): Promise<Uint8Array> {
  const folder = await Deno.makeTempDir();
  try {
    const page = join(folder, "page.html"), pdf = join(folder, "page.pdf");
    await Deno.writeTextFile(page, html);
    const { success, stderr } = await runCommand(browser, [
      "--headless",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      // The page is ours; in containers, where everything runs as root, the sandbox does not start.
      "--no-sandbox",
      `--user-data-dir=${join(folder, "profile")}`,
      "--no-pdf-header-footer",
      "--generate-pdf-document-outline",
      `--print-to-pdf=${pdf}`,
      pathToFileURL(page).href,
    ]).catch((error: Error) => ({ success: false, stderr: error.message }));
    const bytes = success ? await Deno.readFile(pdf).catch(() => null) : null;
    if (bytes !== null) return bytes;
    const said = stderr.trim().split("\n").at(-1);
    throw new SetupError({
      problem: `${browser} did not print ${to}`,
      ...said && { hint: said },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The sheet of each anchor that something in a PDF leads to. */
async function sheetsOf(pdf: Uint8Array): Promise<Sheets> {
  const { getDocumentProxy } = await import("unpdf");
  const document = await getDocumentProxy(pdf);
  const anchors = Object.entries(await document.getDestinations());
  // A place begins with the reference of its sheet.
  const sheets = anchors.map(async ([name, [sheet]]) =>
    [name, await document.getPageIndex(sheet) + 1] as const
  );
  return new Map(await Promise.all(sheets));
}

const DATE = /(\/(?:Creation|Mod)Date \(D:)\d{14}/g;

/** The same PDF made in 1970. Its offsets count bytes, so a date is replaced by one as long. */
export function withoutDates(pdf: Uint8Array): Uint8Array {
  // Latin-1 has a character for each byte.
  const text = new TextDecoder("latin1").decode(pdf);
  const undated = pdf.slice();
  for (const { index, 0: { length } } of text.matchAll(DATE)) {
    undated.set(new TextEncoder().encode("19700101000000"), index + length - 14);
  }
  return undated;
}
