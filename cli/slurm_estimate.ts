import type { Cell } from "hemoleak/experiment/cell.ts";
import { SplitError } from "hemoleak/error.ts";
import { cellSeconds, measurePace, type Pace } from "hemoleak/experiment/grid/estimate.ts";
import type { Grid } from "hemoleak/experiment/grid/grid.ts";
import { type CohortGridPlan, isTablePlan } from "hemoleak/experiment/grid/grid_file.ts";
import { modelTitle } from "hemoleak/experiment/profile.ts";
import type { GridCellStatus } from "hemoleak/experiment/slurm/cell_tasks.ts";
import { limitSeconds } from "hemoleak/experiment/slurm/time_limit.ts";
import type { ModelName } from "hemoleak/model/networks.ts";
import { countOf, durationText } from "hemoleak/text/numbers.ts";

/**
 * How long cells will take, by a step of each network that is measured here, and how often the longest will be
 * put into the queue again.
 *
 * @param limit Of a task's time, as `sbatch` takes it.
 */
export async function describeTimes(
  grid: Grid,
  cells: readonly GridCellStatus[],
  limit: string | undefined,
): Promise<string> {
  const { plan } = grid;
  if (isTablePlan(plan)) return "  no estimate: how long a command takes, only a run tells";
  const { profile, threads } = plan;
  const models = [...new Set(cells.map(({ cell }) => cell.model as ModelName))];
  using source = await grid.open();
  const lines: string[] = [];
  let total = 0, longest = 0;
  for (const model of models) {
    console.error(`Measuring a step of ${modelTitle(model, profile)} ...`);
    const pace = await measurePace(model, profile);
    const own = cells.filter(({ cell }) => cell.model === model);
    const seconds = own.flatMap((one) => secondsLeft(one, plan, source.data.rows, pace));
    if (seconds.length === 0) continue;
    total += seconds.reduce((sum, each) => sum + each, 0);
    longest = Math.max(longest, ...seconds);
    lines.push(`  ${timesText(model, profile, seconds)}`);
  }
  const where = `measured here with ${countOf(threads, "thread")}: ${Deno.hostname()}`;
  lines.push(`  in all about ${durationText(total)}, one after the other (${where})`);
  const time = limitSeconds(limit ?? ""), again = time === null ? 0 : Math.floor(longest / time);
  if (again > 0) {
    const times = countOf(again, "time");
    lines.push(`  longer than --time: the longest goes into the queue again about ${times}`);
  }
  return lines.join("\n");
}

function secondsLeft(
  { cell, epochs }: GridCellStatus,
  { profile }: CohortGridPlan,
  slices: Parameters<typeof cellSeconds>[2],
  pace: Pace,
): number[] {
  try {
    const own = cell as Cell;
    return [cellSeconds(own, profile, slices, pace, profile.epochs[own.model] - epochs)];
  } catch (error) {
    if (error instanceof SplitError) return []; // Its task will tell.
    throw error;
  }
}

function timesText(
  model: ModelName,
  profile: CohortGridPlan["profile"],
  seconds: readonly number[],
): string {
  const [least, most] = [Math.min(...seconds), Math.max(...seconds)].map(durationText);
  const range = least === most ? `${most}` : `${least} to ${most}`;
  const cells = countOf(seconds.length, "cell");
  return `${modelTitle(model, profile)}, ${cells}: about ${range} each, ${
    profile.epochs[model]
  } epochs`;
}
