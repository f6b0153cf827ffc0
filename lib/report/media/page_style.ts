import { COLORS, DARK_COLORS, FONT } from "./theme.ts";

/** The style sheet of every page: on a wide screen and a narrow one, light and dark, and on paper. */
export const PAGE_STYLE = `
:root { color-scheme: light; ${variables(COLORS)} }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; ${variables(DARK_COLORS)} }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem 1.25rem 4rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 ${FONT}; overflow-wrap: break-word; }
a { color: var(--link); }
:is(a, [tabindex]):focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
h1, h2, h3, h4 { line-height: 1.25; max-width: 50rem; }
h1 { font-size: 1.7rem; margin: 1rem 0; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 0.7rem; }
h3 { font-size: 1.05rem; margin: 1.6rem 0 0.5rem; }
p, li, figcaption { max-width: 46rem; }
li p { margin: 0.3rem 0; }
nav { font-size: 0.92rem; }
nav.pages { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; padding: 0.5rem 0; }
main + nav.pages { margin-top: 3rem; border-top: 1px solid var(--faint); }
nav.contents { border-left: 3px solid var(--faint); padding-left: 1rem; margin: 1.2rem 0; }
nav.contents ol { margin: 0; padding: 0; list-style: none; }
nav.contents li { padding: 0.1rem 0; }
.anchor-link { padding-left: 0.4em; text-decoration: none; opacity: 0; }
:is(h1, h2, h3, h4):hover .anchor-link, .anchor-link:focus { opacity: 1; }
figure { margin: 1.2rem 0; }
figure img, figure svg { display: block; max-width: 100%; height: auto; background: ${COLORS.paper}; }
figcaption { font-size: 0.9rem; margin-top: 0.4rem; }
.files { color: var(--quiet); white-space: nowrap; }
.scroll, .hemoleak-table { overflow-x: auto; }
.hemoleak-table { margin: 1.2rem 0; }
.hemoleak-table caption { max-width: 46rem; }
.hemoleak-table p { color: var(--quiet); }
.hemoleak-table :is(th, td) { border-color: var(--faint) !important; }
.hemoleak-table thead { border-bottom: 1px solid var(--ink); }
.scroll > table { border-collapse: collapse; font-size: 0.9rem; }
.scroll > table :is(th, td) { text-align: left; vertical-align: top; padding: 0.3rem 0.9rem 0.3rem 0;
  border-bottom: 1px solid var(--faint); }
.scroll > table thead th { border-bottom-color: var(--ink); }
.warning { border-left: 4px solid var(--warning); padding: 0.5rem 1rem; background: var(--shade); }
.verdict { border: 1px solid var(--faint); border-left: 6px solid var(--quiet); padding: 0 1rem;
  max-width: 46rem; }
.verdict h2 { margin-top: 0.8rem; }
.leaks { border-left-color: var(--slice); }
.separate { border-left-color: var(--subject); }
.sheet { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
.sheet :is(th, td) { text-align: left; vertical-align: top; padding: 0.5rem 0.8rem 0.5rem 0;
  overflow-wrap: anywhere; }
.sheet tr { border-top: 1px solid var(--faint); }
.sheet p { margin: 0 0 0.3rem; }
.sheet th { width: 17rem; font-weight: normal; }
.items { color: var(--quiet); font-size: 0.85em; }
.open { color: var(--warning); }
blockquote { margin: 1rem 0; padding: 0.1rem 1rem; border-left: 3px solid var(--quiet);
  color: var(--quiet); }
pre, code { font-family: ui-monospace, Menlo, Consolas, "Liberation Mono", monospace;
  font-size: 0.85rem; overflow-wrap: anywhere; }
pre { margin: 0; line-height: 1.5; white-space: pre-wrap; }
:is(p, li, td, th) > code { background: var(--shade); padding: 0.1em 0.3em; border-radius: 0.25em; }
.input_area { margin: 1.2rem 0 0.75rem; border-left: 3px solid var(--faint);
  background: var(--shade); padding: 0.6rem 0.9rem; }
.output_text, .output_html, .output_markdown { margin: 0.75rem 0; }
.output_stderr, .output_error { border-left: 4px solid var(--warning); background: var(--shade);
  padding: 0.4rem 0.9rem; }
math[display="block"] { margin: 1.25rem 0; font-size: 1.15em; overflow-x: auto; }
.highlight :is(.k, .kc, .kd, .kr, .kt) { color: var(--link); font-weight: bold; }
.highlight :is(.s, .s1, .s2, .sb, .sr, .m, .mf, .mi) { color: var(--warning); }
.highlight :is(.c, .c1, .cm) { color: var(--quiet); font-style: italic; }
.ansi-bold { font-weight: bold; }
[class*="ansi-red"] { color: var(--warning); }
:is([class*="ansi-blue"], [class*="ansi-cyan"], [class*="ansi-green"]) { color: var(--link); }
[class*="ansi-black-intense"] { color: var(--quiet); }
footer { color: var(--quiet); margin-top: 3rem; font-size: 0.85rem; }
@media (max-width: 44rem) {
  figure img, figure svg { max-width: none; }
  .sheet :is(th, td) { display: block; width: auto; }
  .sheet td { padding-top: 0; }
}
@page { margin: 16mm 15mm 18mm; @bottom-center { content: counter(page); font: 9pt ${FONT}; } }
@media print {
  html { font-size: 10.5pt; }
  body { max-width: none; padding: 0; }
  h1, h2, h3, h4, p, li, figcaption, .hemoleak-table caption, .verdict { max-width: none; }
  nav.pages, nav.contents, .anchor-link, .files { display: none; }
  .warning, .input_area, .output_stderr, .output_error { background: none; }
  .scroll, .hemoleak-table { overflow: visible; }
  .hemoleak-table table { width: 100%; }
  .hemoleak-table :is(th, td) { white-space: normal !important; padding: 2px 4px !important; }
  figure img, figure svg { max-width: 100%; max-height: 215mm; width: auto; }
  figure, .verdict, .warning, .hemoleak-table, .scroll, tr, li { break-inside: avoid; }
  main :is(ul, ol) > li:not(:first-child):nth-last-child(-n+2) { break-before: avoid; }
  h1, h2, h3, h4, p:has(+ figure), p:has(+ .hemoleak-table) { break-after: avoid; }
  p, li, pre { orphans: 3; widows: 3; }
  footer { break-before: avoid; margin-top: 1.5rem; }
}
`;

function variables(colors: Readonly<Record<string, string>>): string {
  const names = Object.keys(DARK_COLORS);
  return names.map((name) => `--${name}: ${colors[name]};`).join(" ");
}
