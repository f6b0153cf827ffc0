import type {
  AuditedFold,
  FoldedAttribute,
  FoldedAudit,
  MeanRecognition,
} from "../../leakage/folds/folded_audit.ts";
import { provenanceText } from "../../provenance.ts";
import {
  countShareText,
  countText,
  decimalText,
  differenceText,
  intervalText,
  MISSING,
  percentText,
  probabilityText,
} from "../../text/numbers.ts";
import { type Displayable, JUPYTER_DISPLAY } from "../media/displayable.ts";
import { bulletList, htmlPage, paragraph } from "../media/html_page.ts";
import { escapeMarkup } from "../media/markup.ts";
import { type Numbered, Numbering, refer } from "../media/numbering.ts";
import { Table } from "../media/table.ts";
import { auditAdvice } from "./audit_advice.ts";
import type { AuditPageOptions } from "./audit_page.ts";
import { foldImagesTable, foldProbeTable } from "./fold_evidence_tables.ts";
import { forestFigure } from "./forest_figure.ts";

/**
 * An audit of folds as one self-contained HTML page: the verdict, what each fold shares with the rows that
 * it was trained on, and the AUC fold by fold.
 */
export async function foldsPage(
  audit: FoldedAudit,
  { title = "predictions", provenance, level = 0.95 }: AuditPageOptions = {},
): Promise<string> {
  const numbering = new Numbering();
  const show = (shown: Displayable) => numbering.add(shown[JUPYTER_DISPLAY]());
  const shared = show(foldsTable(audit));
  const areas = audit.auc === null
    ? audit.pooled === null ? [] : [show(foldAucTable(audit))]
    : [show(await foldsFigure(audit)), show(foldAucTable(audit))];
  const images = audit.images === null ? [] : [show(foldImagesTable(audit))];
  const probe = audit.probe === null ? [] : [show(foldProbeTable(audit))];
  const attributes = audit.attributes === undefined
    ? []
    : [show(foldAttributesTable(audit.attributes))];
  const suffix = audit.synthetic ? " (synthetic data)" : "";
  return htmlPage({
    title: `Audit of folds: ${title}${suffix}`,
    body: [
      `<div class="verdict ${audit.verdict === "mismatched" ? "leaks" : audit.verdict}">`,
      `<h2>${HEADLINES[audit.verdict]}</h2>`,
      ...audit.sentences.map(paragraph),
      "</div>",
      heading("What to do"),
      bulletList(adviceOf(audit)),
      heading("What does each fold share with what it was trained on?"),
      refer(paragraph(SHARED), [shared]),
      shared.html,
      heading("How well does it score, fold by fold?"),
      areas.length === 0 ? paragraph("No fold has an AUC.") : refer(paragraph(AREAS), areas),
      ...areas.map(({ html }) => html),
      ...shownSection("Are the images apart?", IMAGES, images),
      ...shownSection("Does each network know whose slice it sees?", PROBE, probe),
      ...shownSection("What goes with the folds and the scores?", ATTRIBUTES, attributes),
      ...audit.notes.length === 0 ? [] : [heading("What else to mind"), bulletList(audit.notes)],
      heading("How the numbers are made"),
      paragraph(
        `Intervals are meant to hold the true value in ${
          Number((100 * level).toFixed(2))
        } % of such studies; docs/statistics.md says how near they come to that.`,
      ),
      bulletList(METHODS),
      ...provenance ? [`<footer>${paragraph(provenanceText(provenance))}</footer>`] : [],
    ].join("\n"),
  });
}

const HEADLINES = {
  leaks: "The folds leak",
  separate: "The folds are apart",
  unknown: "Whether the folds leak cannot be determined",
  mismatched: "The folds do not test the claim",
} as const;

function heading(text: string): string {
  return `<h2>${escapeMarkup(text)}</h2>`;
}

/** A text that refers to the tables below it; nothing where there are none. */
function shownSection(title: string, text: string, shown: readonly Numbered[]): string[] {
  if (shown.length === 0) return [];
  return [heading(title), refer(paragraph(text), shown), ...shown.map(({ html }) => html)];
}

/** What follows from the worst of the folds. */
function adviceOf({ verdict, folds }: FoldedAudit): string[] {
  return auditAdvice(folds.find(({ audit }) => audit.verdict === verdict)!.audit);
}

/** What each fold holds, and what it shares with its training rows. */
export function foldsTable({ folds }: FoldedAudit): Table {
  const sites = folds.some(({ audit: { claim } }) => claim?.site);
  return new Table({
    title: "Each fold beside the rows that it was trained on",
    columns: [
      { title: "Fold" },
      { title: "Test subjects", align: "right" },
      { title: "Test slices", align: "right" },
      { title: "of subjects trained on", align: "right" },
      { title: "of studies trained on", align: "right" },
      { title: "trained on themselves", align: "right" },
      ...sites ? [{ title: "of sites trained on", align: "right" as const }] : [],
      { title: "Verdict" },
    ],
    rows: folds.map(({ name, audit }) => {
      const { bySubject, byStudy, repeated } = audit.overlaps.trainTest;
      const site = audit.attributes?.find((each) => each.name === audit.claim?.site);
      const shares = [bySubject, byStudy, repeated];
      return [
        name,
        countText(audit.test.subjects),
        countText(audit.test.slices),
        ...shares.map(({ slices, share }) => countShareText(slices, share)),
        ...sites
          ? [
            site?.shared.trainTest
              ? countShareText(
                site.shared.trainTest.bySlice.slices,
                site.shared.trainTest.bySlice.share,
              )
              : MISSING,
          ]
          : [],
        audit.verdict,
      ];
    }),
  });
}

