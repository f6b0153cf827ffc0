import { createHash } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { escapeMarkup } from "hemoleak/report/media/markup.ts";
import { PAGE_STYLE } from "hemoleak/report/media/page_style.ts";
import config from "../deno.json" with { type: "json" };
import { PROJECT } from "../setup/set_up.ts";
import { bundleForBrowser } from "./bundle.ts";
import { librariesOf, type Library } from "./libraries.ts";
import { PUBLISHED, withoutSourceMap } from "./published_scripts.ts";

/** The page's scripts: the first runs in the page, the others in workers. */
const SCRIPTS = { PAGE: "page.ts", AUDIT: "audit_worker.ts", REPORT: "report_worker.ts" } as const;

/** The page has both as they are published. */
const REPLACED = { "vega": "page/vega.ts", "vega-lite": "page/vega.ts" };

/** A part of the page, and how large it may get, so that it opens at once and can be mailed. */
export interface PageSize {
  part: string;
  bytes: number;
  most: number;
}

/** The page as a file. */
export interface AuditPageFile {
  html: string;
  /** The scripts that stand in it as their makers publish them, by where npm installs them. */
  published: ReadonlyMap<string, string>;
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
  const d3 = await bundle("d3.ts");
  const libraries = await librariesOf(Object.values(SCRIPTS).map((script) => `page/${script}`));
  const published = await publishedIn(libraries);
  const style = await Deno.readTextFile(join(folder, "style.css"));
  const html = filled(await Deno.readTextFile(join(folder, "template.html")), {
    POLICY: policy(page),
    STYLE: PAGE_STYLE + style,
    VERSION: config.version,
    LIBRARIES: librariesMarkup(libraries),
    AUDIT: audit,
    // Each finds those before it by their global names.
    REPORT: [d3, ...[...published.values()].map(withinScript), report].join("\n"),
    PAGE: page,
  });
  return {
    html,
    published,
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

/** The texts of {@linkcode PUBLISHED}, by their paths in `node_modules`. */
async function publishedIn(libraries: readonly Library[]): Promise<Map<string, string>> {
  const texts = await Promise.all(PUBLISHED.map(async ({ name, path }) => {
    const { folder } = libraries.find((library) => library.name === name)!;
    const text = await Deno.readTextFile(join(folder, path));
    return [`${name}/${path}`, withoutSourceMap(text)] as const;
  }));
  return new Map(texts);
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
