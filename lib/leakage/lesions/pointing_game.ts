import type { Box } from "../../cohort/labels/bhx_boxes.ts";
import { clusteredProportion, type Proportion } from "../../evaluate/thresholds/proportion.ts";
import type { LesionMap } from "./lesion_maps.ts";

/** How often a network looks at the lesion. */
export interface PointingGame {
  /** Slices with a box and a map. */
  slices: number;
  /** How many subjects the slices are of. */
  subjects: number;
  /** The share of slices on which the map's greatest value lies in a box. */
  hits: Proportion;
  /**
   * The same with the greatest value's place taken from another subject's slice, the mean over all of
   * these: what looking at the usual places reaches.
   */
  elsewhere: number;
}

/**
 * The pointing game (Zhang et al. 2018, Int J Comput Vis 126:1084): whether a map's greatest value lies
 * in a box around the lesion; here without a margin. A map without a value above 0 misses.
 *
 * @param maps One map per slice.
 * @returns null where there is none.
 */
export function pointingGame(maps: readonly LesionMap[]): PointingGame | null {
  if (maps.length === 0) return null;
  const subjects = [...new Set(maps.map(({ row }) => row.subject))].sort();
  const hits = new Float64Array(subjects.length), slices = new Float64Array(subjects.length);
  const points = maps.map(hottest);
  let elsewhere = 0, pairs = 0;
  for (const [i, { row, boxes }] of maps.entries()) {
    const subject = subjects.indexOf(row.subject);
    slices[subject]!++;
    if (isInside(points[i]!, boxes)) hits[subject]!++;
    for (const [j, other] of maps.entries()) {
      if (other.row.subject === row.subject) continue;
      pairs++;
      if (isInside(points[j]!, boxes)) elsewhere++;
    }
  }
  return {
    slices: maps.length,
    subjects: subjects.length,
    hits: clusteredProportion(hits, slices),
    elsewhere: pairs === 0 ? 0 : elsewhere / pairs,
  };
}

type Point = readonly [x: number, y: number];

/** Where the map is greatest, the first of equals; null where it is 0 everywhere. */
function hottest({ heat, shape: [, columns], grid }: LesionMap): Point | null {
  let at = 0;
  for (let place = 1; place < heat.length; place++) if (heat[place]! > heat[at]!) at = place;
  if (!(heat[at]! > 0)) return null;
  const position = (place: number) => grid.first + place * grid.step;
  return [position(at % columns), position(Math.floor(at / columns))];
}

function isInside(point: Point | null, boxes: readonly Box[]): boolean {
  if (point === null) return false;
  const [px, py] = point;
  return boxes.some(({ x, y, width, height }) =>
    px >= x && px <= x + width && py >= y && py <= y + height
  );
}
