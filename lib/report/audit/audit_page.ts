import type { Audit } from "../../leakage/audit/audit_result.ts";
import type { AttributeAudit } from "../../leakage/attributes/attribute_audit.ts";
import type { RecognitionProbe } from "../../leakage/features/recognition_probe.ts";
import type { ImageAudit } from "../../leakage/images/image_audit.ts";
import { type Provenance, provenanceText } from "../../provenance.ts";
import { intervalText, percentText } from "../../text/numbers.ts";
import { type Displayable, JUPYTER_DISPLAY } from "../media/displayable.ts";
import { bulletList, htmlPage, type Page, paragraph } from "../media/html_page.ts";
import { escapeMarkup } from "../media/markup.ts";
import { type Numbered, Numbering, refer } from "../media/numbering.ts";
import { attributeFigure } from "./attribute_figure.ts";
import { attributeGroupsTable, attributeProbesTable, attributesTable } from "./attribute_tables.ts";
import { auditAdvice } from "./audit_advice.ts";
import { auditAucFigure, type AuditFigureOptions } from "./audit_auc_figure.ts";
import { auditDistanceFigure } from "./audit_distance_figure.ts";
import { auditDistanceTable, auditDuplicatesTable, sameSubjectText } from "./audit_image_tables.ts";
import { auditProbeFigure } from "./audit_probe_figure.ts";
import { auditProbeTable, probeQuestions } from "./audit_probe_table.ts";
import {
  auditAucTable,
  auditDifferencesTable,
  auditOverlapTable,
  auditSetsTable,
} from "./audit_tables.ts";

/** What the page says beside the audit. */
export interface AuditPageOptions {
  /** What was split and judged, such as `CNN4, split by slice` or a file's name. */
  title?: string;
  /** Where the predictions come from; without it the page says nothing of it. */
  provenance?: Provenance;
  /** Coverage of the audit's intervals. Default 0.95. */
  level?: number;
}

/**
 * An audit as one self-contained HTML page for a reader who knows neither this project nor its words:
 * the verdict and what to do about it first, then what was asked and the numbers, question by question.
 * The same audit gives the same bytes.
 */
export async function auditPage(audit: Audit, options: AuditPageOptions = {}): Promise<string> {
  return htmlPage(await auditContents(audit, options));
}

/** Title and body of {@linkcode auditPage}, with figures and tables numbered by the document's numbering. */
export async function auditContents(
  audit: Audit,
  { title = "predictions", provenance, level = 0.95 }: AuditPageOptions,
  numbering: Numbering = new Numbering(),
): Promise<Omit<Page, "file">> {
  const synthetic = audit.synthetic || provenance?.synthetic === true;
  const show: Show = (shown) => numbering.add(shown[JUPYTER_DISPLAY]());
  const figures = { synthetic };
  const sections = [
    synthetic ? SYNTHETIC : "",
    verdictBox(audit),
    section("What to do", bulletList(auditAdvice(audit))),
    section("What was asked", ASKED),
    shownSection("Who is in which set?", paragraph(`${SETS}\n${APART[targetOf(audit)]}`), [
      show(auditSetsTable(audit)),
      ...audit.verdict === "unknown" ? [] : [show(auditOverlapTable(audit))],
    ]),
    await scoresSection(audit, figures, show),
    audit.images === null ? "" : await imagesSection(audit, audit.images, figures, show),
    audit.probe === null ? "" : await probeSection(audit.probe, figures, show),
    audit.attributes === undefined
      ? ""
      : await attributesSection(audit, audit.attributes, figures, show),
    audit.notes.length === 0 ? "" : section("What else to mind", bulletList(audit.notes)),
    section("How the numbers are made", paragraph(coverageText(level)), METHODS),
    provenance ? `<footer>${paragraph(provenanceText(provenance))}</footer>` : "",
  ];
  return { title: `Audit of a split: ${title}`, body: sections.filter(Boolean).join("\n") };
}

/** Gives a figure or a table its number. */
type Show = (shown: Displayable) => Numbered;

