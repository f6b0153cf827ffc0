import type { Audit } from "../../leakage/audit/audit_result.ts";
import type { JudgedSlices } from "../../leakage/audit/judged_slices.ts";
import type { AskedOracle } from "../../leakage/oracles/oracle.ts";
import type { SetOverlap, SliceShare } from "../../leakage/audit/set_overlap.ts";
import { SET_NAMES } from "../../split/split.ts";
import {
  countShareText,
  countText,
  differenceText,
  fixedText,
  intervalText,
  MISSING,
  probabilityText,
} from "../../text/numbers.ts";
import { type Column, Table } from "../media/table.ts";

/** What each set of an audited split holds. */
export function auditSetsTable({ sets }: Audit): Table {
  return new Table({
    title: "What each set holds",
    columns: [
      { title: "Set" },
      { title: "Subjects", align: "right" },
      { title: "Studies", align: "right" },
      { title: "Slices", align: "right" },
      { title: "of them positive", align: "right" },
    ],
    rows: SET_NAMES.map((name) => {
      const { subjects, studies, slices, positives, prevalence } = sets[name];
      return [
        name,
        countText(subjects),
        countText(studies),
        countText(slices),
        countShareText(positives, prevalence),
      ];
    }),
  });
}

/** What the sets of an audited split have in common, a column for each two of them. */
export function auditOverlapTable({ overlaps }: Pick<Audit, "overlaps">): Table {
  const { trainTest, validationTest, trainValidation } = overlaps;
  const row = (title: string, cell: (overlap: SetOverlap) => string) => [
    title,
    ...[trainTest, validationTest, trainValidation].map(cell),
  ];
  const shareRow = (title: string, part: (overlap: SetOverlap) => SliceShare) =>
    row(title, (overlap) => countShareText(part(overlap).slices, part(overlap).share));
  return new Table({
    title: "What two sets share",
    columns: [
      { title: "Shared" },
      { title: "train, test", align: "right" },
      { title: "validation, test", align: "right" },
      { title: "train, validation", align: "right" },
    ],
    rows: [
      row("Subjects in both", ({ subjects }) => countText(subjects)),
      shareRow("Slices of a shared subject", ({ bySubject }) => bySubject),
      shareRow("Slices of a shared study", ({ byStudy }) => byStudy),
      shareRow("Slices in both", ({ repeated }) => repeated),
      row("of them with two labels", ({ contradictory }) => countText(contradictory)),
    ],
    notes: [
      "Slices are counted in the second set, as shares of it. A slice is in both if subject, study " +
      "and slice have the same names there; the images behind the names are another question.",
    ],
  });
}

/** How well the slices of an audited test set are judged: all, of known, of unknown subjects. */
export function auditAucTable({ sets, test, seen, unseen, oracle }: Audit): Table {
  const row = (which: string, judged: JudgedSlices) => [
    which,
    countText(judged.subjects),
    countText(judged.slices),
    countText(judged.positives),
    judged.auc === null
      ? `none: ${judged.missing}`
      : intervalText(judged.auc.clustered.auc, judged.auc.clustered.ci),
    judged.auc === null ? MISSING : intervalText(judged.auc.delong.auc, judged.auc.delong.ci),
    fixedText(judged.auc?.widthRatio, 1),
  ];
  return new Table({
    title: "AUC on the test set",
    columns: [
      { title: "Test slices" },
      { title: "Subjects", align: "right" },
      { title: "Slices", align: "right" },
      { title: "Positive", align: "right" },
      { title: "over subjects", group: "AUC with its interval", align: "right" },
      { title: "as if slices were independent", group: "AUC with its interval", align: "right" },
      { title: "Times wider", align: "right" },
    ],
    rows: [
      row("all", test),
      ...sets.train.slices === 0
        ? []
        : [row("of subjects trained on", seen), row("of subjects never met", unseen)],
      ...oracle === null ? [] : [[
        "all, by an oracle of identity",
        countText(test.subjects),
        countText(test.slices),
        countText(test.positives),
        intervalText(oracle.clustered.auc, oracle.clustered.ci),
        "",
        "",
      ]],
    ],
    notes: [
      "Over subjects: the interval to report. As if slices were independent: DeLong et al. (1988). " +
      "Times wider: the first interval by the second.",
      ...test.auc?.clustered.caution === undefined ? [] : [
        `Mind: ${test.auc.clustered.caution}. Few subjects do not show how others vary, and in simulations ` +
        "such intervals were several times as wide as they would have to be.",
      ],
    ],
  });
}

/** The columns of a table of differences of AUCs. */
export const DIFFERENCE_COLUMNS: readonly Column[] = [
  { title: "Difference" },
  { title: "with its interval over subjects", align: "right" },
  { title: "p", align: "right" },
];

/** The rows of the differences that show how much of a score is identity, whatever the labels are. */
export function identityDifferences(
  { seenLessUnseen, oracle, seen }:
    & Pick<Audit, "seenLessUnseen">
    & { oracle: Pick<AskedOracle, "network"> | null; seen: { slices: number } },
): string[][] {
  return [
    ...seenLessUnseen === null ? [] : [[
      "subjects trained on minus subjects never met",
      differenceText(seenLessUnseen.difference, seenLessUnseen.ci),
      MISSING,
    ]],
    // An oracle that knows nobody is chance, and no news.
    ...!oracle?.network || seen.slices === 0 ? [] : [[
      "the classifier minus the oracle of identity",
      differenceText(oracle.network.difference, oracle.network.ci),
      probabilityText(oracle.network.p),
    ]],
  ];
}

/** The two differences that show how much of an AUC is identity. */
export function auditDifferencesTable(audit: Audit): Table {
  const { trainingScores } = audit;
  const lessUnseen = trainingScores?.lessUnseen ?? null;
  const membership = trainingScores?.membership ?? null;
  const rows = [
    ...identityDifferences(audit),
    ...lessUnseen === null ? [] : [[
      "training slices minus test slices of subjects never met",
      differenceText(lessUnseen.difference, lessUnseen.ci),
      MISSING,
    ]],
  ];
  return new Table({
    title: "Differences of AUCs",
    columns: DIFFERENCE_COLUMNS,
    rows,
    notes: membership === null ? [] : [
      `Whether a subject was trained on is told by its mean loss with an AUC of ${
        intervalText(membership.auc, membership.ci)
      } (0.5 is chance), of ${countText(membership.members)} subjects trained on and ${
        countText(membership.others)
      } never met.`,
    ],
  });
}