/** The AUC of each fold, the mean, and what an oracle of identity would reach. */
export function foldAucTable(
  { folds, auc, pooled, corrected, oracle, subjects, slices }: FoldedAudit,
): Table {
  const row = ({ name, audit: { test, oracle: own } }: AuditedFold) => [
    name,
    countText(test.subjects),
    countText(test.slices),
    test.auc === null
      ? `none: ${test.missing}`
      : intervalText(test.auc.clustered.auc, test.auc.clustered.ci),
    own === null ? MISSING : intervalText(own.clustered.auc, own.clustered.ci),
  ];
  return new Table({
    title: "AUC by fold, and averaged",
    columns: [
      { title: "Fold" },
      { title: "Subjects", align: "right" },
      { title: "Slices", align: "right" },
      { title: "AUC over subjects", align: "right" },
      { title: "by an oracle of identity", align: "right" },
    ],
    rows: [
      ...folds.map(row),
      [
        "mean of the folds",
        countText(subjects),
        countText(slices),
        auc === null ? "none" : intervalText(auc.auc, auc.ci),
        intervalText(oracle?.auc, null),
      ],
      ...pooled === null ? [] : [[
        "pooled, as of one network",
        countText(subjects),
        countText(slices),
        intervalText(pooled.auc, pooled.ci),
        "",
      ]],
    ],
    notes: corrected === null ? [] : [
      `Over the repetitions, the mean minus chance: ${
        differenceText(corrected.difference, corrected.ci)
      }, p ${probabilityText(corrected.p)}, by the corrected resampled t-test.`,
    ],
  });
}

/** What folds share of each attribute, and what knowing it alone would score in the mean. */
export function foldAttributesTable(attributes: readonly FoldedAttribute[]): Table {
  const isNamed = attributes.some(({ named }) => named !== undefined);
  return new Table({
    title: "Attributes over all folds",
    columns: [
      { title: "Attribute" },
      { title: "Test slices of a value that their fold was trained on", align: "right" },
      { title: "AUC of knowing it alone, mean of the folds", align: "right" },
      ...isNamed
        ? [
          { title: "named by features", align: "right" as const },
          { title: "by positive slices", align: "right" as const },
          { title: "by negative slices", align: "right" as const },
        ]
        : [],
    ],
    rows: attributes.map(({ name, shared: { slices, share }, oracle, named }) => [
      name,
      countShareText(slices, share),
      decimalText(oracle),
      ...isNamed ? BY_SLICES.map((by) => namedText(named?.[by] ?? null)) : [],
    ]),
  });
}

const BY_SLICES = ["overall", "positives", "negatives"] as const;

function namedText(found: MeanRecognition | null): string {
  return found === null
    ? MISSING
    : `${percentText(found.accuracy)}, chance ${percentText(found.chance)}`;
}

function foldsFigure({ folds, auc, synthetic }: FoldedAudit) {
  return forestFigure(`AUC by fold${synthetic ? " (synthetic data)" : ""}`, [
    { name: "mean of the folds", auc: auc!.auc, ci: auc!.ci, missing: null, whole: true },
    ...folds.map(({ name, audit: { test } }) => ({
      name: `fold ${name}`,
      auc: test.auc?.clustered.auc ?? null,
      ci: test.auc?.clustered.ci ?? null,
      missing: test.missing,
    })),
  ]);
}

const SHARED =
  "A fold's network was trained on the rows of the other folds, or on the training rows that are given " +
  "with the fold. What of its test rows it knew from there, its score says nothing about.";

const AREAS =
  "Each fold's scores come from a network of its own, and are ranked among themselves. The mean counts " +
  "each fold the same. Pooled, all scores are ranked as if one network had given them, which mixes how " +
  "well networks rank with how their scores are scaled.";

const IMAGES =
  "Names can deceive: one person under two names, one image in two files. So each test slice was compared " +
  "with every slice that its fold was trained on.";

const PROBE =
  "For each test slice its subject was guessed from the features of the network that scored it. Features " +
  "of different networks are not compared. Any network's features tell people apart somewhat: the question " +
  "is how far above chance, and what a split lets the network gain by it.";

const ATTRIBUTES =
  "A site, a scanner or an age that goes with the label lets a network score without finding the disease: " +
  "this is what knowing it alone would reach. How each group fares is in each fold's part of the JSON.";

const METHODS: readonly string[] = [
  "Interval of the mean: empirical score (after Baggerly 1998, Biometrika 85:535) over the subjects of all folds, each " +
  "of which weighs as much in every one; as LeDell, Petersen and van der Laan (2015), Electronic Journal of " +
  "Statistics 9:1583, sum the influence over folds. Where subjects are kept apart its variance is multiplied " +
  "as Nadeau and Bengio (2003), Machine Learning 52:239, do, since each also teaches the networks of the " +
  "other folds. Over repeated folds: their corrected resampled t-test.",
  "Why not pooled: Forman and Scholz (2010), ACM SIGKDD Explorations 12(1):49.",
];
