import type { ModelName } from "../../model/networks.ts";
import type { SplitUnit } from "../../split/split.ts";
import type { History, HistoryRow, StoppedTraining } from "../../train/history.ts";
import type { Learning } from "../../train/learning.ts";
import type { TrainingListener } from "../../train/train.ts";
import { type LiveOutput, liveOutput } from "../media/live.ts";
import { lossFigure } from "./loss_figure.ts";
import { EpochPace } from "./epoch_pace.ts";
import { stateTitles } from "./outcome_notes.ts";

/** Which run to make. */
export interface WatchedCell {
  /** Which network. */
  model: ModelName;
  /** How its slices are split. */
  split: SplitUnit;
}

/** What the figure needs of a finished run. */
export interface WatchedRun {
  /** The network's name, at the head of the figure. */
  title: string;
  /** The course of its training. */
  history: History;
  /** What became of the network, where that is known. */
  learning?: Pick<Learning, "outcome">;
  /** The last epoch of a training that was stopped before its end, and how many there were to be. */
  stopped?: StoppedTraining | null;
}

/** Makes runs, or loads those that are finished; `Reproduction` is one. */
export interface CellRunner<Run extends WatchedRun> {
  /** Whether the data is synthetic, which the figure then says. */
  readonly synthetic: boolean;
  /** Makes a run, or loads it; the listener is called after each epoch. */
  run(cell: WatchedCell, options: { listener: TrainingListener }): Promise<Run>;
}

/**
 * Draws the learning curve of a run while it is trained: after each epoch, and every other second how far
 * the present one is. The figure that stays is drawn from the finished run alone, so it has the same bytes for a run that was loaded.
 *
 * @param runner Makes the run.
 * @param cell Which run.
 * @param output Where to draw; by default the running notebook cell, elsewhere nowhere.
 * @returns The finished run.
 */
export async function watchTraining<Run extends WatchedRun>(
  runner: CellRunner<Run>,
  cell: WatchedCell,
  output: LiveOutput = liveOutput(),
): Promise<Run> {
  const { synthetic } = runner;
  const { split } = cell;
  const draw = async (rows: readonly HistoryRow[], plannedEpochs: number, progress: string) => {
    const curve = { split, epochs: rows };
    const title = `In training, epoch ${
      Math.min(rows.length + 1, plannedEpochs)
    } of ${plannedEpochs}`;
    await output.show(await lossFigure([curve], { title, synthetic, plannedEpochs, progress }));
  };
  const pace = new EpochPace();
  let rows: readonly HistoryRow[] = [];
  const run = await runner.run(cell, {
    listener: async (event) => {
      if (event.kind !== "batch") rows = event.rows;
      if (event.kind !== "batch" || pace.isDue(event)) {
        await draw(rows, event.epochs, event.kind === "batch" ? pace.text(event) : "");
      }
    },
  });
  const { rows: epochs } = run.history;
  const title = [run.title, ...stateTitles(run)].join(", ");
  await output.show(await lossFigure([{ split, epochs }], { title, synthetic }));
  return run;
}
