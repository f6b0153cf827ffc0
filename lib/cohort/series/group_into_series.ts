import { compareNaturally } from "../../files/natural_order.ts";
import { checkOptions, FLAG, type OptionRules } from "../../options.ts";
import type { ScannedFile } from "../scan/scan_folder.ts";
import type { Rejection } from "../rejection.ts";
import { plane, positionAlong, sliceNormal } from "./geometry.ts";
import { measureGeometry, type SeriesGeometry } from "./series_geometry.ts";
import { compareInstances, type OddImage, splitIntoStacks, type StackMark } from "./stacks.ts";

/** The slices of one series in order. */
export interface Series {
  /** Name of its folder, numbered where a study has that name twice. */
  name: string;
  /** From the feet to the head; for other planes towards the back or the left. */
  files: ScannedFile[];
  /** Position of each along the slice normal, in mm; of series without positions see `orderedBy`. */
  positions: number[];
  /**
   * What its slices are in order of: their positions, or where the headers give none, SliceLocation
   * (in mm), else InstanceNumber or the file's name, whose direction is the scanner's choice.
   */
  orderedBy: "position" | "SliceLocation" | "InstanceNumber" | "file name";
  /** The plane of its slices, or null where the headers do not say. */
  plane: "axial" | "coronal" | "sagittal" | null;
  /** Median distance between neighboring slices in mm, or null for fewer than two positions. */
  spacing: number | null;
  /** How its slices lie in space, or null where the headers do not say. */
  geometry: SeriesGeometry | null;
  /** What distinguishes it from other stacks under the same SeriesInstanceUID, or null. */
  splitBy: StackMark | null;
}

/** Options of {@link groupIntoSeries}. */
export interface GroupingOptions {
  /**
   * Whether series without any position are put in order by SliceLocation or InstanceNumber: for tables
   * that name their images, which need no place in space. Default false.
   */
  orderByNumber?: boolean;
}

const GROUPING_RULES: OptionRules<GroupingOptions> = { orderByNumber: FLAG };

/**
 * Sorts the images of one study into series, by SeriesInstanceUID and not by folder, and the slices of
 * each along their normal by ImagePositionPatient: file names and InstanceNumber are not in order in
 * CQ500, and with a tilted gantry z alone is not enough. Stacks that share a SeriesInstanceUID, such as
 * two reconstructions, become series of their own.
 *
 * An image that does not fit its series (no position, another orientation, image size or pixel spacing
 * than most, and too few like it for a stack) is rejected; series that hold no image with a position
 * are kept as they are, for a decision.
 *
 * @param files Images of one study.
 * @returns The series in natural order of their names.
 * @throws {OptionsError} There is no such option, or no such value.
 */
export function groupIntoSeries(
  files: readonly ScannedFile[],
  options: GroupingOptions = {},
): { series: Series[]; rejected: Rejection[] } {
  checkOptions("groupIntoSeries", options, GROUPING_RULES);
  const { orderByNumber = false } = options;
  const groups = Map.groupBy(files, seriesKey);
  const ordered = [...groups.values()].sort(compareGroups);
  const rejected: Rejection[] = [];
  const series = ordered.flatMap((group) => seriesOf(group, rejected, orderByNumber));
  rejected.sort((a, b) => compareNaturally(a.file, b.file));
  const names = uniqueNames(series.map(({ name }) => name));
  return { series: series.map((each, i) => ({ ...each, name: names[i]! })), rejected };
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

/** The folder's name, never SeriesDescription, which is free text and could name anyone. */
function folderName({ file }: ScannedFile): string {
  return file.split("/").at(-2) ?? "series";
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

/** The stacks under one SeriesInstanceUID, all by their folder's name. */
function seriesOf(
  group: ScannedFile[],
  rejected: Rejection[],
  orderByNumber: boolean,
): Series[] {
  const name = folderName(group[0]!);
  const placed = group.filter(hasPlace);
  if (placed.length === 0) return [{ name, ...withoutPlaces(group, orderByNumber) }];
  const others = group.filter((scanned) => !hasPlace(scanned));
  const reason = "its header gives no position and orientation, so it has no place in its series";
  const numbered = orderByNumber && others.length > 0
    ? [{ name, ...withoutPlaces(others, true) }]
    : [];
  if (numbered.length === 0) rejected.push(...others.map(({ file }) => ({ file, reason })));
  const { stacks, odd } = splitIntoStacks(placed);
  rejected.push(...odd.map(oddImage));
  const ordered = stacks.map(({ files, splitBy }) => ({ name, splitBy, ...orderStack(files) }));
  return [...ordered, ...numbered];
}

/** A series whose headers state no positions, in the order that they state otherwise, if asked for. */
function withoutPlaces(files: ScannedFile[], orderByNumber: boolean): Omit<Series, "name"> {
  const nowhere = { plane: null, spacing: null, geometry: null, splitBy: null } as const;
  const single = files.every(({ header }) => header.numberOfFrames === 1);
  if (!orderByNumber || !single) return { files, positions: [], orderedBy: "position", ...nowhere };
  const locations = files.map(({ header }) => header.sliceLocation);
  if (new Set(locations).size === files.length && !locations.includes(null)) {
    const ordered = files.toSorted((a, b) => a.header.sliceLocation! - b.header.sliceLocation!);
    const positions = ordered.map(({ header }) => header.sliceLocation!);
    return { files: ordered, positions, orderedBy: "SliceLocation", ...nowhere };
  }
  const ordered = files.toSorted(compareInstances);
  const positions = ordered.map((_, place) => place);
  const isNumbered = files.every(({ header }) => header.instanceNumber !== null);
  const orderedBy = isNumbered ? "InstanceNumber" : "file name";
  return { files: ordered, positions, orderedBy, ...nowhere };
}

/** Whether a file holds an image with a place in space; of several images that share one, none has. */
function hasPlace({ header }: ScannedFile): boolean {
  const { rows, columns, numberOfFrames, orientation, position } = header;
  return rows > 0 && columns > 0 && numberOfFrames === 1 && position !== null &&
    orientation !== null &&
    sliceNormal(orientation).every(Number.isFinite);
}

function oddImage({ scanned: { file, header }, differsIn }: OddImage): Rejection {
  const what = header.imageType.includes("LOCALIZER") ? "a localizer of " : "";
  return { file, reason: `${what}another ${differsIn} than the rest of its series` };
}

function orderStack(files: readonly ScannedFile[]): Omit<Series, "name" | "splitBy"> {
  const normal = sliceNormal(files[0]!.header.orientation!);
  const placed = files.map((scanned) => {
    return { scanned, position: positionAlong(normal, scanned.header.position!) };
  });
  placed.sort((a, b) => a.position - b.position || compareInstances(a.scanned, b.scanned));
  const ordered = placed.map(({ scanned }) => scanned);
  const positions = placed.map(({ position }) => position);
  const geometry = measureGeometry(ordered.map(({ header }) => header), positions, normal);
  const spacing = geometry.spacing?.median ?? null;
  const orderedBy = "position";
  return { files: ordered, positions, orderedBy, plane: plane(normal), spacing, geometry };
}
