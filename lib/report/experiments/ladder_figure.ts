import type { Ladder } from "../../leakage/trials/ladder.ts";
import type { SplitUnit } from "../../split/split.ts";
import { LABEL_TITLES, SPLIT_TITLES } from "../../split/titles.ts";
import {
  decimalText,
  differenceText,
  intervalText,
  seedsIntervalText,
  seedsText,
  signedText,
} from "../../text/numbers.ts";
import { syntheticMark } from "../cohort/examples_figure.ts";
import { aucAxis, chanceRule } from "../media/auc_axis.ts";
import { type Figure, type Layer, renderFigure } from "../media/figure.ts";
import { COLORS } from "../media/theme.ts";
import { nullNote } from "./ladder_table.ts";
import { deadSubtitle, outcomeNotes } from "../training/outcome_notes.ts";

/** The conditions from above to below, and the part that each is the measure of. */
const CONDITIONS = [
  { labels: "true", split: "slice", part: null },
  { labels: "true", split: "subject", part: "disease" },
  { labels: "permuted", split: "slice", part: "identity" },
  { labels: "permuted", split: "subject", part: null },
] as const;

/** One condition: a mark with an interval and its seeds. */
interface Rung {
  row: string;
  split: SplitUnit;
  mean: number;
  low: number;
  high: number;
  aucs: readonly number[];
  /** The part that reaches from chance to the mean. */
  part: string | null;
  /** 0.5, or the mean of the null. */
  chance: number;
}

/**
 * The permutation ladder: four conditions with their intervals and single seeds, chance, and from chance
 * to the mean the identity part (permuted labels by slice) and the disease part (true labels by subject).
 */
export function ladderFigure(
  result: Ladder,
  { network, synthetic }: { network: string; synthetic: boolean },
): Promise<Figure> {
  const title = `${network}: true labels and labels that subjects have exchanged` +
    syntheticMark(synthetic);
  const rungs = CONDITIONS.map((condition) => rungOf(result, condition));
  const lowest = Math.min(0.4, ...rungs.flatMap(({ low, aucs }) => [low, ...aucs]));
  const domain: [number, number] = [Math.max(0, Math.floor(lowest * 10) / 10), 1];
  return renderFigure(
    {
      title: {
        text: title,
        frame: "bounds",
        subtitle: [
          `Mean AUC on the test set, ${seedsIntervalText(result.seeds)}.`,
          `Small: single seeds (${seedsText(result.seeds)}). Dashed: chance.`,
          ...deadSubtitle(result.outcomes),
        ],
      },
      width: 300,
      height: { step: 46 },
      layer: [
        chanceRule(domain),
        ...(["slice", "subject"] as const).flatMap((split) => marks(split, rungs, domain)),
      ],
    },
    `${title}. ${rungs.map(sentence).join(" ")} ${
      [partsText(result), ...outcomeNotes(result.outcomes)].join(" ")
    }`,
  );
}

/** Identity part, disease part and inflation in words. */
function partsText({ identity, disease, inflation }: Ladder): string {
  const identityText = differenceText(identity.value, identity.ci);
  const diseaseText = differenceText(disease.value, disease.ci);
  const inflationText = differenceText(inflation.difference, inflation.ci);
  return `Identity part (permuted labels, by slice, above chance): ${identityText}. ` +
    `${nullNote(identity)} ` +
    `Disease part (true labels, by subject, above 0.5): ${diseaseText}. ` +
    `Inflation (true labels, by slice minus by subject): ${inflationText}.`;
}

function rungOf(
  { auc, identity }: Ladder,
  { labels, split, part }: typeof CONDITIONS[number],
): Rung {
  const { mean, ci: [low, high], aucs } = auc[split][labels];
  return {
    row: `${LABEL_TITLES[labels]}, ${SPLIT_TITLES[split]}`,
    split,
    mean,
    low,
    high,
    aucs,
    part,
    chance: part === "identity" ? identity.null?.mean ?? 0.5 : 0.5,
  };
}

/** One split's parts, seeds, intervals, points and numbers. */
function marks(split: SplitUnit, all: readonly Rung[], domain: [number, number]): Layer[] {
  const rungs = all.filter((rung) => rung.split === split);
  const axis = aucAxis(domain);
  const color = COLORS[split];
  const shape = split === "slice" ? "circle" : "square";
  const y = {
    field: "row",
    type: "nominal",
    sort: all.map(({ row }) => row),
    title: null,
    axis: {
      ticks: false,
      domain: false,
      labelPadding: 10,
      labelExpr: "split(datum.label, ', ')",
      labelLineHeight: 14,
      labelOffset: -7,
    },
  } as const;
  const seeds = rungs.flatMap(({ row, aucs }) => aucs.map((auc) => ({ row, auc })));
  return [
    ...parts(rungs, y, domain),
    {
      data: { values: seeds },
      mark: { type: "point", shape, size: 24, filled: true, color, opacity: 0.4, yOffset: -9 },
      encoding: { x: { field: "auc", ...axis }, y },
    },
    {
      data: { values: rungs },
      mark: { type: "rule", color, strokeWidth: 2, opacity: 0.6 },
      encoding: { x: { field: "low", ...axis }, x2: { field: "high" }, y },
    },
    {
      data: { values: rungs },
      mark: { type: "point", shape, size: 70, filled: true, color, opacity: 1 },
      encoding: { x: { field: "mean", ...axis }, y },
    },
    {
      data: {
        values: rungs.map(({ row, mean, low, high }) => ({
          row,
          words: intervalText(mean, [low, high]),
        })),
      },
      mark: { type: "text", align: "left", dx: 10, color },
      encoding: { x: { datum: 1 }, text: { field: "words" }, y },
    },
  ];
}

/** Below a mark, a line with ends from chance to the mean, and the part's name under it. */
function parts(
  rungs: readonly Rung[],
  y: { field: "row"; type: "nominal" },
  domain: [number, number],
): Layer[] {
  const axis = aucAxis(domain);
  const values = rungs.filter(({ part }) => part !== null).map(({ row, mean, part, chance }) => ({
    row,
    mean,
    chance,
    words: `${part} part ${signedText(mean - chance)}`,
  }));
  const end = (field: "chance" | "mean"): Layer => ({
    data: { values },
    mark: {
      type: "tick",
      orient: "vertical",
      size: 6,
      thickness: 1,
      color: COLORS.ink,
      yOffset: 9,
    },
    encoding: { x: { field, ...axis }, y },
  });
  return [
    {
      data: { values },
      mark: { type: "rule", color: COLORS.ink, strokeWidth: 1, yOffset: 9 },
      encoding: { x: { field: "chance", ...axis }, x2: { field: "mean" }, y },
    },
    end("chance"),
    end("mean"),
    {
      data: { values },
      mark: { type: "text", color: COLORS.ink, fontSize: 11, align: "left", dx: 6, dy: 18 },
      encoding: { x: { field: "chance", ...axis }, text: { field: "words" }, y },
    },
  ];
}

function sentence({ row, mean, low, high, aucs }: Rung): string {
  return `${row}: ${intervalText(mean, [low, high])} (${aucs.map(decimalText).join(", ")}).`;
}
