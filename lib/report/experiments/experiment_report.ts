import type { Cell } from "../../experiment/cell.ts";
import type { ExperimentName } from "../../experiment/experiments.ts";
import { cohortSizeResponse } from "../../leakage/trials/cohort_size.ts";
import { foldsResult } from "../../leakage/trials/folds.ts";
import { ladder } from "../../leakage/trials/ladder.ts";
import { networkSplits } from "../../leakage/trials/network_splits.ts";
import { repeatedSplits } from "../../leakage/trials/repeated_splits.ts";
import { distanceResponse } from "../../leakage/trials/responses.ts";
import { doseResponse } from "../../leakage/trials/responses.ts";
import type { Trial } from "../../leakage/trials/trial.ts";
import type { Figure } from "../media/figure.ts";
import type { Table } from "../media/table.ts";
import { cohortSizeFigure } from "./cohort_size_figure.ts";
import { foldsFigure, foldsTable } from "./folds_report.ts";
import { ladderFigure } from "./ladder_figure.ts";
import { ladderTable } from "./ladder_table.ts";
import { networksFigure, networksTable } from "./networks_report.ts";
import { repeatedSplitsTable } from "./repeated_splits_table.ts";
import { distanceFigure } from "./response_figures.ts";
import { doseFigure } from "./response_figures.ts";
import { cohortSizeTable, distanceTable, doseTable } from "./response_tables.ts";

/** A finished cell as the analyses take it. */
export interface CellTrial extends Trial {
  cell: Cell;
  /** The network's name as figures show it. */
  title: string;
}

/** Another method than the grid's networks, on the slices of the grid's cells. */
export interface BesideMethod {
  /** Its name for the reader. */
  title: string;
  /** Of the experiment's cells. */
  trials: readonly CellTrial[];
}

/** What an experiment has shown. */
export interface ExperimentResult {
  /** Its numbers, as they go into a file. */
  result: unknown;
  /** For the reader. */
  table: Table;
  /** For the reader; null where the experiment has none. */
  figure: Figure | null;
}

/**
 * Analyzes the finished cells of an experiment.
 *
 * @param synthetic Whether the data is generated rather than from patients.
 * @param beside Other methods on the slices of the same cells; the ladder shows them.
 * @throws {PredictionsError} Too few of its cells are finished for any result.
 */
export async function experimentResult(
  name: ExperimentName,
  trials: readonly CellTrial[],
  synthetic: boolean,
  beside: readonly BesideMethod[] = [],
): Promise<ExperimentResult> {
  return await ANALYSES[name](trials, synthetic, beside);
}

type Analysis = (
  trials: readonly CellTrial[],
  synthetic: boolean,
  beside: readonly BesideMethod[],
) => Promise<ExperimentResult>;

const ANALYSES: Readonly<Record<ExperimentName, Analysis>> = {
  table2: async (trials, synthetic) => {
    const titles = new Map(trials.map(({ cell, title }) => [cell.model as string, title]));
    const result = networkSplits(trials), options = { titles, synthetic };
    const table = networksTable(result, options);
    return { result, table, figure: await networksFigure(result, options) };
  },
  ladder: async (trials, synthetic, methods) => {
    const own = ladder(trials);
    const beside = methods.map(({ title, trials }) => ({ network: title, result: ladder(trials) }));
    const options = { network: networkOf(trials), synthetic, beside };
    const table = ladderTable(own, options), figure = await ladderFigure(own, options);
    return { result: methods.length === 0 ? own : { ...own, beside }, table, figure };
  },
  folds: async (trials, synthetic) => {
    const result = foldsResult(trials), options = { network: networkOf(trials), synthetic };
    const table = foldsTable(result, options);
    return { result, table, figure: await foldsFigure(result, options) };
  },
  dose: async (trials, synthetic) => {
    const result = doseResponse(trials), options = { network: networkOf(trials), synthetic };
    const table = doseTable(result, options);
    return { result, table, figure: await doseFigure(result, options) };
  },
  distance: async (trials, synthetic) => {
    const result = distanceResponse(trials), options = { network: networkOf(trials), synthetic };
    const table = distanceTable(result, options);
    return { result, table, figure: await distanceFigure(result, options) };
  },
  size: async (trials, synthetic) => {
    const result = cohortSizeResponse(trials), options = { network: networkOf(trials), synthetic };
    const table = cohortSizeTable(result, options);
    return { result, table, figure: await cohortSizeFigure(result, options) };
  },
  repeated: (trials, synthetic) => {
    // The paper's claim: VGG16 is the better of the two.
    const first = trials.filter(({ cell }) => cell.model === "vgg16");
    const second = trials.filter(({ cell }) => cell.model === "cnn4");
    const result = repeatedSplits(first, second);
    const networks = [networkOf(first), networkOf(second)] as const;
    const table = repeatedSplitsTable(result, { networks, synthetic });
    return Promise.resolve({ result, table, figure: null });
  },
};

function networkOf(trials: readonly CellTrial[]): string {
  return trials[0]?.title ?? "";
}
