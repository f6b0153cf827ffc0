import { normalQuantile } from "./normal.ts";
import { studentQuantile } from "./student_t.ts";

/** How wide an interval is. */
export interface WidthOptions {
  /** Coverage. Default 0.95. */
  level?: number;
  /** Degrees of freedom of the variance; without them it counts as known, and z takes t's place. */
  degrees?: number;
  /** What the estimate cannot exceed. Default [0, 1]. */
  range?: readonly [number, number];
}

/**
 * The estimate -+ z (or Student's t) times its standard error, cut at the ends of its range: beyond
 * them there is no area and no rate, so that nothing of the coverage is lost.
 */
export function waldInterval(
  estimate: number,
  variance: number,
  { level = 0.95, degrees, range = [0, 1] }: WidthOptions = {},
): [low: number, high: number] {
  const margin = quantileOf(level, degrees) * Math.sqrt(variance);
  return [Math.max(range[0], estimate - margin), Math.min(range[1], estimate + margin)];
}

function quantileOf(level: number, degrees: number | undefined): number {
  const probability = (1 + level) / 2;
  return degrees === undefined
    ? normalQuantile(probability)
    : studentQuantile(probability, degrees);
}
