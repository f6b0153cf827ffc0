import { DicomError } from "../error.ts";
import type { DicomDataSet } from "./data_set.ts";

/** Where an image lies and what its values mean: what the images of one object may differ in. */
export interface FrameHeader {
  /** Center of the first pixel in mm: x to the patient's left, y to the back, z to the head. */
  position: [x: number, y: number, z: number] | null;
  /** Direction cosines of a row, then of a column (ImageOrientationPatient), or null. */
  orientation: number[] | null;
  /** Distance between rows and between columns in mm, or null. */
  pixelSpacing: [row: number, column: number] | null;
  /** Nominal thickness in mm, or null. */
  sliceThickness: number | null;
  /** Slope from stored values to HU, or null where the header has none. */
  rescaleSlope: number | null;
  /** HU of the stored value 0, or null where the header has none. */
  rescaleIntercept: number | null;
}

/** The functional groups that all images of an object share. */
export const SHARED_GROUPS = 0x52009229;
const PER_FRAME_GROUPS = 0x52009230;
/** The macros that hold a {@link FrameHeader}'s fields (PS3.3 C.7.6.16.2). */
const MACROS = {
  PixelMeasures: 0x00289110,
  PlanePosition: 0x00209113,
  PlaneOrientation: 0x00209116,
  PixelValueTransformation: 0x00289145,
};

/**
 * Reads what an object says of all its images, or a functional group's macro of one. Geometry that is
 * malformed counts as not given, since HU do not need it.
 *
 * @throws {DicomError} If slope or intercept is malformed.
 */
export function readFrameHeader(data: DicomDataSet): FrameHeader {
  return {
    position: data.geometry(0x00200032, 3) as FrameHeader["position"],
    orientation: data.geometry(0x00200037, 6),
    pixelSpacing: data.geometry(0x00280030, 2) as FrameHeader["pixelSpacing"],
    sliceThickness: data.optionalNumber(0x00180050),
    rescaleSlope: slope(data),
    rescaleIntercept: data.number(0x00281052, "RescaleIntercept"),
  };
}

/** A slope of 0 would make every pixel the same: dcm2niix, too, takes it for 1. */
function slope(data: DicomDataSet): number | null {
  const stated = data.number(0x00281053, "RescaleSlope");
  if (stated !== 0) return stated;
  data.notes.add("slope of 0");
  return 1;
}

/**
 * Reads the functional groups of an Enhanced multi-frame object (PS3.3 C.7.6.16): those shared by
 * all images, and over them those of each.
 *
 * @returns One header per image, or null for an object without functional groups.
 * @throws {DicomError} If there are not as many groups as images, or a value is malformed.
 */
export function readFrameHeaders(data: DicomDataSet, count: number): FrameHeader[] | null {
  if (!data.has(PER_FRAME_GROUPS)) return null;
  const groups = data.items(PER_FRAME_GROUPS);
  if (groups.length !== count) {
    throw new DicomError({
      file: data.file,
      expected: "functional groups for each image, as many as NumberOfFrames says,",
      found: `those of ${groups.length}`,
    });
  }
  const [shared] = data.items(SHARED_GROUPS);
  const common = { ...readFrameHeader(data), ...(shared && readMacros(shared)) };
  return groups.map((group) => ({ ...common, ...readMacros(group) }));
}

/** The fields that a functional group states. */
function readMacros(group: DicomDataSet): Partial<FrameHeader> {
  const macros = Object.values(MACROS).flatMap((tag) => group.items(tag));
  const stated = macros.flatMap((macro) =>
    Object.entries(readFrameHeader(macro)).filter(([, value]) => value !== null)
  );
  return Object.fromEntries(stated);
}
