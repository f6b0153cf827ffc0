import type { Cell } from "../../experiment/cell.ts";
import type { ExperimentName } from "../../experiment/experiments.ts";
import { cohortSizeResponse } from "../../leakage/trials/cohort_size.ts";
import { ladder } from "../../leakage/trials/ladder.ts";
import { repeatedSplits } from "../../leakage/trials/repeated_splits.ts";
import { distanceResponse } from "../../leakage/trials/responses.ts";
import { doseResponse } from "../../leakage/trials/responses.ts";
import type { Trial } from "../../leakage/trials/trial.ts";
import type { Figure } from "../media/figure.ts";
import type { Table } from "../media/table.ts";
import { cohortSizeFigure } from "./cohort_size_figure.ts";
import {
  cohortSizeTests,
  type ExperimentTest,
  ladderTests,
  repeatedSplitsTests,
  responseTests,
} from "./experiment_tests.ts";
import { ladderFigure } from "./ladder_figure.ts";
import { ladderTable } from "./ladder_table.ts";
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
 * @throws {PredictionsError} Too few of its cells are finished for any result.
 */
export async function experimentResult(
  name: ExperimentName,
  trials: readonly CellTrial[],
  synthetic: boolean,
): Promise<ExperimentResult> {
  return await ANALYSES[name](trials, synthetic);
}

type Analysis = (
  trials: readonly CellTrial[],
  synthetic: boolean,
) => Promise<ExperimentResult>;

const ANALYSES: Readonly<Record<ExperimentName, Analysis>> = {
  ladder: async (trials, synthetic) => {
    const result = ladder(trials), options = { network: networkOf(trials), synthetic };
    const table = ladderTable(result, options);
    const tests = ladderTests(result);
    return { result, table, figure: await ladderFigure(result, options), tests };
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
    // The paper's claim: VGG16 is the better of the two.
    const first = trials.filter(({ cell }) => cell.model === "vgg16");
    const second = trials.filter(({ cell }) => cell.model === "cnn4");
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
