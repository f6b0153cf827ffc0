import { escapeMarkup } from "./markup.ts";
import { COLORS, FONT } from "./theme.ts";

/**
 * A whole HTML page in the style that all of the project's pages share. It needs no other file, and
 * prints on paper.
 *
 * @param title Shown as the page's heading and in the browser's tab.
 * @param body Markup below the heading.
 */
export function htmlPage(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeMarkup(title)}</h1>
${body}
</body>
</html>
`;
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

const STYLE = `
body { font: 16px/1.5 ${FONT}; color: ${COLORS.ink}; background: ${COLORS.paper};
  max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
h2 { font-size: 1.2rem; margin-top: 2.2rem; }
p, li { max-width: 44rem; }
figure { margin: 1rem 0; overflow-x: auto; }
svg { max-width: 100%; height: auto; }
.hemoleak-table { overflow-x: auto; margin: 1rem 0; }
.hemoleak-table thead { border-bottom: 1px solid ${COLORS.ink}; }
.hemoleak-table p { color: ${COLORS.quiet}; }
.warning { border-left: 4px solid ${COLORS.warning}; padding: 0.5rem 1rem; background: ${COLORS.shade}; }
.verdict { border: 1px solid ${COLORS.faint}; border-left: 6px solid ${COLORS.quiet}; padding: 0 1rem;
  max-width: 44rem; }
.verdict h2 { margin-top: 0.8rem; }
.leaks { border-left-color: ${COLORS.slice}; }
.separate { border-left-color: ${COLORS.subject}; }
.sheet th, .sheet td { text-align: left; vertical-align: top; padding: 0.5rem 0.8rem 0.5rem 0; }
.sheet { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
.sheet tr { border-top: 1px solid ${COLORS.faint}; }
.sheet p { margin: 0 0 0.3rem; }
.sheet th { width: 17rem; font-weight: normal; }
.items { color: ${COLORS.quiet}; font-size: 0.85em; }
.open { color: ${COLORS.warning}; }
a { color: ${COLORS.link}; }
footer { color: ${COLORS.quiet}; margin-top: 3rem; font-size: 0.85rem; }
@media (max-width: 40rem) { .sheet th, .sheet td { display: block; width: auto; }
  .sheet td { padding-top: 0; } }
@media print { html, body { font-size: 11px; } body { margin: 0; }
  body, p, li, .verdict { max-width: none; }
  .warning { background: none; } figure svg { max-width: 75%; }
  figure, .verdict, .hemoleak-table, .sheet tr { break-inside: avoid; }
  h2, p:has(+ figure), p:has(+ table) { break-after: avoid; } }
`;
