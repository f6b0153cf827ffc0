import { escapeMarkup } from "./markup.ts";
import { PAGE_STYLE } from "./page_style.ts";

/** What a page shows, apart from what stands around it. */
export interface Page {
  /** The page's file, such as `1_cohort.html`. */
  file: string;
  /** In the browser's tab, in the list of contents and, unless the body has an `<h1>`, above the body. */
  title: string;
  /** Markup. */
  body: string;
}

/** The pages that a page leads to. */
export interface PageLinks {
  /** Where all pages are listed. */
  overview: PageLink;
  /** The page before it. */
  previous?: PageLink;
  /** The page after it. */
  next?: PageLink;
}

/** A page as others name it. */
export type PageLink = Pick<Page, "file" | "title">;

/** On which sheet of a printed document each anchor lies, from 1. */
export type Sheets = ReadonlyMap<string, number>;

/** So many sections can be seen at a glance. */
const FEW_SECTIONS = 4;

/**
 * A whole HTML page in the style that all of the project's pages share. It needs no other file, and
 * prints on paper. More than four sections are listed at its head.
 *
 * @param page Title and body.
 * @param links Shown above and below; without them the page stands alone.
 */
export function htmlPage({ title, body }: Omit<Page, "file">, links?: PageLinks): string {
  const navigation = (label: string) => links === undefined ? "" : navigationMarkup(links, label);
  const sections = sectionsOf(withSectionIds(withHeading(title, body)));
  return documentMarkup(
    title,
    `${navigation("Pages")}<main>
${sections.heading}${
      sections.titles.length > FEW_SECTIONS ? contentsMarkup(sections.titles) : ""
    }${sections.rest}
</main>${navigation("Pages, below")}`,
  );
}

/**
 * Pages as one document for print, each beginning on paper of its own, with all of their sections listed
 * at its head. Links between the pages are links within it; links to files are plain text.
 *
 * @param title Of the document.
 * @param pages In reading order; their figures and tables are numbered through.
 * @param sheets Printed beside the contents. They are known once the same document was printed without
 *   them, for they take no room of their own.
 */
export function htmlBook(title: string, pages: readonly Page[], sheets?: Sheets): string {
  const chapters = pages.map((page) => ({
    page,
    ...sectionsOf(withSectionIds(withHeading(page.title, page.body), `${nameOf(page)}-`)),
  }));
  const contents = chapters.map(({ page, titles }) =>
    itemMarkup({ id: nameOf(page), markup: escapeMarkup(page.title) }, sheets, titles)
  );
  const parts = chapters.map(({ page, heading, rest }) =>
    `<section class="chapter" id="${nameOf(page)}">\n${heading}${rest}\n</section>`
  );
  const body = withinBook(parts.join("\n"), pages);
  return documentMarkup(
    title,
    `<main>\n<h1>${escapeMarkup(title)}</h1>\n<nav class="book" aria-label="Contents">\n` +
      `<ol>\n${contents.join("\n")}\n</ol>\n</nav>\n${body}\n</main>`,
    BOOK_STYLE,
  );
}

// The numbers of sheets stand in room that is there without them, so that they move nothing.
const BOOK_STYLE = `@page { size: A4; } .chapter { break-before: page; }
nav.book > ol { columns: 2; column-gap: 2rem; } nav.book > ol > li { margin-bottom: 0.5rem; }
nav.book ol { list-style: none; padding-left: 0; } nav.book ol ol { padding-left: 1.5rem; }
nav.book li { display: flex; flex-wrap: wrap; } nav.book li > ol { flex: 0 0 100%; }
nav.book a { width: calc(100% - 2rem); }
nav.book .sheet-number { width: 2rem; text-align: right; font-variant-numeric: tabular-nums; }
nav.book a { text-decoration: none; color: inherit; }`;

function documentMarkup(title: string, body: string, more = ""): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)}</title>
<style>${PAGE_STYLE}${more}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

