import type { DicomHeader } from "../../dicom/header.ts";
import { compareNaturally } from "../../text/natural_order.ts";
import type { ScannedFile } from "../scan/scan_folder.ts";
import { positionAlong, sliceNormal } from "./geometry.ts";
import { SAME_POSITION } from "./series_geometry.ts";

/** What distinguishes stacks of slices that share one SeriesInstanceUID. */
export type StackMark =
  | "image size"
  | "orientation"
  | "pixel spacing"
  | "ConvolutionKernel"
  | "ContrastBolusAgent"
  | "SliceThickness"
  | "ImageType"
  | "AcquisitionNumber"
  | "InstanceNumber";

/** Slices of one size and orientation, one behind the other, in no order yet. */
export interface Stack {
  files: ScannedFile[];
  /** What distinguishes it from others of its series; null where it is the only one. */
  splitBy: StackMark | null;
}

/** An image that is in no stack of its series, and what sets it apart. */
export interface OddImage {
  scanned: ScannedFile;
  differsIn: StackMark;
}

/** Fewer images of a kind are no stack but odd ones among the others. */
const SMALLEST_STACK = 3;

/**
 * Splits the images of one SeriesInstanceUID into stacks: by size, orientation and pixel spacing, and
 * where several images lie at one position by what explains that, two reconstructions or two
 * acquisitions. Images at one position that nothing explains stay together.
 *
 * @param files Images with position and orientation, at least one.
 * @returns The largest stack first.
 */
export function splitIntoStacks(files: readonly ScannedFile[]): {
  stacks: Stack[];
  odd: OddImage[];
} {
  const shapes = groupByShape(files);
  const usual = shapes[0]![0]!;
  const isStack = (shape: ScannedFile[]) => shape === shapes[0] || shape.length >= SMALLEST_STACK;
  const stacks = shapes.filter(isStack).flatMap((shape) => {
    return splitRepeats(shape, shapeDifference(shape[0]!, usual));
  });
  if (stacks[0]!.splitBy === null && stacks.length > 1) stacks[0]!.splitBy = stacks[1]!.splitBy;
  const odd = shapes.filter((shape) => !isStack(shape)).flat().map((scanned) => {
    return { scanned, differsIn: shapeDifference(scanned, usual)! };
  });
  return { stacks, odd };
}

/** Images of one size, orientation and pixel spacing, as far as scanners repeat them; most first. */
function groupByShape(files: readonly ScannedFile[]): ScannedFile[][] {
  const exact = Map.groupBy(files, ({ header }) => {
    const { rows, columns, orientation, pixelSpacing } = header;
    return [rows, columns, orientation, pixelSpacing].join();
  });
  const shapes: ScannedFile[][] = [];
  for (const group of [...exact.values()].sort((a, b) => b.length - a.length)) {
    const shape = shapes.find(([first]) => shapeDifference(group[0]!, first!) === null);
    if (shape === undefined) shapes.push(group);
    else shape.push(...group);
  }
  return shapes.sort((a, b) => b.length - a.length);
}

function shapeDifference({ header: a }: ScannedFile, { header: b }: ScannedFile): StackMark | null {
  if (a.rows !== b.rows || a.columns !== b.columns) return "image size";
  if (!areNear(a.orientation!, b.orientation!, 0.01)) return "orientation";
  return areNear(a.pixelSpacing ?? [], b.pixelSpacing ?? [], 0.001) ? null : "pixel spacing";
}

function areNear(a: readonly number[], b: readonly number[], tolerance: number): boolean {
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) <= tolerance);
}

/** What two reconstructions of one acquisition differ in. */
const RECONSTRUCTION_MARKS = [
  ["ConvolutionKernel", (header) => header.convolutionKernel],
  ["ContrastBolusAgent", (header) => header.contrastAgent],
  ["SliceThickness", (header) => header.sliceThickness],
  ["ImageType", (header) => header.imageType.join("\\")],
] as const satisfies readonly [StackMark, (header: DicomHeader) => string | number | null][];

