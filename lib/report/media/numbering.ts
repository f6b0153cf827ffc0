import type { MediaBundle } from "./displayable.ts";
import { escapeMarkup } from "./markup.ts";

/** A figure or a table that has its number. */
export interface Numbered {
  /** What a text refers to it as, such as `Figure S3`. */
  label: string;
  /** Its anchor in the page. */
  id: string;
  /** Its markup, with number and caption. */
  html: string;
}

/** A file of text and its name, which may begin with a folder's. */
export interface TextFile {
  /** Its path beside the pages. */
  name: string;
  /** All that it holds. */
  text: string;
}

/** How a document numbers what it shows. */
export interface NumberingOptions {
  /** What stands before each number, such as `S` in a supplement; default nothing. */
  prefix?: string;
  /** The folder for the files, beside the pages; without one there are none. */
  folder?: string;
}

/**
 * The numbers of a document's figures and tables, which it gives in the order in which it is asked, and
 * each of them as files that bear their numbers: `figure_S1.svg` with its specification
 * `figure_S1.vl.json`, `table_S1.csv`.
 */
export class Numbering {
  /** What has been numbered so far. */
  readonly files: TextFile[] = [];
  readonly #prefix: string;
  readonly #folder: string | null;
  #figures = 0;
  #tables = 0;

  /** Begins with 1. */
  constructor({ prefix = "", folder }: NumberingOptions = {}) {
    this.#prefix = prefix;
    this.#folder = folder ?? null;
  }

  /** Gives the next number to a figure, or to a table if there is no picture. */
  add(shown: MediaBundle): Numbered {
    const svg = shown["image/svg+xml"];
    return svg === undefined ? this.#addTable(shown) : this.#addFigure(svg, shown);
  }

  #addFigure(svg: string, shown: MediaBundle): Numbered {
    const number = `${this.#prefix}${++this.#figures}`;
    const spec = shown["application/vnd.hemoleak.vega-lite+json"];
    const links = [
      this.#keep(`figure_${number}.svg`, "SVG", `${svg}\n`),
      ...spec === undefined ? [] : [
        this.#keep(`figure_${number}.vl.json`, "Vega-Lite", `${JSON.stringify(spec, null, 2)}\n`),
      ],
    ];
    const label = `Figure ${number}`, id = `figure-${number}`;
    const caption = /<title>(.*?)<\/title>/s.exec(svg)?.[1] ?? escapeMarkup(shown["text/plain"]);
    const html = `<figure id="${id}">
<div class="scroll" role="group" aria-label="${label}" tabindex="0">${picture(svg, shown)}</div>
<figcaption><strong>${label}.</strong> ${caption}${filesMarkup(links)}</figcaption>
</figure>`;
    return { label, id, html };
  }

  #addTable(shown: MediaBundle): Numbered {
    const number = `${this.#prefix}${++this.#tables}`;
    const csv = shown["text/csv"];
    const links = csv === undefined ? [] : [this.#keep(`table_${number}.csv`, "CSV", csv)];
    const label = `Table ${number}`, id = `table-${number}`;
    const html = (shown["text/html"] ?? "")
      .replace('<div class="', `<div id="${id}" class="`)
      .replace(
        /(<caption[^>]*>)(.*?)(?=<\/caption>)/s,
        (_, opening: string, caption: string) =>
          `${opening}${label}. ${caption}.${filesMarkup(links)}`,
      );
    return { label, id, html };
  }

  /** Keeps a file, and returns the link to it; none where nothing is kept. */
  #keep(name: string, title: string, text: string): string {
    if (this.#folder === null) return "";
    const path = `${this.#folder}/${name}`;
    this.files.push({ name: path, text });
    return `<a href="${escapeMarkup(path)}">${title}</a>`;
  }
}

/** Our own pictures as they are; of others, scripts and styles would reach the page. */
function picture(svg: string, shown: MediaBundle): string {
  if (svg.startsWith('<svg role="img"')) return svg;
  const address = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  return `<img src="${escapeMarkup(address)}" alt="${escapeMarkup(shown["text/plain"])}">`;
}

function filesMarkup(links: readonly string[]): string {
  const kept = links.filter((link) => link !== "");
  return kept.length === 0 ? "" : ` <span class="files">(${kept.join(", ")})</span>`;
}

/** Markup whose last paragraph refers to what is shown below it; without one, with a paragraph more. */
export function refer(markup: string, shown: readonly Numbered[]): string {
  const links = shown.map(({ id, label }) => `<a href="#${id}">${label}</a>`);
  if (links.length === 0) return markup;
  const list = links.length === 1
    ? links[0]!
    : `${links.slice(0, -1).join(", ")} and ${links.at(-1)!}`;
  const end = /<\/p>\s*$/.exec(markup);
  if (end === null) return `${markup}\n<p>See ${list}.</p>`;
  return `${markup.slice(0, end.index)} See ${list}.</p>`;
}
