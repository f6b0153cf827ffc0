import type { NetworkSplits, NetworksResult } from "../../leakage/trials/network_splits.ts";
import { isModelName } from "../../model/networks.ts";
import type { SplitUnit } from "../../split/split.ts";
import {
  decimalText,
  differenceText,
  intervalText,
  MISSING,
  seedsIntervalText,
  seedsText,
} from "../../text/numbers.ts";
import { syntheticMark } from "../../provenance.ts";
import { type Figure, renderFigure } from "../media/figure.ts";
import { Table } from "../media/table.ts";
import { paperNetwork } from "../paper/paper.ts";
import { deadSubtitle, outcomeNotes } from "../training/outcome_notes.ts";
import { type Rung, rungLayers, rungSentence } from "./rungs.ts";

/** What the table and the figure of Table 2 over seeds say besides its numbers. */
export interface NetworksReportOptions {
  /** What the networks are called, by their names in cells. */
  titles: ReadonlyMap<string, string>;
  /** Whether the data is generated rather than from patients. */
  synthetic: boolean;
  /** Whether there are several classes. Default false. */
  ofClasses?: boolean;
}

const SPLITS = ["slice", "subject"] as const;

/** Table 2 over seeds: means of accuracy, recall, F1 and AUC, above the paper's row for the same network and split. */
export function networksTable(
  { seeds, networks, outcomes }: NetworksResult,
  { titles, synthetic, ofClasses = false }: NetworksReportOptions,
): Table {
  const isBesidePaper = networks.some(({ model }) => paperOf(model) !== null);
  const beside = isBesidePaper ? ", beside the paper's Table 2 on CQ500" : "";
  return new Table({
    title: `Test results over seeds${beside}${syntheticMark(synthetic)}`,
    columns: [
      { title: "Split" },
      { title: "Network" },
      { title: "Accuracy", align: "right" },
      { title: "Recall", align: "right" },
      { title: "F1", align: "right" },
      { title: `AUC, ${seedsText(seeds)}`, align: "right" },
      { title: "Mean AUC [95 %]", align: "right" },
    ],
    rows: networks.flatMap((network) => [
      ...SPLITS.flatMap((split) => rowsOf(network, split, titles)),
      inflationRow(network, titles),
    ]),
    notes: [
      `${seedsIntervalText(seeds)}. Accuracy, recall and F1 are means over the seeds${
        ofClasses ? CALLS : " at a threshold of 0.5"
      }.${isBesidePaper ? " The paper has one split of each kind, and no intervals." : ""}`,
      ...outcomeNotes(outcomes, titles),
    ],
  });
}

const CALLS =
  ", a slice being called the class of its highest score; of recall and F1 also over the classes";

/** The paper's numbers of a network; null for other trainers. */
function paperOf(model: string) {
  return isModelName(model) ? paperNetwork(model) : null;
}

function rowsOf(
  network: NetworkSplits,
  split: SplitUnit,
  titles: ReadonlyMap<string, string>,
): string[][] {
  const { accuracy, recall, f1, auc } = network[split];
  const here = [
    ...[`by ${split}`, `${titles.get(network.model)}, here`],
    ...[accuracy, recall, f1].map(decimalText),
    ...[auc.aucs.map(decimalText).join(", "), intervalText(auc.mean, auc.ci)],
  ];
  const paper = paperOf(network.model);
  if (paper === null) return [here];
  const printed = paper.results[split];
  const there = [printed.accuracy, printed.recall, printed.f1].map(decimalText);
  return [here, ["", `${paper.title}, the paper`, ...there, MISSING, decimalText(printed.auc)]];
}

function inflationRow(
  { model, inflation }: NetworkSplits,
  titles: ReadonlyMap<string, string>,
): string[] {
  const found = differenceText(inflation.difference, inflation.ci);
  return ["by slice minus by subject", `${titles.get(model)}, here`, "", "", "", "", found];
}

/** The AUCs of the same as a figure. */
export function networksFigure(
  { seeds, networks, outcomes }: NetworksResult,
  { titles, synthetic }: NetworksReportOptions,
): Promise<Figure> {
  const title = `AUC by network and split${syntheticMark(synthetic)}`;
  const rungs = networks.flatMap((network) =>
    SPLITS.map((split): Rung => {
      const { mean, ci: [low, high], aucs } = network[split].auc;
      const row = `${titles.get(network.model)}, split by ${split}`;
      return { row, split, mean, low, high, aucs, part: null, chance: 0.5 };
    })
  );
  const differences = networks.map(({ model, inflation }) =>
    `${titles.get(model)}, by slice minus by subject: ` +
    `${differenceText(inflation.difference, inflation.ci)}.`
  );
  return renderFigure(
    {
      title: {
        text: title,
        frame: "bounds",
        subtitle: [
          `Mean AUC on the test set, ${seedsIntervalText(seeds)}.`,
          `Small: single seeds (${seedsText(seeds)}). Dashed: chance.`,
          ...deadSubtitle(outcomes),
        ],
      },
      width: 300,
      height: { step: 46 },
      layer: rungLayers(rungs),
    },
    [`${title}.`, ...rungs.map(rungSentence), ...differences, ...outcomeNotes(outcomes, titles)]
      .join(" "),
  );
}
