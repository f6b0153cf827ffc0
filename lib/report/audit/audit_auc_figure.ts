import type { Audit } from "../../leakage/audit/audit_result.ts";
import type { JudgedSlices } from "../../leakage/audit/judged_slices.ts";
import { intervalText } from "../../text/numbers.ts";
import { aucAxis, chanceRule } from "../media/auc_axis.ts";
import { type Figure, type Layer, renderFigure } from "../media/figure.ts";
import { COLORS } from "../media/theme.ts";

/** One AUC of the figure. */
interface AucRow {
  row: string;
  color: string;
  /** What stands at the right. */
  words: string;
  auc: number | null;
  /** Over subjects. */
  low: number | null;
  high: number | null;
  /** As if slices were independent. */
  naiveLow: number | null;
  naiveHigh: number | null;
}

/** How a figure of an audit is drawn. */
export interface AuditFigureOptions {
  /** Whether the data is generated, which the title then says. */
  synthetic?: boolean;
}

/**
 * The AUCs of an audit, one below the other: on all test slices, on those of subjects trained on, on
 * those of subjects never met, and that of an oracle which knows the subjects and sees no image. Each
 * with its interval over subjects and, thin, the one as if slices were independent.
 */
export function auditAucFigure(
  audit: Audit,
  { synthetic = audit.synthetic }: AuditFigureOptions = {},
): Promise<Figure> {
  const title = `AUC on the test set, by whose slices they are${
    synthetic ? " (synthetic data)" : ""
  }`;
  const rows = aucRows(audit);
  const lows = rows.flatMap(({ low, naiveLow, auc }) => [low ?? 1, naiveLow ?? 1, auc ?? 1]);
  const domain: [number, number] = [Math.max(0, Math.floor(10 * Math.min(0.4, ...lows)) / 10), 1];
  const sentences = rows.map(({ row, words }) => `${row}: ${words}.`);
  return renderFigure({
    title: {
      text: title,
      frame: "bounds",
      subtitle:
        "Thick: interval over subjects. Thin: as if slices were independent. Dashed: chance.",
    },
    width: 320,
    height: { step: 34 },
    layer: [chanceRule(domain), ...marks(rows, domain)],
  }, `${title}. ${sentences.join(" ")}`);
}

function aucRows({ sets, test, seen, unseen, oracle }: Audit): AucRow[] {
  const judged = sets.train.slices === 0
    ? [judgedRow("all", COLORS.ink, test)]
    : seen.slices === 0
    ? [judgedRow("all, of subjects never met", COLORS.subject, unseen)]
    : unseen.slices === 0
    ? [judgedRow("all, of subjects trained on", COLORS.slice, seen)]
    : [
      judgedRow("all", COLORS.ink, test),
      judgedRow("of subjects trained on", COLORS.slice, seen),
      judgedRow("of subjects never met", COLORS.subject, unseen),
    ];
  return [
    ...judged,
    ...oracle === null ? [] : [{
      row: "oracle: knows who, sees nothing",
      color: COLORS.quiet,
      words: intervalText(oracle.clustered.auc, oracle.clustered.ci),
      auc: oracle.clustered.auc,
      low: oracle.clustered.ci[0],
      high: oracle.clustered.ci[1],
      naiveLow: null,
      naiveHigh: null,
    }],
  ];
}

function judgedRow(row: string, color: string, { auc, missing }: JudgedSlices): AucRow {
  return {
    row,
    color,
    words: auc === null ? `none: ${missing}` : intervalText(auc.clustered.auc, auc.clustered.ci),
    auc: auc?.clustered.auc ?? null,
    low: auc?.clustered.ci[0] ?? null,
    high: auc?.clustered.ci[1] ?? null,
    naiveLow: auc?.delong.ci[0] ?? null,
    naiveHigh: auc?.delong.ci[1] ?? null,
  };
}

function marks(rows: readonly AucRow[], domain: [number, number]): Layer[] {
  const axis = aucAxis(domain);
  const y = {
    field: "row",
    type: "nominal",
    sort: rows.map(({ row }) => row),
    title: null,
    axis: { ticks: false, domain: false, labelPadding: 10, labelLimit: 240 },
  } as const;
  const color = { field: "color", type: "nominal", scale: null, legend: null } as const;
  const known = rows.filter(({ auc }) => auc !== null);
  return [
    {
      data: { values: known },
      mark: { type: "rule", strokeWidth: 4, opacity: 0.45 },
      encoding: { x: { field: "low", ...axis }, x2: { field: "high" }, y, color },
    },
    {
      data: { values: rows.filter(({ naiveLow }) => naiveLow !== null) },
      mark: { type: "rule", strokeWidth: 1.5, yOffset: 11 },
      encoding: { x: { field: "naiveLow", ...axis }, x2: { field: "naiveHigh" }, y, color },
    },
    {
      data: { values: known },
      mark: { type: "point", filled: true, size: 80, opacity: 1 },
      encoding: { x: { field: "auc", ...axis }, y, color },
    },
    {
      data: { values: [...rows] },
      mark: { type: "text", align: "left", dx: 10 },
      encoding: { x: { datum: 1 }, y, text: { field: "words" }, color },
    },
  ];
}
