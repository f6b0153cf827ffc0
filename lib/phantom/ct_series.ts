import type { PhantomOptions } from "./options.ts";
import {
  decimalString,
  dicomFile,
  element,
  type Elements,
  type StoredImage,
} from "./dicom_file.ts";
import type { Vector } from "./shape.ts";
import type { SubjectPlan } from "./subject.ts";
import { instanceUid, seededUid, seriesUid, studyUid } from "./uid.ts";

/** What the headers of a series say. */
export interface SeriesHeader {
  /** SeriesDescription; the folder is named after it, as in CQ500. */
  description: string;
  /** SeriesNumber. */
  number: number;
  kernel: string;
  imageType: readonly string[];
  /** ContrastBolusAgent, or null. */
  contrastAgent: string | null;
  /** Thickness and true distance of slices, mm. */
  thickness: number;
  spacing: number;
}

/** One image with its place in space. */
export interface PlacedImage {
  /** HU, row by row. */
  hu: Int16Array;
  rows: number;
  columns: number;
  /** Distance of rows and of columns, mm. */
  pixelSpacing: readonly [number, number];
  /** Middle of the first pixel in the patient's coordinates (left, posterior, up), mm. */
  position: Vector;
  /** Directions of a row and of a column. */
  rowDirection: Vector;
  columnDirection: Vector;
  /** InstanceNumber. */
  instance: number;
}

/** A folder's name after a series, as CQ500's: "CT " and the description without punctuation. */
export function seriesFolder({ description }: SeriesHeader): string {
  return `CT ${description.replace(/[^A-Za-z0-9 ]/g, "")}`;
}

/**
 * Places an axial slice: the head lies on its back, the gantry tilted as the scanner's protocol says
 * (DICOM PS3.3 C.7.6.2.1.1).
 *
 * @param height Height of the slice's middle, mm.
 */
export function axialPlace(
  plan: SubjectPlan,
  size: number,
  height: number,
): Pick<PlacedImage, "pixelSpacing" | "position" | "rowDirection" | "columnDirection"> {
  const { fieldOfView, scanner } = plan.acquisition;
  const pixel = fieldOfView / size, corner = (size / 2 - 0.5) * pixel;
  const tilt = scanner.gantryTilt * Math.PI / 180;
  return {
    pixelSpacing: [pixel, pixel],
    position: [-corner, -corner * Math.cos(tilt), height + corner * Math.sin(tilt)],
    rowDirection: [1, 0, 0],
    columnDirection: [0, Math.cos(tilt), -Math.sin(tilt)],
  };
}

/** One image of a series as a DICOM file, as the subject's scanner writes it. */
export function ctFile(
  plan: SubjectPlan,
  header: SeriesHeader,
  image: PlacedImage,
  options: PhantomOptions,
): Uint8Array {
  const elements = {
    ...instanceElements(plan, header, image, options),
    ...patientElements(plan),
    ...acquisitionElements(plan, header),
    ...placeElements(plan, image, options),
    ...pixelElements(plan),
  };
  return dicomFile(elements, storedImage(plan, image), plan.acquisition.scanner.transferSyntax);
}

function instanceElements(
  { name, acquisition }: SubjectPlan,
  header: SeriesHeader,
  { instance }: PlacedImage,
  { seed }: PhantomOptions,
): Elements {
  return {
    "00080005": element("CS", "ISO_IR 100"),
    "00080008": element("CS", ...header.imageType),
    "00080018": element("UI", instanceUid(seed, name, header.number, instance)),
    "00080020": element("DA"),
    "00080030": element("TM"),
    "00080050": element("SH"),
    "00080060": element("CS", "CT"),
    "00080070": element("LO", "hemoleak"),
    "00080090": element("PN"),
    "0008103E": element("LO", header.description),
    "00081090": element("LO", acquisition.scanner.model),
    "0020000D": element("UI", studyUid(seed, name)),
    "0020000E": element("UI", seriesUid(seed, name, header.number)),
    "00200010": element("SH"),
    "00200011": element("IS", String(header.number)),
    "00200013": element("IS", String(instance)),
  };
}

function patientElements({ name, anatomy }: SubjectPlan): Elements {
  return {
    "00100010": element("PN", "Anonymous"),
    "00100020": element("LO", name),
    "00100030": element("DA"),
    "00100040": element("CS", anatomy.sex),
    "00101010": element("AS", `${String(anatomy.age).padStart(3, "0")}Y`),
  };
}

function acquisitionElements({ acquisition }: SubjectPlan, header: SeriesHeader): Elements {
  const { scanner, fieldOfView, exposure } = acquisition;
  // CQ500's headers give distances that its positions contradict; positions are what counts.
  const spacing = scanner.spacingHeader === "wrong" ? header.spacing / 2 : header.spacing;
  return {
    ...(header.contrastAgent === null ? {} : { "00180010": element("LO", header.contrastAgent) }),
    "00180015": element("CS", "HEAD"),
    "00180050": element("DS", decimalString(header.thickness)),
    "00180060": element("DS", "120"),
    ...(scanner.spacingHeader === "absent"
      ? {}
      : { "00180088": element("DS", decimalString(spacing)) }),
    "00181100": element("DS", decimalString(fieldOfView)),
    "00181120": element("DS", decimalString(scanner.gantryTilt)),
    "00181152": element("IS", String(exposure)),
    "00181210": element("SH", header.kernel),
    "00185100": element("CS", "HFS"),
  };
}

function placeElements(
  { name }: SubjectPlan,
  { pixelSpacing, position, rowDirection, columnDirection }: PlacedImage,
  { seed }: PhantomOptions,
): Elements {
  return {
    "00200032": element("DS", ...position.map(decimalString)),
    "00200037": element("DS", ...[...rowDirection, ...columnDirection].map(decimalString)),
    "00200052": element("UI", seededUid(seed, name, "frame")),
    "00201040": element("LO"),
    "00280030": element("DS", ...pixelSpacing.map(decimalString)),
  };
}

function pixelElements({ acquisition: { scanner } }: SubjectPlan): Elements {
  const { padding, isSigned, intercept } = scanner;
  return {
    "00280002": element("US", 1),
    "00280004": element("CS", "MONOCHROME2"),
    "00280100": element("US", 16),
    "00280101": element("US", 16),
    "00280102": element("US", 15),
    "00280103": element("US", isSigned ? 1 : 0),
    ...(padding?.isDeclared ? { "00280120": element(isSigned ? "SS" : "US", padding.stored) } : {}),
    "00281050": element("DS", "40"),
    "00281051": element("DS", "80"),
    "00281052": element("DS", String(intercept)),
    "00281053": element("DS", "1"),
    "00281054": element("LO", "HU"),
  };
}

/** HU to stored values: HU = stored + intercept; negative ones wrap to two's complement. */
function storedImage(plan: SubjectPlan, { hu, rows, columns }: PlacedImage): StoredImage {
  const { intercept } = plan.acquisition.scanner;
  return { values: Uint16Array.from(hu, (value) => value - intercept), rows, columns };
}
