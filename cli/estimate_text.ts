import type { Cell, CellLeft } from "hemoleak/experiment/cell.ts";
import { measurePaces, type Paces, secondsLeft } from "hemoleak/experiment/grid/estimate.ts";
import type { Grid } from "hemoleak/experiment/grid/grid.ts";
import { isTablePlan } from "hemoleak/experiment/grid/grid_file.ts";
import { modelTitle, type Profile } from "hemoleak/experiment/profile.ts";
import { limitSeconds } from "hemoleak/experiment/slurm/time_limit.ts";
import { countOf, durationText } from "hemoleak/text/numbers.ts";

/** The cells of a grid of the project's networks, which alone can be measured beforehand. */
export function networkCells<Of extends { cell: Cell<string> }>(
  cells: readonly Of[],
): (Of & { cell: Cell })[] {
  return cells as readonly (Of & { cell: Cell })[] as (Of & { cell: Cell })[];
}

/** Measures the networks of cells, and says so. */
export async function tellPaces(cells: readonly CellLeft[], profile: Profile): Promise<Paces> {
  return await measurePaces(cells, profile, (model) => {
    console.error(`Measuring a step of ${modelTitle(model, profile)} ...`);
  });
}

/** An estimate of seconds, or from least to most; patience may end a training earlier. */
export function aboutText({ patience }: Profile, most: number, least: number = most): string {
  const [from, to] = [durationText(least), durationText(most)];
  const range = from === to ? to : `${from} to ${to}`;
  return `${patience === undefined ? "about" : "at most about"} ${range}`;
}

/**
 * What trainings took, beside the estimate in seconds.
 *
 * @param begin When they began, by `performance.now()`.
 */
export function tookText(begin: number, estimated: number): string {
  const took = durationText((performance.now() - begin) / 1000);
  return `Training took ${took}; the estimate was ${durationText(estimated)}`;
}

/** How long the cells of each network take, a line each; one that takes null can be no cell. */
export function describeCells(
  cells: readonly { cell: Cell }[],
  seconds: readonly (number | null)[],
  profile: Profile,
): string[] {
  return [...new Set(cells.map(({ cell }) => cell.model))].flatMap((model) => {
    const own = sized(seconds.filter((_, i) => cells[i]!.cell.model === model));
    if (own.length === 0) return [];
    const about = aboutText(profile, Math.max(...own), Math.min(...own));
    return [
      `${modelTitle(model, profile)}, ${countOf(own.length, "cell")}: ${about} each, ` +
      `${profile.epochs[model]} epochs`,
    ];
  });
}

/** What is known of the seconds. */
export function sized(seconds: readonly (number | null)[]): number[] {
  return seconds.filter((each) => each !== null);
}

/**
 * How long cells will take as tasks of Slurm, by a step of each network that is measured here, and how often
 * the longest will be put into the queue again.
 *
 * @param limit Of a task's time, as `sbatch` takes it.
 */
export async function describeTimes(
  grid: Grid,
  left: readonly (Omit<CellLeft, "cell"> & { cell: Cell<string> })[],
  limit: string | undefined,
): Promise<string> {
  const { plan } = grid, cells = networkCells(left);
  if (isTablePlan(plan)) return "  no estimate: how long a command takes, only a run tells";
  const { profile, threads } = plan;
  using source = await grid.open();
  const seconds = secondsLeft(cells, profile, source.data.rows, await tellPaces(cells, profile));
  const total = sized(seconds).reduce((sum, each) => sum + each, 0);
  const where = `measured here with ${countOf(threads, "thread")}: ${Deno.hostname()}`;
  const lines = [
    ...describeCells(cells, seconds, profile),
    `in all ${aboutText(profile, total)}, one after the other (${where})`,
  ];
  const time = limitSeconds(limit ?? "");
  const again = time === null ? 0 : Math.floor(Math.max(0, ...sized(seconds)) / time);
  if (again > 0) {
    const times = countOf(again, "time");
    lines.push(`longer than --time: the longest goes into the queue again about ${times}`);
  }
  return lines.map((line) => `  ${line}`).join("\n");
}
