import type { DicomHeader } from "../../dicom/header.ts";
import { angleBetween, displacement, type Vector } from "./geometry.ts";

/**
 * How the slices of a series lie in space, from their ImagePositionPatient and
 * ImageOrientationPatient (DICOM PS3.3 C.7.6.2). SpacingBetweenSlices is not looked at: it is wrong in
 * CQ500.
 */
export interface SeriesGeometry {
  /** Distances between neighboring positions in mm, gaps included; null for fewer than two. */
  spacing: { median: number; minimum: number; maximum: number } | null;
  /**
   * Whether the distances are the same to 10 %, gaps left out. Where they are not, the protocol may
   * have meant it: 2.5 mm through the posterior fossa and 5 mm above.
   */
  isEven: boolean;
  /** Slices that gaps have room for: gaps of whole multiples of the distances beside them. */
  missing: number;
  /** Images at a position that another image has already. */
  duplicates: number;
  /**
   * Degrees between the slices' normal and the way from slice to slice: the tilt of the gantry, by
   * which the stack is sheared; 0 where it is a cuboid, null for fewer than two positions.
   */
  tilt: number | null;
  /** What is covered along the normal in mm: first to last position and one median distance. */
  extent: number;
  /** Distance between rows and between columns in mm, the same in all slices, or null. */
  pixelSpacing: readonly [row: number, column: number] | null;
  /** Height and width of a slice in mm, or null. */
  fieldOfView: readonly [height: number, width: number] | null;
}

/** Positions nearer than this (mm) are one: headers round theirs to about a thousandth. */
export const SAME_POSITION = 0.01;

/** Distances that differ by less than this part are the same: tables do not stop more exactly. */
const SAME_DISTANCE = 0.1;

/**
 * Measures a stack of slices.
 *
 * @param headers Headers of slices of one orientation and pixel spacing, in order along the normal.
 * @param positions Where each lies along the normal, in mm.
 * @param normal Of length 1.
 */
export function measureGeometry(
  headers: readonly DicomHeader[],
  positions: readonly number[],
  normal: Vector,
): SeriesGeometry {
  const steps = stepsBetween(headers, positions);
  const distances = steps.map(({ distance }) => distance);
  const gaps = findGaps(distances);
  const regular = distances.filter((_, i) => !gaps.has(i));
  const spacing = spread(distances);
  return {
    spacing,
    isEven: regular.every((distance) => isSameDistance(distance, regular[0]!)),
    missing: [...gaps.values()].reduce((sum, count) => sum + count, 0),
    duplicates: Math.max(positions.length - 1, 0) - steps.length,
    tilt: median(steps.map(({ way }) => angleBetween(normal, way))),
    extent: spacing === null ? 0 : positions.at(-1)! - positions[0]! + spacing.median,
    ...inPlane(headers[0]!),
  };
}

/** What of a geometry is out of the ordinary, in words; nothing where it is not. */
export function describeGeometry(geometry: SeriesGeometry): string[] {
  const { spacing, isEven, missing, duplicates, tilt, pixelSpacing } = geometry;
  const notes: string[] = [];
  if (missing > 0) notes.push(`${missing} ${missing === 1 ? "slice is" : "slices are"} missing`);
  if (duplicates > 0) {
    notes.push(`${duplicates} ${duplicates === 1 ? "image repeats" : "images repeat"} a position`);
  }
  if (spacing !== null && !isEven) {
    const [least, most] = [spacing.minimum, spacing.maximum].map((value) => value.toFixed(2));
    notes.push(`unequal distances, ${least} to ${most} mm`);
  }
  if (tilt !== null && tilt >= 0.5) notes.push(`gantry tilted by ${tilt.toFixed(1)} degrees`);
  if (pixelSpacing !== null && !isSquare(pixelSpacing)) {
    const [row, column] = pixelSpacing.map((length) => length.toFixed(3));
    notes.push(`pixels of ${row} x ${column} mm, made square by interpolation`);
  }
  return notes;
}

/** From one position to the next that is another. */
interface Step {
  /** Along the normal, mm. */
  distance: number;
  way: Vector;
}

function stepsBetween(headers: readonly DicomHeader[], positions: readonly number[]): Step[] {
  const steps: Step[] = [];
  let last = 0;
  for (let i = 1; i < positions.length; i++) {
    const distance = positions[i]! - positions[last]!;
    if (distance <= SAME_POSITION) continue;
    steps.push({ distance, way: displacement(headers[last]!.position!, headers[i]!.position!) });
    last = i;
  }
  return steps;
}

/** Neighboring distances that are the same. */
interface Run {
  distance: number;
  start: number;
  length: number;
}

/**
 * The distances that are gaps, by their index, with the number of slices that each has room for. A
 * gap is a whole multiple of the distance beside it, and either alone or with the same distance on
 * its other side; distances that change for good are a protocol's choice.
 */
function findGaps(distances: readonly number[]): Map<number, number> {
  const runs = runsOf(distances);
  const gaps = new Map<number, number>();
  for (const [i, { distance, start, length }] of runs.entries()) {
    const beside = [runs[i - 1], runs[i + 1]].filter((run) => run !== undefined);
    const isBetween = beside.length === 2 &&
      isSameDistance(beside[0]!.distance, beside[1]!.distance);
    if (length > 1 && !isBetween) continue;
    const multiples = beside.map((run) => wholeMultiple(distance, run.distance));
    const least = Math.min(...multiples.filter((multiple) => multiple !== null));
    if (!Number.isFinite(least)) continue;
    for (let at = start; at < start + length; at++) gaps.set(at, least - 1);
  }
  const missing = [...gaps.values()].reduce((sum, count) => sum + count, 0);
  // More than there are slices: then it is a pattern of its own, such as pairs of slices.
  return missing > distances.length ? new Map() : gaps;
}

function runsOf(distances: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const [start, distance] of distances.entries()) {
    const run = runs.at(-1);
    if (run !== undefined && isSameDistance(run.distance, distance)) run.length++;
    else runs.push({ distance, start, length: 1 });
  }
  return runs;
}

/** How many times one distance goes into another, from 2 on, or null where it is no whole number. */
function wholeMultiple(distance: number, unit: number): number | null {
  const ratio = distance / unit, whole = Math.round(ratio);
  return whole >= 2 && Math.abs(ratio - whole) <= SAME_DISTANCE ? whole : null;
}

function isSameDistance(a: number, b: number): boolean {
  return Math.abs(a - b) <= SAME_DISTANCE * Math.max(a, b);
}

function spread(distances: readonly number[]): SeriesGeometry["spacing"] {
  if (distances.length === 0) return null;
  const ordered = distances.toSorted((a, b) => a - b);
  return { median: median(ordered)!, minimum: ordered[0]!, maximum: ordered.at(-1)! };
}

/** The middle value, of two the larger: one that occurs. */
function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

/** To 1 %: no reader sees less. */
function isSquare([row, column]: readonly [row: number, column: number]): boolean {
  return Math.abs(row - column) <= 0.01 * Math.max(row, column);
}

function inPlane({ pixelSpacing, rows, columns }: DicomHeader) {
  if (pixelSpacing === null) return { pixelSpacing, fieldOfView: null };
  const fieldOfView = [rows * pixelSpacing[0], columns * pixelSpacing[1]] as const;
  return { pixelSpacing, fieldOfView };
}
