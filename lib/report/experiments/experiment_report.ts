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
import {
  cohortSizeTests,
  type ExperimentTest,
  foldsTests,
  ladderTests,
  networksTests,
  repeatedSplitsTests,
  responseTests,
} from "./experiment_tests.ts";
import { ladderFigure } from "./ladder_figure.ts";
import { ladderTable } from "./ladder_table.ts";
import { networksFigure, networksTable } from "./networks_report.ts";
import { repeatedSplitsTable } from "./repeated_splits_table.ts";
import { distanceFigure } from "./response_figures.ts";
import { doseFigure } from "./response_figures.ts";
import { cohortSizeTable, distanceTable, doseTable } from "./response_tables.ts";

/** A finished cell as the analyses take it. */
export interface CellTrial extends Trial {
  cell: Cell<string>;
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
  /** What it tests, for all experiments of a grid to be adjusted for each other. */
  tests: ExperimentTest[];
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
    const titles = new Map(trials.map(({ cell, title }) => [cell.model, title]));
    const result = networkSplits(trials), options = { titles, synthetic };
    const table = networksTable(result, options);
    const tests = networksTests(result, titles);
    return { result, table, figure: await networksFigure(result, options), tests };
  },
  ladder: async (trials, synthetic, methods) => {
    const own = ladder(trials);
    const beside = methods.map(({ title, trials }) => ({ network: title, result: ladder(trials) }));
    const options = { network: networkOf(trials), synthetic, beside };
    const table = ladderTable(own, options), figure = await ladderFigure(own, options);
    const result = methods.length === 0 ? own : { ...own, beside };
    return { result, table, figure, tests: ladderTests(own) };
  },
  folds: async (trials, synthetic) => {
    const result = foldsResult(trials), options = { network: networkOf(trials), synthetic };
    const table = foldsTable(result, options);
    return { result, table, figure: await foldsFigure(result, options), tests: foldsTests(result) };
  },
  dose: async (trials, synthetic) => {
    const result = doseResponse(trials), options = { network: networkOf(trials), synthetic };
    const table = doseTable(result, options);
    const tests = responseTests(result, ({ dose }) => `dose ${dose}`);
    return { result, table, figure: await doseFigure(result, options), tests };
  },
  distance: async (trials, synthetic) => {
    const result = distanceResponse(trials), options = { network: networkOf(trials), synthetic };
    const table = distanceTable(result, options);
    const tests = responseTests(result, ({ gap }) => `${gap} slices away`);
    return { result, table, figure: await distanceFigure(result, options), tests };
  },
  size: async (trials, synthetic) => {
    const result = cohortSizeResponse(trials), options = { network: networkOf(trials), synthetic };
    const table = cohortSizeTable(result, options);
    const tests = cohortSizeTests(result);
    return { result, table, figure: await cohortSizeFigure(result, options), tests };
  },
  repeated: (trials, synthetic) => {
    // In the order of their cells: the first is what the second claims to be better than, as VGG16 than CNN4.
    const [base, other] = [...new Set(trials.map(({ cell }) => cell.model))];
    const first = trials.filter(({ cell }) => cell.model === other);
    const second = trials.filter(({ cell }) => cell.model === base);
    const result = repeatedSplits(first, second);
    const networks = [networkOf(first), networkOf(second)] as const;
    const table = repeatedSplitsTable(result, { networks, synthetic });
    const tests = repeatedSplitsTests(result);
    return Promise.resolve({ result, table, figure: null, tests });
  },
};

function networkOf(trials: readonly CellTrial[]): string {
  return trials[0]?.title ?? "";
}
