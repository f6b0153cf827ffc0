import { plane, positionAlong, sliceNormal, type Vector } from "./geometry.ts";
import { compareNaturally } from "./natural_order.ts";
import type { ScannedFile } from "./scan.ts";
import type { Rejection } from "./slice_row.ts";

/** The slices of one series in order. */
export interface Series {
  /** Name of its folder, numbered where a study has that name twice. */
  name: string;
  /** From the feet to the head; for other planes towards the back or the left. */
  files: ScannedFile[];
  /** Position of each along the slice normal, in mm. */
  positions: number[];
  /** The plane of its slices, or null where the headers do not tell. */
  plane: "axial" | "coronal" | "sagittal" | null;
  /** Median distance between neighboring slices in mm, or null for fewer than two positions. */
  spacing: number | null;
}

/**
 * Sorts the files of one study into series, by SeriesInstanceUID and not by folder, and the slices of
 * each along their normal by ImagePositionPatient: file names and InstanceNumber are not in order in
 * CQ500, and with a tilted gantry z alone is not enough.
 *
 * A file that does not fit its series (no position, another orientation or image size than most) is
 * rejected; series that hold no image with a position are kept as they are, for a decision.
 *
 * @param files Files of one study.
 * @returns The series in natural order of their names.
 */
export function groupIntoSeries(
  files: readonly ScannedFile[],
): { series: Series[]; rejected: Rejection[] } {
  const groups = Map.groupBy(files, seriesKey);
  const ordered = [...groups.values()].sort(compareGroups);
  const names = uniqueNames(ordered.map((group) => folderName(group[0]!)));
  const rejected: Rejection[] = [];
  const series = ordered.map((group, i) => orderSeries(names[i]!, group, rejected));
  return { series, rejected };
}

/** Without a UID the folder has to do. */
function seriesKey({ file, header }: ScannedFile): string {
  return header.seriesInstanceUid || file.slice(0, file.lastIndexOf("/") + 1);
}

function compareGroups(a: ScannedFile[], b: ScannedFile[]): number {
  const [first, second] = [a[0]!, b[0]!];
  return compareNaturally(folderName(first), folderName(second)) ||
    (first.header.seriesNumber ?? 0) - (second.header.seriesNumber ?? 0) ||
    compareNaturally(seriesKey(first), seriesKey(second));
}

function folderName({ file, header }: ScannedFile): string {
  return file.split("/").at(-2) ?? (header.seriesDescription || "series");
}

/** Numbers repeated names: `CT`, `CT (2)`. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 2; taken.has(unique); number++) unique = `${name} (${number})`;
    taken.add(unique);
    return unique;
  });
}

function orderSeries(name: string, group: ScannedFile[], rejected: Rejection[]): Series {
  const usual = mostCommonShape(group.filter(hasPlace));
  if (usual === null) return { name, files: group, positions: [], plane: null, spacing: null };
  for (const scanned of group.filter((scanned) => !hasPlace(scanned) || !fits(scanned, usual))) {
    rejected.push({
      file: scanned.file,
      reason: hasPlace(scanned)
        ? "another orientation or image size than the rest of its series"
        : "its header gives no position and orientation, so it has no place in its series",
    });
  }
  const fitting = group.filter((scanned) => hasPlace(scanned) && fits(scanned, usual));
  const normal = sliceNormal(usual.header.orientation!);
  const placed = fitting.map((scanned) => place(scanned, normal)).sort(comparePlaced);
  const positions = placed.map(({ position }) => position);
  return {
    name,
    files: placed.map(({ scanned }) => scanned),
    positions,
    plane: plane(normal),
    spacing: medianDistance(positions),
  };
}

interface Placed {
  scanned: ScannedFile;
  position: number;
}

function place(scanned: ScannedFile, normal: Vector): Placed {
  return { scanned, position: positionAlong(normal, scanned.header.position!) };
}

function comparePlaced(a: Placed, b: Placed): number {
  const [first, second] = [a.scanned, b.scanned];
  return a.position - b.position ||
    (first.header.instanceNumber ?? 0) - (second.header.instanceNumber ?? 0) ||
    compareNaturally(first.file, second.file);
}

/** Whether a file holds an image with a place in space. */
function hasPlace({ header }: ScannedFile): boolean {
  const { rows, columns, orientation, position } = header;
  return rows > 0 && columns > 0 && position !== null && orientation !== null &&
    sliceNormal(orientation).every(Number.isFinite);
}

/** A file of the size and orientation that most have, or null when there are none. */
function mostCommonShape(files: readonly ScannedFile[]): ScannedFile | null {
  const shapes = [
    ...Map.groupBy(files, ({ header }) => {
      return [header.rows, header.columns, ...header.orientation!].join();
    }).values(),
  ];
  shapes.sort((a, b) => b.length - a.length);
  return shapes[0]?.[0] ?? null;
}

/** Same size, and same orientation as far as scanners repeat it. */
function fits({ header }: ScannedFile, { header: usual }: ScannedFile): boolean {
  return header.rows === usual.rows && header.columns === usual.columns &&
    header.orientation!.every((cosine, i) => Math.abs(cosine - usual.orientation![i]!) < 0.01);
}

function medianDistance(positions: readonly number[]): number | null {
  const distances = positions.slice(1).map((position, i) => position - positions[i]!);
  const apart = distances.filter((distance) => distance > 0.001).sort((a, b) => a - b);
  return apart[Math.floor(apart.length / 2)] ?? null;
}
