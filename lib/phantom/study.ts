import { Random } from "../random.ts";
import { boxRows, formatBoxes } from "./boxes_csv.ts";
import {
  axialPlace,
  ctFile,
  type PlacedImage,
  seriesFolder,
  type SeriesHeader,
} from "./ct_series.ts";
import type { PhantomOptions } from "./options.ts";
import { reconstruct } from "./reconstruct.ts";
import { type PhantomSubject, scanPlain, subjectHead, type SubjectPlan } from "./subject.ts";

/** How often a study holds more than its plain series. */
const WITH_BONE = 0.12;
const WITH_CONTRAST = 0.12;
const WITH_SCOUT = 0.1;
const WITH_THIN = 0.15;
/** How often an image lies in its folder twice. */
const WITH_REPEAT = 0.1;
/** Slices of the extra series: enough to be a series, few enough to cost little. */
const BONE_SLICES = 6;
const CONTRAST_SLICES = 8;
const CONTRAST_SPACING = 3;
const THIN_SLICES = 10;
const THIN_SPACING = 1.25;
/** How much denser vessels and dura are after contrast medium, HU. */
const ENHANCEMENT_HU = 75;

const AXIAL = ["ORIGINAL", "PRIMARY", "AXIAL"] as const;
const LOCALIZER = ["ORIGINAL", "PRIMARY", "LOCALIZER"] as const;

/** Where the truth about a subject lies in its folder; hidden, for the cohort's table holds all. */
export const BOXES_FILE = ".boxes.csv";

/** One file of a study. */
export interface StudyFile {
  /** Below the subject's folder, with forward slashes. */
  path: string;
  bytes: Uint8Array;
}

/** Scans a subject and writes all series of the study, one file after the other. */
export function* studyFiles(plan: SubjectPlan, options: PhantomOptions): Generator<StudyFile> {
  const random = new Random(options.seed, "study", plan.index);
  const plain = scanPlain(plan, options);
  const repeat = random.bool(WITH_REPEAT);
  const header = plainHeader(plan), images = plainImages(plain);
  yield* seriesFiles(plan, header, images, options, random, repeat);
  const instances = images.map(({ instance }) => instance);
  const boxes = formatBoxes(boxRows(plain, header.number, instances, options));
  yield { path: BOXES_FILE, bytes: new TextEncoder().encode(boxes) };
  if (random.bool(WITH_BONE)) yield* boneFiles(plan, options, random);
  if (random.bool(WITH_CONTRAST)) yield* contrastFiles(plan, options, random);
  if (random.bool(WITH_SCOUT)) yield* scoutFiles(plain, options, random);
  if (random.bool(WITH_THIN)) yield* thinFiles(plan, options, random);
}

function plainHeader({ acquisition, spacing }: SubjectPlan): SeriesHeader {
  return {
    description: "Plain",
    number: 2,
    kernel: acquisition.scanner.softKernel,
    imageType: AXIAL,
    contrastAgent: null,
    thickness: spacing,
    spacing,
  };
}

function plainImages(subject: PhantomSubject): PlacedImage[] {
  return axialImages(subject, subject.hu, subject.heights, subject.size);
}

/** A bone kernel: sharp and noisy, over the skull base. */
function* boneFiles(
  plan: SubjectPlan,
  options: PhantomOptions,
  random: Random,
): Generator<StudyFile> {
  const heights = evenly(plan.heights[0]!, BONE_SLICES, plan.spacing);
  const { hu } = reconstruct(subjectHead(plan, options), plan.acquisition, {
    size: options.size,
    heights,
    thickness: plan.spacing,
    sharpness: 2.5,
    noise: 4,
  }, new Random(options.seed, "bone", plan.index));
  const header: SeriesHeader = {
    ...plainHeader(plan),
    description: "BONE",
    number: 3,
    kernel: plan.acquisition.scanner.boneKernel,
  };
  const images = axialImages(plan, hu, heights, options.size);
  yield* seriesFiles(plan, header, images, options, random);
}

/** A thin slab through the middle of the brain after contrast medium: dura, sinuses and tumours light up. */
function* contrastFiles(
  plan: SubjectPlan,
  options: PhantomOptions,
  random: Random,
): Generator<StudyFile> {
  const heights = evenly(0, CONTRAST_SLICES, CONTRAST_SPACING);
  const head = subjectHead(plan, options, ENHANCEMENT_HU);
  const { hu } = reconstruct(head, plan.acquisition, {
    size: options.size,
    heights,
    thickness: CONTRAST_SPACING,
    sharpness: 1,
    noise: 1.2,
  }, new Random(options.seed, "contrast", plan.index));
  const header: SeriesHeader = {
    ...plainHeader(plan),
    description: "POST CONTRAST 3MM",
    number: 4,
    contrastAgent: "IV CONTRAST",
    thickness: CONTRAST_SPACING,
    spacing: CONTRAST_SPACING,
  };
  const images = axialImages(plan, hu, heights, options.size);
  yield* seriesFiles(plan, header, images, options, random);
}

