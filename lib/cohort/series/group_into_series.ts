import { compareNaturally } from "../../text/natural_order.ts";
import { checkOptions, FLAG, type OptionRules, PART } from "../../options.ts";
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
   * What its slices are in order of: their positions, or where the headers give none, the label table's,
   * SliceLocation (in mm), else InstanceNumber or the file's name, whose direction is the scanner's choice.
   */
  orderedBy: "position" | "label table" | "SliceLocation" | "InstanceNumber" | "file name";
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
  /** Where an image lies in its series, by the label table, or null where that does not say. */
  placeOf?: (image: ScannedFile) => number | null;
}

const GROUPING_RULES: OptionRules<GroupingOptions> = { orderByNumber: FLAG, placeOf: PART };

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
 * PNG, JPEG and TIFF images of a study are one series, whatever folders they lie in, unless two of them
 * have one name: then each folder is one. They are in the label table's order, else in that of their
 * names, by the numbers in them.
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
  const groups = Map.groupBy(files, keyFinder(files));
  const ordered = [...groups.values()].sort(compareGroups);
  const rejected: Rejection[] = [];
  const series = ordered.flatMap((group) => seriesOf(group, rejected, options));
  rejected.sort((a, b) => compareNaturally(a.file, b.file));
  const names = uniqueNames(series.map(({ name }) => name));
  return { series: series.map((each, i) => ({ ...each, name: names[i]! })), rejected };
}

/** What images of one series have in common. */
function keyFinder(files: readonly ScannedFile[]): (scanned: ScannedFile) => string {
  const names = files.filter(isRaster).map((raster) => `${nameOf(raster)} ${raster.frame}`);
  const areTold = new Set(names).size === names.length;
  return (scanned) => isRaster(scanned) && areTold ? RASTER_KEY : seriesKey(scanned);
}

/** No UID and no folder is called so. */
const RASTER_KEY = "\0raster";

function isRaster({ raster }: ScannedFile): boolean {
  return raster !== undefined;
}

/** A file's name without its folder and extension. */
function nameOf({ file }: ScannedFile): string {
  return file.slice(file.lastIndexOf("/") + 1).replace(/\.[^.]*$/, "");
}

/** Without a UID the folder has to do. */
function seriesKey({ file, header }: ScannedFile): string {
  return header.seriesInstanceUid || folderOf(file);
}

function compareGroups(a: ScannedFile[], b: ScannedFile[]): number {
  const [first, second] = [a[0]!, b[0]!];
  return compareNaturally(folderName(first), folderName(second)) ||
    (first.header.seriesNumber ?? 0) - (second.header.seriesNumber ?? 0) ||
    compareNaturally(seriesKey(first), seriesKey(second));
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf("/") + 1);
}

/** The folder's name, never SeriesDescription, which is free text and could name anyone. */
function folderName({ file }: ScannedFile): string {
  return file.split("/").at(-2) ?? "series";
}

/** Images from several folders have none of their own. */
function seriesName(group: readonly ScannedFile[]): string {
  const first = group[0]!;
  const isOneFolder = group.every(({ file }) => folderOf(file) === folderOf(first.file));
  return isOneFolder || !isRaster(first) ? folderName(first) : "images";
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
  { orderByNumber = false, placeOf }: GroupingOptions,
): Series[] {
  const name = seriesName(group);
  const placed = group.filter(hasPlace);
  if (placed.length === 0) return [{ name, ...withoutPlaces(group, orderByNumber, placeOf) }];
  const others = group.filter((scanned) => !hasPlace(scanned));
  const reason = "its header gives no position and orientation, so it has no place in its series";
  const numbered = orderByNumber && others.length > 0
    ? [{ name, ...withoutPlaces(others, true, placeOf) }]
    : [];
  if (numbered.length === 0) rejected.push(...others.map(({ file }) => ({ file, reason })));
  const { stacks, odd } = splitIntoStacks(placed);
  rejected.push(...odd.map(oddImage));
  const ordered = stacks.map(({ files, splitBy }) => ({ name, splitBy, ...orderStack(files) }));
  return [...ordered, ...numbered];
}

/** A series whose headers state no positions, in the order that they state otherwise, if asked for. */
function withoutPlaces(
  files: ScannedFile[],
  orderByNumber: boolean,
  placeOf: GroupingOptions["placeOf"],
): Omit<Series, "name"> {
  const nowhere = { plane: null, spacing: null, geometry: null, splitBy: null } as const;
  const single = files.every(({ header }) => header.numberOfFrames === 1);
  const areRaster = files.every(isRaster);
  if (!(orderByNumber || areRaster) || !single) {
    return { files, positions: [], orderedBy: "position", ...nowhere };
  }
  const places = new Map(files.map((image) => [image, placeOf?.(image) ?? null]));
  if (![...places.values()].includes(null)) {
    const ordered = files.toSorted((a, b) => places.get(a)! - places.get(b)! || compareNames(a, b));
    const positions = ordered.map((image) => places.get(image)!);
    return { files: ordered, positions, orderedBy: "label table", ...nowhere };
  }
  if (areRaster) {
    const ordered = files.toSorted(compareNames), positions = ordered.map((_, place) => place);
    return { files: ordered, positions, orderedBy: "file name", ...nowhere };
  }
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

/** By the numbers in the names, in whatever folders they are; then by the page. */
function compareNames(a: ScannedFile, b: ScannedFile): number {
  return compareNaturally(nameOf(a), nameOf(b)) || compareNaturally(a.file, b.file) ||
    a.frame - b.frame;
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
