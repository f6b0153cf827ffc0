import type { AuditedRun } from "../../experiment/audit_run.ts";
import { type Provenance, provenanceText } from "../../provenance.ts";
import { findingWords, type ImageKind } from "../../text/finding.ts";
import { type Displayable, JUPYTER_DISPLAY } from "../media/displayable.ts";
import { htmlPage, type Page, paragraph } from "../media/html_page.ts";
import { escapeMarkup } from "../media/markup.ts";
import { type Numbered, Numbering, refer, type TextFile } from "../media/numbering.ts";
import { gapFigure } from "../paper/gap_figure.ts";
import { gapTable } from "../paper/gap_table.ts";
import type { JudgedRun } from "../paper/judged_run.ts";
import { PAPER_CITATION } from "../paper/paper.ts";
import { table2Table } from "../paper/table2.ts";
import { auditLinks, auditPages } from "./audit_supplement.ts";
import { notebookPage, type RenderedNotebook } from "./notebook_page.ts";

/** A page that the overview links to. */
export interface SupplementPage {
  /** The file beside the overview, such as `1_cohort.html`. */
  file: string;
  /** What the link says. */
  title: string;
  /** What the reader finds there, in one sentence. */
  about: string;
}

/** The five notebooks in reading order. */
export const NOTEBOOK_PAGES: readonly SupplementPage[] = [
  {
    file: "1_cohort.html",
    title: "1 Cohort",
    about: "Which scans there are, what is known of them, and where the paper's Table 1 errs.",
  },
  {
    file: "2_preprocessing.html",
    title: "2 Preprocessing",
    about: "From a slice to a network's input, a picture for each stage.",
  },
  {
    file: "3_cnn4.html",
    title: "3 CNN4",
    about: "The small network, trained and judged with both splits.",
  },
  {
    file: "4_vgg16.html",
    title: "4 VGG16",
    about: "The large network, trained and judged with both splits.",
  },
  {
    file: "5_leakage.html",
    title: "5 Leakage",
    about: "How much of the score is the patient: permuted labels, dose and response, where the " +
      "networks look, honest intervals, and what to do instead.",
  },
];

/** What the supplement is made from. */
export interface SupplementParts {
  /** The runs in Table 2's order. */
  runs: readonly JudgedRun[];
  /** Where the numbers come from. */
  provenance: Provenance;
  /** Default {@link NOTEBOOK_PAGES}; none while the experiments that they show are still being made. */
  pages?: readonly SupplementPage[];
  /** Runs with the audit of their split; without any, the supplement has no audits and no info sheet. */
  audits?: readonly AuditedRun[];
  /** The notebooks in reading order, named as the overview links to them; without any it links in vain. */
  notebooks?: readonly RenderedNotebook[];
}

/** The supplement before it is written. */
export interface Supplement {
  /** All pages in reading order, the overview first. */
  pages: Page[];
  /** What is kept beside them: audits as data, and each figure and table by its number. */
  files: TextFile[];
}

/** Title of the overview and of the whole. */
export function supplementTitle(provenance: Provenance): string {
  const { name, isAnyHemorrhage } = findingWords(provenance);
  const finding = isAnyHemorrhage ? "intracranial hemorrhage" : name;
  return `Slice classifiers for ${
    name === "finding" ? "a finding" : finding
  }: disease or identity?`;
}

/** The folder of the figures and tables, beside the pages. */
export const FIGURES_FOLDER = "files";

/** All pages, with figures and tables numbered through from S1. The same parts give the same bytes. */
export async function supplement(parts: SupplementParts): Promise<Supplement> {
  const { provenance, audits = [], notebooks = [] } = parts;
  const numbering = new Numbering({ prefix: "S", folder: FIGURES_FOLDER });
  const overview = await overviewPage(parts, numbering);
  const chapters = notebooks.map((notebook) => notebookPage(notebook, numbering));
  const audited = await auditPages(audits, provenance, numbering);
  return {
    pages: [overview, ...chapters, ...audited.pages],
    files: [...audited.files, ...numbering.files],
  };
}

/** The pages as HTML files, each with the way back to the overview and to the pages beside it. */
export function pageFiles(pages: readonly Page[]): TextFile[] {
  return pages.map((page, i) => {
    const previous = i > 1 ? pages[i - 1] : undefined, next = pages[i + 1];
    const text = i === 0 ? htmlPage(page) : htmlPage(page, {
      overview: { file: pages[0]!.file, title: "Overview" },
      ...previous && { previous },
      ...next && { next },
    });
    return { name: page.file, text };
  });
}