/** Thin slices through the middle of the brain, plain and soft as the whole series: a second choice. */
function* thinFiles(
  plan: SubjectPlan,
  options: PhantomOptions,
  random: Random,
): Generator<StudyFile> {
  const heights = evenly(0, THIN_SLICES, THIN_SPACING);
  const { hu } = reconstruct(subjectHead(plan, options), plan.acquisition, {
    size: options.size,
    heights,
    thickness: THIN_SPACING,
    sharpness: 1.2,
    noise: 1.8,
  }, new Random(options.seed, "thin", plan.index));
  const header: SeriesHeader = {
    ...plainHeader(plan),
    description: "PLAIN THIN",
    number: 5,
    thickness: THIN_SPACING,
    spacing: THIN_SPACING,
  };
  const images = axialImages(plan, hu, heights, options.size);
  yield* seriesFiles(plan, header, images, options, random);
}

/** The lateral scout image on which a scan is planned: a projection, and no slice. */
function* scoutFiles(
  subject: PhantomSubject,
  options: PhantomOptions,
  random: Random,
): Generator<StudyFile> {
  const { size, slices, heights, spacing, pixelSpacing, acquisition } = subject;
  const rowsPerSlice = 4;
  const hu = lateralProjection(subject, rowsPerSlice);
  const half = (size / 2 - 0.5) * pixelSpacing;
  const header: SeriesHeader = {
    ...plainHeader(subject),
    description: "Topogram",
    number: 1,
    kernel: acquisition.scanner.softKernel,
    imageType: LOCALIZER,
    thickness: size * pixelSpacing,
  };
  const image: PlacedImage = {
    hu,
    rows: slices * rowsPerSlice,
    columns: size,
    pixelSpacing: [spacing / rowsPerSlice, pixelSpacing],
    position: [0, -half, heights[slices - 1]!],
    rowDirection: [0, 1, 0],
    columnDirection: [0, 0, -1],
    instance: 1,
  };
  yield* seriesFiles(subject, header, [image], options, random);
}

/** Mean density along the left-right direction, the head's top in the first row. */
function lateralProjection(subject: PhantomSubject, rowsPerSlice: number): Int16Array {
  const { hu, size, slices } = subject;
  const rows = slices * rowsPerSlice;
  const projection = new Int16Array(rows * size);
  for (let row = 0; row < rows; row++) {
    const slice = slices - 1 - Math.floor(row / rowsPerSlice);
    for (let column = 0; column < size; column++) {
      const start = (slice * size + column) * size;
      let sum = 0;
      for (let i = 0; i < size; i++) sum += Math.max(-1000, hu[start + i]!);
      projection[row * size + column] = Math.round(sum / size);
    }
  }
  return projection;
}

function axialImages(
  plan: SubjectPlan,
  hu: Int16Array,
  heights: readonly number[],
  size: number,
): PlacedImage[] {
  const { isHeadFirstDown } = plan.acquisition.scanner;
  return heights.map((height, i) => ({
    hu: hu.subarray(i * size * size, (i + 1) * size * size),
    rows: size,
    columns: size,
    ...axialPlace(plan, size, height),
    instance: isHeadFirstDown ? heights.length - i : i + 1,
  }));
}

/** The files of one series, in an order that has nothing to do with place, as archives hand them out. */
function* seriesFiles(
  plan: SubjectPlan,
  header: SeriesHeader,
  images: readonly PlacedImage[],
  options: PhantomOptions,
  random: Random,
  hasRepeat = false,
): Generator<StudyFile> {
  const folder = `Unknown Study/${seriesFolder(header)}`;
  const shuffled = random.shuffled(images);
  if (hasRepeat) shuffled.push(shuffled[0]!);
  for (const [i, image] of shuffled.entries()) {
    yield {
      path: `${folder}/CT${String(i).padStart(6, "0")}.dcm`,
      bytes: ctFile(plan, header, image, options),
    };
  }
}

/** `count` heights from the lowest up, `spacing` mm apart. */
function evenly(lowest: number, count: number, spacing: number): number[] {
  return Array.from({ length: count }, (_, i) => lowest + i * spacing);
}