/** The verdict in a few words. */
export function headlineOf({ verdict, claim }: Pick<Audit, "verdict" | "claim">): string {
  return {
    leaks: "The split leaks",
    separate: {
      "new-patients": "The split keeps subjects apart",
      "known-patients": "The split tests the claim on known patients",
      "new-sites": "The split keeps sites and subjects apart",
    }[claim?.target ?? "new-patients"],
    unknown: "Whether the split leaks cannot be determined",
    mismatched: "The split does not test the claim",
  }[verdict];
}

function verdictBox(audit: Audit): string {
  const { verdict, sentences } = audit;
  return `<div class="verdict ${verdict === "mismatched" ? "leaks" : verdict}">\n<h2>${
    headlineOf(audit)
  }</h2>\n${sentences.map(paragraph).join("\n")}\n</div>`;
}

async function scoresSection(
  audit: Audit,
  options: AuditFigureOptions,
  show: Show,
): Promise<string> {
  if (audit.test.auc === null) {
    return section(
      "How well does it score, and on whom?",
      paragraph(`There is no AUC: the test set has ${audit.test.missing}.`),
      audit.oracle === null ? "" : paragraph(
        `Knowing who each subject is, and no image, would reach an AUC of ${
          intervalText(audit.oracle.clustered.auc, audit.oracle.clustered.ci)
        }.`,
      ),
    );
  }
  const differences = auditDifferencesTable(audit);
  return shownSection("How well does it score, and on whom?", SCORES, [
    show(await auditAucFigure(audit, options)),
    show(auditAucTable(audit)),
    ...differences.rows.length === 0 ? [] : [show(differences)],
  ]);
}

async function imagesSection(
  { seen }: Audit,
  images: ImageAudit,
  options: AuditFigureOptions,
  show: Show,
): Promise<string> {
  const bins = images.byDistance ?? [];
  const judged = bins.some(({ auc }) => auc !== null);
  const nearest = images.nearest === null || seen.slices === 0 ? "" : paragraph(
    `The training slice that looks most like a test slice is of the same subject for ${
      sameSubjectText(images)
    } of the test slices; were it any training slice, it would be for ${
      percentText(images.nearest.chance)
    }.`,
  );
  const distance = paragraph(seen.slices === 0 ? DISTANCE_TO_OTHERS : DISTANCE);
  const duplicates = show(auditDuplicatesTable(images));
  const byDistance = [
    ...judged ? [show(await auditDistanceFigure(bins, options))] : [],
    ...bins.length === 0 ? [] : [show(auditDistanceTable(bins))],
  ];
  return section(
    "Are the images apart?",
    refer(paragraph(IMAGES), [duplicates]),
    duplicates.html,
    nearest,
    bins.length === 0 ? "" : refer(distance, byDistance),
    ...byDistance.map(({ html }) => html),
  );
}

async function probeSection(
  probe: RecognitionProbe,
  options: AuditFigureOptions,
  show: Show,
): Promise<string> {
  const heading = "Does the network know whose slice it sees?";
  if (probeQuestions(probe).length === 0) {
    return section(heading, paragraph("Too few slices per subject to ask."));
  }
  return shownSection(heading, paragraph(PROBE), [
    show(await auditProbeFigure(probe, options)),
    show(auditProbeTable(probe)),
  ]);
}

async function attributesSection(
  audit: Audit,
  attributes: readonly AttributeAudit[],
  options: AuditFigureOptions,
  show: Show,
): Promise<string> {
  const groups = attributes.flatMap((attribute) => attribute.groups);
  const hasProbes = attributes.some(({ probe }) => probe !== null);
  return shownSection("What goes with the sets and the scores?", paragraph(ATTRIBUTES), [
    show(attributesTable(attributes)),
    ...groups.some(({ auc }) => auc !== null) ? [show(await attributeFigure(audit, options))] : [],
    ...groups.length > 0 ? [show(attributeGroupsTable(attributes))] : [],
    ...hasProbes ? [show(attributeProbesTable(attributes))] : [],
  ]);
}

function coverageText(level: number): string {
  return `All intervals are meant to hold the true value in ${
    Number((100 * level).toFixed(2))
  } % of such studies. How near they come to that, by the number and the sizes of subjects, ` +
    `docs/statistics.md says.`;
}

function section(heading: string, ...parts: readonly string[]): string {
  return [`<h2>${escapeMarkup(heading)}</h2>`, ...parts.filter(Boolean)].join("\n");
}

