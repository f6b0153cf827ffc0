import { SingleBar } from "cli-progress";
import type { Progress } from "hemoleak/progress.ts";
import { durationText } from "hemoleak/text/numbers.ts";

/**
 * Runs work that shows progress bars on standard error: redrawn on a terminal, a line every ten
 * seconds in a log. A bar appears with its first update and ends at its total, or with the work.
 *
 * @param work Given a function that makes a bar from what is under way, as the user would say it, and
 *   from the unit to show per second, if any.
 */
export async function withBars<T>(
  work: (bar: (label: string, unit?: string) => Progress) => Promise<T>,
): Promise<T> {
  const bars: SingleBar[] = [];
  const makeBar = (label: string, unit?: string): Progress => {
    let bar: SingleBar | undefined;
    const rate = unit === undefined ? () => "" : rateIn(unit);
    return (done, total, detail = "") => {
      if (total === 0) return; // Nothing has been found yet, and a bar of nothing is full.
      const words = { detail, rate: rate(done) };
      if (bar === undefined) {
        bar = newBar(label);
        bars.push(bar);
        bar.start(total, done, words);
      }
      // A total may grow while it is being counted.
      bar.setTotal(total);
      bar.update(done, words);
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
    format: `${label.padEnd(24)} [{bar}] {value}/{total}{rate} {eta_formatted} {detail}`,
    formatTime: timeLeftText,
    barsize: 24,
    etaBuffer: 30,
    stopOnComplete: true,
    noTTYOutput: true,
    notTTYSchedule: 10_000,
  });
}

/** What is left, as the bar says it; it counts in words (`INF`, `NULL`) until its first unit is done. */
function timeLeftText(seconds: number | string): string {
  return typeof seconds === "number" ? `${durationText(seconds)} to go` : "";
}

/** Over how long a rate is taken, in ms: what an earlier run did is soon out of it. */
const RATE_WINDOW = 10_000;

/** Shows how many are being done per second. */
function rateIn(unit: string): (done: number) => string {
  const calls: { done: number; time: number }[] = [];
  return (done) => {
    const time = performance.now();
    calls.push({ done, time });
    while (calls.length > 2 && time - calls[1]!.time > RATE_WINDOW) calls.shift();
    const [first] = calls;
    if (done <= first!.done) return "";
    return ` ${Math.round(1000 * (done - first!.done) / (time - first!.time))} ${unit}/s`;
  };
}
