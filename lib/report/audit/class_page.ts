import type { ClassAudit } from "../../leakage/classes/class_audit.ts";
import { type Displayable, JUPYTER_DISPLAY } from "../media/displayable.ts";
import { bulletList, htmlPage, paragraph } from "../media/html_page.ts";
import { escapeMarkup } from "../media/markup.ts";
import { Numbering, refer } from "../media/numbering.ts";
import { auditAdvice } from "./audit_advice.ts";
import { type AuditPageOptions, headlineOf } from "./audit_page.ts";
import { auditOverlapTable } from "./audit_tables.ts";
import {
  classAttributesTable,
  classAucTable,
  classDifferencesTable,
  classSetsTable,
} from "./class_tables.ts";
import { forestFigure } from "./forest_figure.ts";

/**
 * An audit of several classes as one self-contained HTML page: the verdict, what the sets share, and the AUC
 * class by class. The same audit gives the same bytes.
 */
export async function classPage(
  audit: ClassAudit,
  { title = "predictions", level = 0.95 }: AuditPageOptions = {},
): Promise<string> {
  const numbering = new Numbering();
  const show = (shown: Displayable) => numbering.add(shown[JUPYTER_DISPLAY]());
  const shared = [
    show(classSetsTable(audit)),
    ...audit.verdict === "unknown" ? [] : [show(auditOverlapTable(audit))],
  ];
  const areas = await areasOf(audit, show);
  const attributes = audit.attributes === undefined
    ? []
    : [show(classAttributesTable(audit.attributes))];
  const isScored = audit.test.macro !== null;
  const suffix = audit.synthetic ? " (synthetic data)" : "";
  return htmlPage({
    title: `Audit of a split: ${title}${suffix}`,
    body: [
      `<div class="verdict ${audit.verdict === "mismatched" ? "leaks" : audit.verdict}">`,
      `<h2>${headlineOf(audit)}</h2>`,
      ...audit.sentences.map(paragraph),
      "</div>",
      heading("What to do"),
      bulletList(auditAdvice({ ...audit, images: null })),
      heading("Who is in which set?"),
      refer(paragraph(SETS), shared),
      ...shared.map(({ html }) => html),
      heading("How well does it score, and on whom?"),
      isScored
        ? refer(SCORES, areas)
        : paragraph(`There is no AUC: the test set has ${audit.test.missing}.`),
      ...areas.map(({ html }) => html),
      ...attributes.length === 0 ? [] : [
        heading("What goes with the sets?"),
        refer(paragraph(ATTRIBUTES), attributes),
        ...attributes.map(({ html }) => html),
      ],
      ...audit.notes.length === 0 ? [] : [heading("What else to mind"), bulletList(audit.notes)],
      heading("How the numbers are made"),
      paragraph(
        `Intervals are meant to hold the true value in ${
          Number((100 * level).toFixed(2))
        } % of such studies; docs/classes.md and docs/statistics.md say how near they come to that.`,
      ),
      bulletList(METHODS),
    ].join("\n"),
  });
}

async function areasOf(audit: ClassAudit, show: (shown: Displayable) => Shown) {
  const differences = classDifferencesTable(audit);
  if (audit.test.macro === null) return audit.oracle === null ? [] : [show(classAucTable(audit))];
  return [
    show(await classFigure(audit)),
    show(classAucTable(audit)),
    ...differences.rows.length === 0 ? [] : [show(differences)],
  ];
}

type Shown = ReturnType<Numbering["add"]>;

function classFigure({ test, synthetic }: ClassAudit) {
  const macro = test.macro!;
  return forestFigure(`AUC by class, against the rest${synthetic ? " (synthetic data)" : ""}`, [
    { name: "mean over classes", auc: macro.auc, ci: macro.ci, missing: null, whole: true },
    ...test.classes.map(({ name, auc }) => ({
      name: `class ${name}`,
      auc: auc?.clustered.auc ?? null,
      ci: auc?.clustered.ci ?? null,
      missing: "no slices of it",
    })),
  ]);
}

function heading(text: string): string {
  return `<h2>${escapeMarkup(text)}</h2>`;
}

const SETS =
  "Weights are fitted to the training set; by the validation set the epoch or the threshold is chosen. Labels " +
  "are of several classes. Whether the split leaks follows from names alone.";

const SCORES =
  `<p>The AUC of a class is the probability that one of its slices has a higher score for the class than a
slice of another: 1 is perfect, 0.5 is chance. The macro AUC is the mean over the classes, each counting the
same. If it is higher on subjects that were trained on than on others, part of it is recognition. The
<em>oracle of identity</em> shows how far recognition alone leads: it looks at no image, and its score for a
class is the share that the class has of the subject's training slices or, where labels are of slices, of the
nearest ones.</p>`;

const ATTRIBUTES =
  "Whether the sets share the values of a column. What knowing it alone would score, and how its groups fare, is " +
  "asked of one class against the rest.";

const METHODS: readonly string[] = [
  "AUC of a class: that class against the rest. Macro AUC: the mean over the classes that slices are of " +
  '(scikit-learn\'s roc_auc_score, multi_class="ovr", average="macro").',
  "Interval of the mean: empirical score over subjects (after Baggerly 1998, Biometrika 85:535), each of which " +
  "weighs as much in the AUCs of all classes.",
  "The comparison with the oracle: the jackknife's variance, and Student's t.",
];