/** A text that refers to the figures and tables below it. */
function shownSection(heading: string, text: string, shown: readonly Numbered[]): string {
  return section(heading, refer(text, shown), ...shown.map(({ html }) => html));
}

const SYNTHETIC =
  `<p class="warning"><strong>SYNTHETIC DATA.</strong> The images are generated; no patient was
scanned. The numbers show how a split changes a score, not how well a network does in patients.</p>`;

const ASKED =
  `<p>A score on a test set is meant to say how a classifier does on people whom it has never met. It
says so only if nobody in the test set took part in the training, or in the choice of the network.
Slices of one scan look alike and mostly share their label. A network that was trained on a person's
slices can therefore answer for the person's other slices by recognizing the person, without finding
the disease.</p>
<p>This page checks it from a table of predictions, which any software can write: for each image slice
whose it is (subject and study), the set that it was in, its true label, and the classifier's score.</p>`;

const SETS =
  "Weights are fitted to the training set. By the validation set the epoch or the threshold is chosen.";

/** What each claim asks of the test set. */
const APART = {
  "new-patients": "The test set must share no subject with either.",
  "known-patients":
    "The claim is on known patients: the test set must be of subjects of the training set, and share no " +
    "study with either.",
  "new-sites":
    "The claim is on new sites: the test set must share no site and no subject with either.",
} as const;

function targetOf({ claim }: Audit) {
  return claim?.target ?? "new-patients";
}

const SCORES =
  `<p>The AUC is the probability that a positive slice scores higher than a negative one: 1 is perfect,
0.5 is chance. If it is higher on subjects that were trained on than on others, part of it is
recognition. The <em>oracle of identity</em> shows how far recognition alone leads: it looks at no
image and gives each test slice the label that its subject had in training or, where labels are of
slices, that the nearest training slices have. Where it knows nobody, it is at chance.</p>
<p>An interval over subjects says how far the AUC would come out with other subjects. The usual one
takes each slice for an independent case, which slices of one person are not; it is too narrow.</p>`;

const IMAGES =
  "Names can deceive: one person under two names, one image in two files. So the images themselves " +
  "were compared, each test slice with every training slice.";

const DISTANCE =
  "An AUC that falls with the distance suggests recognition; it proves nothing, since slices that are " +
  "unlike all others may be harder for other reasons.";

const DISTANCE_TO_OTHERS =
  "No test subject was trained on, so if the AUC falls with the distance, recognizing people is not " +
  "the reason: slices that are unlike all others may be harder.";

const PROBE =
  "For each test slice, its subject was guessed from the features that the network itself has learned, " +
  "by the slices whose subject is known. Any network's features tell people apart somewhat: bodies " +
  "differ. The question is how far above chance, and what a split lets the network gain by it.";

const ATTRIBUTES =
  "A site, a scanner or an age that goes with the label lets a network score without finding the " +
  "disease, and a score over all may hide a group on which it fails. For each attribute: whether the " +
  "sets share its values, what knowing it alone would score, and how each of its groups fares.";

const METHODS = `<ul>
<li>Interval over subjects of an AUC, and of a share of slices: empirical score, which
of single cases is Wilson's (1927), <em>Journal of the American Statistical Association</em> 22:209; after Baggerly
(1998), <em>Biometrika</em> 85:535; no lower bound is above that of a perfect score, Newcombe's (2006),
<em>Statistics in Medicine</em> 25:559, with subjects for cases. How often
it holds the truth depends on the data: <code>docs/statistics.md</code> has that by design. The comparison with
the oracle: the jackknife's variance, and Student's t.</li>
<li>Interval as if slices were independent: DeLong, DeLong and Clarke-Pearson (1988),
<em>Biometrics</em> 44:837.</li>
<li>Difference of the AUCs of known and of other subjects: from both intervals, Zou and Donner (2008),
<em>Statistics in Medicine</em> 27:1693.</li>
<li>Why subjects must be apart: Kapoor and Narayanan (2023), <em>Patterns</em> 4:100804 (their type of
leakage L3.2); Tejani et al. (2024), <em>Radiology: Artificial Intelligence</em> 6:e240300 (CLAIM, item
20).</li>
</ul>`;
