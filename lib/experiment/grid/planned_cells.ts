import { operationThreads } from "../../tensorflow/library/threads.ts";
import { type Cell, cellName } from "../cell.ts";
import { distinctCells, type ExperimentName } from "../experiments.ts";
import type { PlannedGrid } from "./grid_file.ts";

/** An experiment with its cells, each once. */
export interface PlannedExperiment {
  name: ExperimentName;
  cells: readonly Cell<string>[];
}

/** The cells of experiments as a plan names them: one that two of them share is there once. */
export function gridCells(
  experiments: readonly PlannedExperiment[],
): Pick<PlannedGrid, "experiments" | "cells"> {
  return {
    experiments: experiments.map(({ name, cells }) => ({ name, cells: cells.map(cellName) })),
    cells: distinctCells(experiments.flatMap(({ cells }) => cells))
      .map((cell) => ({ name: cellName(cell), cell })),
  };
}

/** More threads than so speed up a training less than another training beside it. */
const MOST_THREADS = 4;

/** How many threads a training computes with unless it is said. */
export function defaultThreads(): number {
  return Math.min(operationThreads(), MOST_THREADS);
}
