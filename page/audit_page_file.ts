import { createHash } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { escapeMarkup } from "hemoleak/report/media/markup.ts";
import { PAGE_STYLE } from "hemoleak/report/media/page_style.ts";
import config from "../deno.json" with { type: "json" };
import { PROJECT } from "../setup/set_up.ts";
import { bundleForBrowser, bundleTogether, scriptName } from "./bundle.ts";
import { librariesOf, type Library } from "./libraries.ts";
import { PUBLISHED, withoutSourceMap } from "./published_scripts.ts";
import { type ScriptParts, scriptParts } from "./script_parts.ts";
import { AUDITS, PAGE, PAGE_SCRIPTS, REPORT } from "./scripts.ts";

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
  const { parts, placesOf } = await pageParts();
  const placesIn = (script: string) => placesOf.get(scriptName(script))!;
  const texts = parts.map(withinScript);
  const d3 = await bundleForBrowser("page/d3.ts");
  const libraries = await librariesOf(PAGE_SCRIPTS);
  const published = await publishedIn(libraries);
  const style = await Deno.readTextFile(join(folder, "style.css"));
  const html = filled(await Deno.readTextFile(join(folder, "template.html")), {
    POLICY: policy(placesIn(PAGE).map((place) => texts[place]!)),
    STYLE: PAGE_STYLE + style,
    VERSION: config.version,
    LIBRARIES: librariesMarkup(libraries),
    PARTS: partsMarkup({ parts: texts, placesOf }, [d3, ...published.values()].map(withinScript)),
    PAGE: texts.at(-1)!,
  });
  const bytesOf = (script: string) =>
    placesIn(script).reduce((sum, place) => sum + sizeOf(texts[place]!), 0);
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
      ...Object.entries(AUDITS).map(([script, size]) => ({ ...size, bytes: bytesOf(script) })),
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

/** The parts of the page's scripts: what several need is in it once. */
export async function pageParts(): Promise<ScriptParts> {
  const modules = await bundleTogether(PAGE_SCRIPTS, REPLACED);
  return scriptParts(modules, PAGE_SCRIPTS.map(scriptName));
}

/**
 * The parts of all scripts but the last, which is the page's own and finds all others; and of each worker, in an
 * element of its name, of which of them it is made.
 *
 * @param drawing What figures are drawn by: each script finds those before it by their global names.
 */
function partsMarkup({ parts, placesOf }: ScriptParts, drawing: readonly string[]): string {
  const own = placesOf.get(scriptName(PAGE))!;
  const text = (id: string, code: string) =>
    `<script type="text/plain" id="${id}">${code}</script>`;
  const workers = [...placesOf].filter(([name]) => name !== scriptName(PAGE));
  return [
    ...parts.slice(0, -1).map((code, place) =>
      own.includes(place)
        ? `<script id="part-${place}">${code}</script>`
        : text(`part-${place}`, code)
    ),
    text("drawing", drawing.join("\n")),
    ...workers.map(([name, places]) => {
      const ids = places.map((place) => `part-${place}`);
      if (name === scriptName(REPORT)) ids.unshift("drawing");
      return text(name.replace("_worker.js", "-worker"), ids.join(" "));
    }),
  ].join("\n");
}

/**
 * What the browser allows: the page's own scripts, by their hashes, and workers that it makes of the page's own
 * text. No connection, no other source, no `eval`.
 */
function policy(scripts: readonly string[]): string {
  const hashes = scripts.map((script) =>
    `'sha256-${createHash("sha256").update(script).digest("base64")}'`
  );
  return [
    "default-src 'none'",
    `script-src ${hashes.join(" ")}`,
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
