import type { Cell } from "../../experiment/cell.ts";
import type { ExperimentName } from "../../experiment/experiments.ts";
import { ofEachClass } from "../../leakage/classes/each_class.ts";
import { cohortSizeResponse } from "../../leakage/trials/cohort_size.ts";
import { foldsResult } from "../../leakage/trials/folds.ts";
import { ladder } from "../../leakage/trials/ladder.ts";
import { networkSplits } from "../../leakage/trials/network_splits.ts";
import { repeatedSplits } from "../../leakage/trials/repeated_splits.ts";
import { distanceResponse } from "../../leakage/trials/responses.ts";
import { doseResponse } from "../../leakage/trials/responses.ts";
import type { MeanAucOptions } from "../../leakage/trials/mean_auc.ts";
import type { AnyTrial, Trial } from "../../leakage/trials/trial.ts";
import { areOfClasses, type ClassPrediction } from "../../predictions/classes/class_prediction.ts";
import type { Figure } from "../media/figure.ts";
import { Table } from "../media/table.ts";
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
import { ladderTable, MACRO_NOTE } from "./ladder_table.ts";
import { networksFigure, networksTable } from "./networks_report.ts";
import { repeatedSplitsTable } from "./repeated_splits_table.ts";
import { distanceFigure } from "./response_figures.ts";
import { doseFigure } from "./response_figures.ts";
import { cohortSizeTable, distanceTable, doseTable } from "./response_tables.ts";

/** A finished cell as the analyses take it. */
export interface CellTrial extends AnyTrial {
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
 * Analyzes the finished cells of an experiment: of several classes by macro AUCs and, in the result's `classes`,
 * by each class against the rest.
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
  const { table, ...found } = await ANALYSES[name](trials, synthetic, beside);
  if (name === "ladder" || !haveClasses(trials)) return { table, ...found };
  const { title, columns, rows, notes } = table;
  const more = `${MACRO_NOTE} Each class has the same numbers in ${name}.json.`;
  return { table: new Table({ title, columns, rows, notes: [...notes, more] }), ...found };
}

/** Whether runs are of several classes. */
function haveClasses<Run extends CellTrial>(
  trials: readonly Run[],
): trials is readonly (Run & Trial<Run["cell"], ClassPrediction>)[] {
  return trials[0] !== undefined && areOfClasses(trials[0].predictions);
}

/** What an analysis finds; of several classes also of each. */
function found<Result extends object>(
  trials: readonly CellTrial[],
  analyze: (options: MeanAucOptions) => Result,
): Result {
  return haveClasses(trials) ? ofEachClass(trials, analyze) : analyze({});
}

type Analysis = (
  trials: readonly CellTrial[],
  synthetic: boolean,
  beside: readonly BesideMethod[],
) => Promise<ExperimentResult>;

const ANALYSES: Readonly<Record<ExperimentName, Analysis>> = {
  table2: async (trials, synthetic) => {
    const titles = new Map(trials.map((trial) => [trial.cell.model, titleOf(trial)]));
    const result = found(trials, (of) => networkSplits(trials, of));
    const options = { titles, synthetic, ofClasses: haveClasses(trials) };
    const table = networksTable(result, options);
    const tests = networksTests(result, titles);
    return { result, table, figure: await networksFigure(result, options), tests };
  },
  ladder: async (trials, synthetic, methods) => {
    const ladderOf = (of: readonly CellTrial[]) => found(of, (options) => ladder(of, options));
    const own = ladderOf(trials), network = trials[0]?.title ?? "";
    const beside = methods.map(({ title, trials }) => {
      return { network: title, result: ladderOf(trials) };
    });
    const options = { network, synthetic, beside };
    const table = ladderTable(own, options), figure = await ladderFigure(own, options);
    const result = methods.length === 0 ? own : { ...own, beside };
    return { result, table, figure, tests: ladderTests(own) };
  },
  folds: async (trials, synthetic) => {
    const result = found(trials, (of) => foldsResult(trials, of));
    const options = { network: networkOf(trials), synthetic };
    const table = foldsTable(result, options);
    return { result, table, figure: await foldsFigure(result, options), tests: foldsTests(result) };
  },
  dose: async (trials, synthetic) => {
    const result = found(trials, (of) => doseResponse(trials, of));
    const options = { network: networkOf(trials), synthetic };
    const table = doseTable(result, options);
    const tests = responseTests(result, ({ dose }) => `dose ${dose}`);
    return { result, table, figure: await doseFigure(result, options), tests };
  },
  distance: async (trials, synthetic) => {
    const result = found(trials, (of) => distanceResponse(trials, of));
    const options = { network: networkOf(trials), synthetic };
    const table = distanceTable(result, options);
    const tests = responseTests(result, ({ gap }) => `${gap} slices away`);
    return { result, table, figure: await distanceFigure(result, options), tests };
  },
  size: async (trials, synthetic) => {
    const result = found(trials, (of) => cohortSizeResponse(trials, of));
    const options = { network: networkOf(trials), synthetic };
    const table = cohortSizeTable(result, options);
    const tests = cohortSizeTests(result);
    return { result, table, figure: await cohortSizeFigure(result, options), tests };
  },
  repeated: (trials, synthetic) => {
    // In the order of their cells: the first is what the second claims to be better than, as VGG16 than CNN4.
    const [base, other] = [...new Set(trials.map(({ cell }) => cell.model))];
    const first = trials.filter(({ cell }) => cell.model === other);
    const second = trials.filter(({ cell }) => cell.model === base);
    const result = found(trials, (of) => repeatedSplits(first, second, of));
    const networks = [networkOf(first), networkOf(second)] as const;
    const options = { networks, synthetic, claimed: !haveClasses(trials) };
    const table = repeatedSplitsTable(result, options);
    const tests = repeatedSplitsTests(result);
    return Promise.resolve({ result, table, figure: null, tests });
  },
};

function networkOf([trial]: readonly CellTrial[]): string {
  return trial === undefined ? "" : titleOf(trial);
}

/** What a network is called; of several classes also that its AUCs are means. */
function titleOf({ title, predictions }: CellTrial): string {
  const classes = areOfClasses(predictions) ? Object.keys(predictions[0]!.scores).length : 0;
  return classes === 0 ? title : `${title} (macro AUC of ${classes} classes)`;
}
