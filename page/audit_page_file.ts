import { createHash } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { escapeMarkup } from "hemoleak/report/media/markup.ts";
import { PAGE_STYLE } from "hemoleak/report/media/page_style.ts";
import config from "../deno.json" with { type: "json" };
import { PROJECT } from "../setup/set_up.ts";
import { bundleForBrowser } from "./bundle.ts";
import { librariesOf, type Library } from "./libraries.ts";
import { VEGA_LITE_SCRIPT, vegaLiteScript } from "./vega_lite_script.ts";

/** The page's scripts: the first runs in the page, the others in workers. */
const SCRIPTS = { PAGE: "page.ts", AUDIT: "audit_worker.ts", REPORT: "report_worker.ts" } as const;

/** So the page is a sixth smaller, and has Vega-Lite as it is published. */
const REPLACED = {
  "d3-geo": "page/left_out.ts",
  "d3-scale-chromatic": "page/left_out.ts",
  "topojson-client": "page/left_out.ts",
  "vega": "page/vega_parts.ts",
  "vega-lite": "page/vega_lite.ts",
};

/** A part of the page, and how large it may get, so that it opens at once and can be mailed. */
export interface PageSize {
  part: string;
  bytes: number;
  most: number;
}

/** The page as a file. */
export interface AuditPageFile {
  html: string;
  /** Vega-Lite's script, which stands in it as it is. */
  vegaLite: string;
  sha256: string;
  sizes: PageSize[];
}

/**
 * The page that audits a table in a browser: one file, which needs no other and may ask for none. The same
 * source gives the same bytes.
 */
export async function auditPageFile(): Promise<AuditPageFile> {
  const folder = join(PROJECT, "page");
  const bundle = async (script: string) =>
    withinScript(await bundleForBrowser(`page/${script}`, { replace: REPLACED }));
  // One after the other: with an empty cache each fetches what the next one needs.
  const page = await bundle(SCRIPTS.PAGE);
  const audit = await bundle(SCRIPTS.AUDIT);
  const report = await bundle(SCRIPTS.REPORT);
  const libraries = await librariesOf(Object.values(SCRIPTS).map((script) => `page/${script}`));
  const { folder: installed } = libraries.find(({ name }) => name === "vega-lite")!;
  const vegaLite = vegaLiteScript(await Deno.readTextFile(join(installed, VEGA_LITE_SCRIPT)));
  const style = await Deno.readTextFile(join(folder, "style.css"));
  const html = filled(await Deno.readTextFile(join(folder, "template.html")), {
    POLICY: policy(page),
    STYLE: PAGE_STYLE + style,
    VERSION: config.version,
    LIBRARIES: librariesMarkup(libraries),
    AUDIT: audit,
    // It finds what the report's script has put into a global name.
    REPORT: `${report}\n${withinScript(vegaLite)}`,
    PAGE: page,
  });
  return {
    html,
    vegaLite,
    sha256: createHash("sha256").update(html).digest("hex"),
    sizes: [
      { part: "the page", bytes: sizeOf(html), most: 1_000_000 },
      {
        part: "the page, packed with gzip",
        bytes: gzipSync(html, { level: 9 }).length,
        most: 350_000,
      },
      // Judging is a quarter of it. A worker of its own would need twice that, with what the audit needs as
      // well, for which the page has no room (`bench/page_parts.ts`).
      { part: "the audit's worker", bytes: sizeOf(audit), most: 130_000 },
    ],
  };
}

/**
 * What the browser allows: the one script, by its hash, and workers that it makes of the page's own text.
 * No connection, no other source, no `eval`.
 */
function policy(script: string): string {
  const hash = createHash("sha256").update(script).digest("base64");
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    "worker-src blob:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** A script's text that cannot end the element it stands in, nor open a comment there. */
function withinScript(code: string): string {
  return code.trim().replaceAll(/<(?=!--|\/?script)/gi, "\\x3c");
}

function filled(template: string, parts: Readonly<Record<string, string>>): string {
  return template.replaceAll(/%([A-Z]+)%/g, (whole, name: string) => parts[name] ?? whole);
}

const sizeOf = (text: string) => new TextEncoder().encode(text).length;

/** Each library with whose it is, and each license once. */
function librariesMarkup(libraries: readonly Library[]): string {
  const items = libraries.map(({ name, version, license, copyright }) =>
    `<li>${
      escapeMarkup([`${name} ${version}`, license, copyright].filter(Boolean).join(", "))
    }</li>`
  );
  const texts = new Map<string, string>();
  for (const { license, text } of libraries) {
    if (text !== "" && !texts.has(license)) texts.set(license, text);
  }
  const licenses = [...texts].map(([license, text]) =>
    `<h3>${escapeMarkup(license)}</h3>\n<pre>${escapeMarkup(text)}</pre>`
  );
  return `<ul id="libraries">\n${items.join("\n")}\n</ul>\n${licenses.join("\n")}`;
}