function navigationMarkup({ overview, previous, next }: PageLinks, label: string): string {
  const link = ({ file, title }: PageLink, [before, after]: [string, string], rel = "") =>
    `<a href="${escapeMarkup(file)}"${rel}>${before}${escapeMarkup(title)}${after}</a>`;
  const links = [
    link(overview, ["", ""]),
    ...previous ? [link(previous, ["← ", ""], ' rel="prev"')] : [],
    ...next ? [link(next, ["", " →"], ' rel="next"')] : [],
  ];
  return `\n<nav class="pages" aria-label="${label}">\n${links.join("\n")}\n</nav>\n`;
}

function withHeading(title: string, body: string): string {
  return /<h1[\s>]/.test(body) ? body : `<h1>${escapeMarkup(title)}</h1>\n${body}`;
}

/** A section's anchor, and its title as markup. */
interface SectionTitle {
  id: string;
  markup: string;
}

const SECTION = /<h2(?: id="([^"]*)")?([^>]*)>(.*?)<\/h2>/gs;

/** Gives each section that has none an anchor made of its title's words. */
function withSectionIds(markup: string, prefix = ""): string {
  const used = new Set<string>();
  return markup.replaceAll(SECTION, (_, given: string | undefined, more: string, inner: string) => {
    const words = plain(inner).replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "");
    const name = prefix + (given ?? words.toLowerCase());
    let id = name;
    for (let i = 2; used.has(id); i++) id = `${name}-${i}`;
    used.add(id);
    return `<h2 id="${id}"${more}>${inner}</h2>`;
  });
}

/** The page's heading, the titles of its sections, and all that follows the heading. */
function sectionsOf(markup: string): { heading: string; titles: SectionTitle[]; rest: string } {
  const titles = [...markup.matchAll(SECTION)].map(([, id = "", , inner = ""]) => ({
    id,
    markup: plain(inner),
  }));
  const end = markup.indexOf("</h1>") + "</h1>".length;
  return { heading: markup.slice(0, end), titles, rest: markup.slice(end) };
}

/** A title without elements; entities stay. */
function plain(markup: string): string {
  return markup.replaceAll(/<a class="anchor-link".*?<\/a>|<[^>]+>/gs, "").trim();
}

function contentsMarkup(titles: readonly SectionTitle[]): string {
  return `\n<nav class="contents" aria-label="Contents">\n${listMarkup(titles)}\n</nav>`;
}

function listMarkup(titles: readonly SectionTitle[], sheets?: Sheets): string {
  return `<ol>\n${titles.map((title) => itemMarkup(title, sheets)).join("\n")}\n</ol>`;
}

function itemMarkup(
  { id, markup }: SectionTitle,
  sheets?: Sheets,
  parts: readonly SectionTitle[] = [],
): string {
  const sheet = sheets?.get(id);
  return `<li><a href="#${id}">${markup}</a>${
    sheet === undefined ? "" : ` <span class="sheet-number">${sheet}</span>`
  }${parts.length === 0 ? "" : `\n${listMarkup(parts, sheets)}`}</li>`;
}

function nameOf({ file }: Page): string {
  return file.replace(/\.html$/, "");
}

/** Turns links to pages into links to their places in the book, and those to files into text. */
function withinBook(markup: string, pages: readonly Page[]): string {
  const names = new Map(pages.map((page) => [page.file, nameOf(page)]));
  return markup.replaceAll(/<a ([^>]*)href="(?![#]|https?:)([^"]*)"([^>]*)>(.*?)<\/a>/gs, (
    _,
    before: string,
    address: string,
    after: string,
    inner: string,
  ) => {
    const name = names.get(address.split("#")[0]!);
    return name === undefined ? inner : `<a ${before}href="#${name}"${after}>${inner}</a>`;
  });
}

/** A paragraph of text. */
export function paragraph(text: string): string {
  return `<p>${escapeMarkup(text)}</p>`;
}

/** Sentences, each beside its own bullet. */
export function bulletList(sentences: readonly string[]): string {
  const items = sentences.map((sentence) => `<li>${escapeMarkup(sentence)}</li>`);
  return items.length === 0 ? "" : `<ul>\n${items.join("\n")}\n</ul>`;
}