/** More acquisitions than these are a dynamic series, whose images belong together. */
const MOST_ACQUISITIONS = 3;

/** Splits images of one shape where several lie at one position and something explains it. */
function splitRepeats(files: ScannedFile[], splitBy: StackMark | null): Stack[] {
  const places = placesOf(files);
  if (countRepeats(files, places) === 0) return [{ files, splitBy }];
  for (const [mark, valueOf] of RECONSTRUCTION_MARKS) {
    const groups = [...Map.groupBy(files, ({ header }) => valueOf(header)).values()];
    if (areStacks(groups, places)) return groups.flatMap((group) => splitRepeats(group, mark));
  }
  return splitAcquisitions(files, places) ?? [{ files, splitBy }];
}

/** Splits images that were acquired one stack after the other, or null where they were not. */
function splitAcquisitions(files: readonly ScannedFile[], places: Places): Stack[] | null {
  const isSplit = (groups: readonly ScannedFile[][]) =>
    groups.length <= MOST_ACQUISITIONS && areStacks(groups, places) &&
    groups.every((group) => countRepeats(group, places) === 0);
  const byNumber = Map.groupBy(files, ({ header }) => header.acquisitionNumber);
  const acquisitions = [...byNumber.values()];
  if (isSplit(acquisitions)) {
    return acquisitions.map((files) => ({ files, splitBy: "AcquisitionNumber" }));
  }
  const consecutive = consecutiveStacks(files, places);
  if (!isSplit(consecutive)) return null;
  return consecutive.map((files) => ({ files, splitBy: "InstanceNumber" }));
}

/** The images in order of their InstanceNumber, cut where a position comes again. */
function consecutiveStacks(files: readonly ScannedFile[], places: Places): ScannedFile[][] {
  const stacks: ScannedFile[][] = [[]];
  let seen = new Set<number>();
  for (const scanned of files.toSorted(compareInstances)) {
    const place = places.get(scanned)!;
    if (seen.has(place)) {
      stacks.push([]);
      seen = new Set();
    }
    stacks.at(-1)!.push(scanned);
    seen.add(place);
  }
  return stacks;
}

/** In the order in which the scanner numbered its images. */
export function compareInstances(a: ScannedFile, b: ScannedFile): number {
  return (a.header.instanceNumber ?? 0) - (b.header.instanceNumber ?? 0) ||
    compareNaturally(a.file, b.file) || a.frame - b.frame;
}

/**
 * Whether groups are stacks of one part of the body: all but the largest show mostly what others show as
 * well. Parts that follow one another may overlap by a slice, and a slice may be taken again.
 */
function areStacks(groups: readonly ScannedFile[][], places: Places): boolean {
  const [, ...others] = groups.toSorted((a, b) => b.length - a.length);
  return others.length > 0 && groups.every((group) => group.length >= SMALLEST_STACK) &&
    others.every((group) => {
      const rest = groups.filter((other) => other !== group);
      const elsewhere = new Set(rest.flatMap((other) => other.map((image) => places.get(image))));
      const own = new Set(group.map((image) => places.get(image)));
      return own.intersection(elsewhere).size >= own.size / 2;
    });
}

/** Images at a position that another one has already. */
function countRepeats(files: readonly ScannedFile[], places: Places): number {
  return files.length - new Set(files.map((image) => places.get(image))).size;
}

/** The position of each image along the normal, as a number that images at one position share. */
type Places = ReadonlyMap<ScannedFile, number>;

function placesOf(files: readonly ScannedFile[]): Places {
  const normal = sliceNormal(files[0]!.header.orientation!);
  const placed = files.map((scanned) => {
    return { scanned, position: positionAlong(normal, scanned.header.position!) };
  });
  const places = new Map<ScannedFile, number>();
  let place = -1, last = -Infinity;
  for (const { scanned, position } of placed.sort((a, b) => a.position - b.position)) {
    if (position - last > SAME_POSITION) {
      place++;
      last = position;
    }
    places.set(scanned, place);
  }
  return places;
}
