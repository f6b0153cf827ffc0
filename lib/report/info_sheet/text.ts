import { provenanceText } from "../../provenance.ts";
import { countOf } from "../../text/numbers.ts";
import { bulletList, htmlPage, type Page, paragraph } from "../media/html_page.ts";
import { escapeMarkup } from "../media/markup.ts";
import { GUIDELINE_CITATIONS, guidelineText } from "./guidelines.ts";
import type { InfoSheet } from "./info_sheet.ts";
import type { InfoSheetItem } from "./item.ts";

/** What the rendered sheet says beside its questions. */
export interface InfoSheetTextOptions {
  /** Which model the sheet is of, such as `CNN4, split by subject`. */
  title: string;
  /** Another model's sheet, which is quoted where it raises concern. */
  contrast?: { title: string; sheet: InfoSheet };
}

/** An info sheet as a self-contained HTML page. The same sheet gives the same bytes. */
export function infoSheetHtml(sheet: InfoSheet, options: InfoSheetTextOptions): string {
  return htmlPage(infoSheetContents(sheet, options));
}

/** Title and body of {@linkcode infoSheetHtml}. */
export function infoSheetContents(
  sheet: InfoSheet,
  { title, contrast }: InfoSheetTextOptions,
): Omit<Page, "file"> {
  const parts = [
    ...sheet.synthetic ? [`<p class="warning">${SYNTHETIC_HTML}</p>`] : [],
    ...introduction(sheet).map(paragraph),
    ...sheet.sentence === null
      ? []
      : [`<h2>${SENTENCE}</h2>`, `<blockquote>${escapeMarkup(sheet.sentence)}</blockquote>`],
    ...sheet.sections.flatMap(({ title: heading, items }) => [
      `<h2>${escapeMarkup(heading)}</h2>`,
      sheetTable(heading, items.map(itemRow)),
    ]),
    ...contrast
      ? [
        `<h2>${escapeMarkup(contrastHeading(contrast.title))}</h2>`,
        paragraph(CONTRAST),
        sheetTable(contrastHeading(contrast.title), concerns(contrast.sheet).map(concernRow)),
      ]
      : [],
    "<h2>What asks for this</h2>",
    bulletList(GUIDELINE_CITATIONS),
    ...sheet.provenance ? [`<footer>${paragraph(provenanceText(sheet.provenance))}</footer>`] : [],
  ];
  return { title: `Model info sheet: ${title}`, body: parts.join("\n") };
}

function sheetTable(heading: string, rows: readonly string[]): string {
  return `<table class="sheet" aria-label="${escapeMarkup(heading)}">\n${
    rows.join("\n")
  }\n</table>`;
}

function itemRow(item: InfoSheetItem): string {
  const { answer, evidence, open } = item;
  return row(item, [
    ...answer === null ? [] : [`<p>${answerMarkup(item)}</p>`],
    ...evidence === null ? [] : [`<p class="items">From: ${escapeMarkup(evidence)}</p>`],
    ...open === null ? [] : [`<p class="open">${escapeMarkup(`${OPEN} ${open}.`)}</p>`],
  ]);
}

function concernRow(item: InfoSheetItem): string {
  return row(item, [`<p>${answerMarkup(item)}</p>`]);
}

function row({ question, sources }: InfoSheetItem, cells: readonly string[]): string {
  return `<tr><th scope="row">${escapeMarkup(question)}<br><span class="items">${
    escapeMarkup(guidelineText(sources))
  }</span></th><td>${cells.join("")}</td></tr>`;
}

function answerMarkup({ answer, concern }: InfoSheetItem): string {
  return `${concern ? `<strong>${CONCERN}</strong> ` : ""}${escapeMarkup(answer ?? "")}`;
}

/** An info sheet as Markdown, for an author to complete. */
export function infoSheetMarkdown(
  sheet: InfoSheet,
  { title, contrast }: InfoSheetTextOptions,
): string {
  const blocks = [
    `# Model info sheet: ${title}`,
    ...sheet.synthetic ? [SYNTHETIC_MARKDOWN] : [],
    ...introduction(sheet),
    ...sheet.sentence === null ? [] : [`## ${SENTENCE}`, `> ${sheet.sentence}`],
    ...sheet.sections.flatMap(({ title: heading, items }) => [
      `## ${heading}`,
      ...items.flatMap(itemBlocks),
    ]),
    ...contrast
      ? [
        `## ${contrastHeading(contrast.title)}`,
        CONTRAST,
        ...concerns(contrast.sheet).flatMap((item) => [heading(item), answerText(item)]),
      ]
      : [],
    "## What asks for this",
    GUIDELINE_CITATIONS.map((citation) => `- ${citation}`).join("\n"),
    ...sheet.provenance ? [provenanceText(sheet.provenance)] : [],
  ];
  return `${blocks.join("\n\n")}\n`;
}

function itemBlocks(item: InfoSheetItem): string[] {
  const { answer, evidence, open } = item;
  return [
    heading(item),
    ...answer === null ? [] : [answerText(item)],
    ...evidence === null ? [] : [`From: ${evidence}.`],
    ...open === null ? [] : [`**${OPEN}** ${open}.`],
  ];
}

function heading({ question, sources }: InfoSheetItem): string {
  return `### ${question}\n\n*${guidelineText(sources)}*`;
}

function answerText({ answer, concern }: InfoSheetItem): string {
  return concern ? `**${CONCERN}** ${answer}` : answer ?? "";
}

/** The answered questions that speak against taking the score for that on new subjects. */
function concerns({ sections }: InfoSheet): InfoSheetItem[] {
  return sections.flatMap(({ items }) => items)
    .filter(({ concern, answer }) => concern && answer !== null);
}

function introduction({ sections }: InfoSheet): string[] {
  const items = sections.flatMap((section) => section.items);
  const answered = items.filter(({ answer }) => answer !== null).length;
  const open = items.filter((item) => item.open !== null).length;
  return [
    "A model info sheet says what a reader must know to judge whether a score comes from leakage: from " +
    "something that the model learned of the test set. Beside each question stand the items of the " +
    "published guidelines that ask for it; the wording is ours.",
    `Of ${countOf(items.length, "question")}, ${answered} are answered, some in part, from the ` +
    `predictions and the records of the run; ${open} leave something to the author.`,
  ];
}

function contrastHeading(title: string): string {
  return `What the sheet of “${title}” would say`;
}

const SENTENCE = "For the manuscript";
const OPEN = "To be filled in by the author:";
const CONCERN = "Concern.";
const CONTRAST =
  "The same network, with its slices split otherwise, would have to answer these questions so:";
const SYNTHETIC =
  "The images are generated; no patient was scanned. No answer here is about patients.";
const SYNTHETIC_HTML = `<strong>SYNTHETIC DATA.</strong> ${SYNTHETIC}`;
const SYNTHETIC_MARKDOWN = `**SYNTHETIC DATA.** ${SYNTHETIC}`;
