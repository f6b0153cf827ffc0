import { join } from "node:path";
import { type CohortGridPlan, readGridPlan } from "hemoleak/experiment/grid/grid_file.ts";
import { type GridOptions, planGrid } from "hemoleak/experiment/grid/grid_plan.ts";
import { PROFILES } from "hemoleak/experiment/profile.ts";
import { writePhantom } from "hemoleak/phantom/cohort.ts";
import { operationThreads } from "hemoleak/tensorflow/library/threads.ts";

/** A plan of {@linkcode tinyGrid}, to be changed. */
export function tinyPlan(folder: string): CohortGridPlan {
  return readGridPlan(folder) as CohortGridPlan;
}

/** Trainings of about a second. */
const PROFILE = {
  ...PROFILES.quick,
  size: 32,
  epochs: { cnn4: 3, vgg16: 2 },
  vgg16Width: 0.0625,
};

/**
 * Plans a grid on 20 subjects with 4 slices each: so few that the cells with a quarter of them by
 * subject fail, and all cells with a distance.
 *
 * @param folder Gets the data and the grid.
 * @param name Of the grid's folder.
 * @returns The grid's folder.
 */
export async function tinyGrid(
  folder: string,
  { name = "grid", ...options }:
    & Pick<GridOptions, "experiments" | "data" | "labelUnit" | "seeds">
    & { name?: string },
): Promise<string> {
  const root = join(folder, "dicom"), grid = join(folder, name);
  await writePhantom(root, { subjects: 20, slices: 4, size: 64 });
  await planGrid(grid, {
    ...{ cohort: "cq500", root, data: join(folder, "data"), profile: PROFILE, seeds: 1 },
    threads: operationThreads(),
    ...options,
  });
  return grid;
}