/** The overview. */
async function overviewPage(
  { runs, provenance, pages = NOTEBOOK_PAGES, audits = [] }: SupplementParts,
  numbering: Numbering,
): Promise<Page> {
  const { images = "head-ct" } = provenance, { one } = findingWords(provenance);
  const task = `${SLICES[images]} with ${escapeMarkup(one)} from slices without`;
  const show = (shown: Displayable): Numbered => numbering.add(shown[JUPYTER_DISPLAY]());
  const gap = show(await gapFigure(runs, provenance));
  const gaps = show(gapTable(runs, provenance)), results = show(table2Table(runs, provenance));
  return {
    file: "index.html",
    title: supplementTitle(provenance),
    body: `${provenance.synthetic ? SYNTHETIC_WARNING : ""}
<p>A reproduction of ${
      escapeMarkup(PAPER_CITATION)
    }. Two convolutional networks learn to tell ${task}. Each is judged twice: on test <em>slices</em>
drawn at random, whose neighbors from the same patient it has been trained on, and on test
<em>subjects</em> of whom it has seen nothing.</p>
<h2>The gap</h2>
${refer(GAP, [gap, gaps])}
${gap.html}
${gaps.html}
<h2>All results, beside the paper's</h2>
${refer(RESULTS, [results])}
${results.html}
<p>With all digits: <a href="table2.csv">table2.csv</a>, <a href="table2.json">table2.json</a>.</p>
<h2>What it means</h2>
${meaning(provenance)}
<h2>Step by step</h2>
${pages.length === 0 ? TO_COME : `<ul>\n${pages.map(pageItem).join("\n")}\n</ul>`}
${audits.length === 0 ? "" : `<h2>The splits, audited</h2>\n${AUDITS}\n${auditLinks(audits)}\n`}\
<footer>${paragraph(provenanceText(provenance))}</footer>`,
  };
}

function pageItem({ file, title, about }: SupplementPage): string {
  return `<li><a href="${escapeMarkup(file)}">${escapeMarkup(title)}</a>. ${
    escapeMarkup(about)
  }</li>`;
}

const SYNTHETIC_WARNING =
  `<p class="warning"><strong>SYNTHETIC DATA.</strong> Every number marked “here” comes from a
phantom: generated images of heads, each with its own anatomy, and generated hemorrhages. No patient
was scanned. The phantom was calibrated to show how a split changes a score; it says nothing about
how large that change is in patients, or how well any network finds hemorrhages in them. The paper's own numbers are from CQ500, a collection of real
scans.</p>`;

/** After "to tell", broken as the lines of the page are. */
const SLICES: Readonly<Record<ImageKind, string>> = {
  "head-ct": "CT\nslices of a head",
  ct: "CT slices",
  other: "slices",
};

const TO_COME =
  `<p>The experiments beyond Table 2, and the notebooks that show all of them, are still being
made. This page is written again when they are done.</p>`;

const GAP = "<p>What the area under the ROC curve loses when the test subjects are new.</p>";

const RESULTS = "<p>Every measure of the paper's Table 2, each row here above the paper's.</p>";

const AUDITS =
  `<p>An audit checks who is in which set, by names and by images, and what the score owes to it. It
takes the predictions of any software.</p>`;

function meaning({ images = "head-ct", labelUnit }: Provenance): string {
  const known = images === "head-ct" ? "head" : "patient";
  const label = labelUnit === undefined
    ? "every slice carries the label\nof its scan"
    : "neighbors mostly have the\nsame label";
  return `<p><strong>What differs is only who is in the test set.</strong> The networks, the images and the
labels are the same. A scan is a stack of slices that look alike, and ${label}. When slices are drawn at random, almost every test slice has neighbors from the same
${known} among the training slices, so a network can answer by recognizing the ${known}. When whole subjects
are set apart, it cannot: what is left does not come from knowing the ${known}, though it may still come
from other things that go with the label, such as the scanner.</p>
<p><strong>Only the split by subject says what to expect of a new patient.</strong> The score by
slice mixes finding the disease with knowing the patient, and this comparison alone does not say in
which proportion.</p>
<p><strong>The intervals matter as much as the numbers.</strong> A test set holds as much evidence as
it holds independent subjects, however many slices each of them has. With few test subjects the
score by subject is uncertain; where two intervals overlap widely, the order of two networks is not
settled. The same holds for the paper's 74 test subjects.</p>
<p><strong>A score needs its baseline.</strong> Accuracy and F1 depend on the share of positive
slices. Calling every slice positive has an F1 of 2p / (1 + p) at a share p; by the paper's own
numbers, neither of its networks exceeds that with the split by subject.</p>`;
}
