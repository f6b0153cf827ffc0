import { SingleBar } from "cli-progress";
import type { Progress } from "hemoleak/progress.ts";

/**
 * Runs work that shows progress bars on standard error: redrawn on a terminal, a line every ten
 * seconds in a log. A bar appears with its first update and ends at its total, or with the work.
 *
 * @param work Given a function that makes a bar from what is under way, as the user would say it.
 */
export async function withBars<T>(
  work: (bar: (label: string) => Progress) => Promise<T>,
): Promise<T> {
  const bars: SingleBar[] = [];
  const makeBar = (label: string): Progress => {
    let bar: SingleBar | undefined;
    return (done, total, detail = "") => {
      if (bar === undefined) {
        bar = newBar(label);
        bars.push(bar);
        bar.start(total, done, { detail });
      }
      bar.update(done, { detail });
    };
  };
  try {
    return await work(makeBar);
  } finally {
    for (const bar of bars) bar.stop();
  }
}

function newBar(label: string): SingleBar {
  return new SingleBar({
    format: `${label.padEnd(24)} [{bar}] {value}/{total} ETA {eta_formatted} {detail}`,
    barsize: 24,
    etaBuffer: 30,
    stopOnComplete: true,
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
}
